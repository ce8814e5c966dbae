"""A new archive laid out, and one of an earlier version brought up to this one's layout."""

from pathlib import Path

from filelock import FileLock

from index.catalog.catalogue import Catalogue
from index.catalog.database import SCHEMA
from index.chroma_server import ChromaServer
from index.embedders import Embedder
from index.errors import ArchiveError
from index.vector_store import open_vectors


def lay_out(folder: Path, embedder: Embedder, chroma: str, chroma_key: str) -> None:
    """An empty catalogue and an empty vector index; the catalogue gets its name last."""
    for leftover in folder.glob("catalogue.new*"):
        leftover.unlink()
    fresh = Catalogue(folder / "catalogue.new")
    fresh.create(embedder.name, embedder.identity, chroma)
    own = fresh.fact("archive")
    fresh.close()
    place = ChromaServer(chroma, chroma_key) if chroma else folder.absolute() / "chroma"
    open_vectors(place, own, embedder.identity).count()
    fresh.path.rename(folder / "catalogue.sqlite")


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
