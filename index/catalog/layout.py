"""An archive of an earlier version brought up to this one's layout."""

from filelock import FileLock

from index.catalog.catalogue import Catalogue
from index.catalog.database import SCHEMA
from index.errors import ArchiveError


def bring_up_to_date(catalogue: Catalogue) -> None:
    """Gives an older catalogue this version's layout. Raises `ArchiveError` where it is newer."""
    folder, schema = catalogue.path.parent, int(catalogue.fact("schema"))
    if schema > SCHEMA:
        raise ArchiveError(
            f"{folder} was written by a later version (its schema is {schema}, the newest"
            f" known here {SCHEMA}); install the newest version"
        )
    if schema == SCHEMA:
        return
    if catalogue.is_read_only:
        raise ArchiveError(
            f"{folder} was written by an earlier version, and cannot be brought up to date where"
            " nothing can be written: copy it to where you can, and ask with --archive COPY"
        )
    with FileLock(folder / "opening.lock", timeout=60):
        catalogue.migrate()
