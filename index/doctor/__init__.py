"""Whether an archive is sound: small checks that never raise and change nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

from index.archive import Archive
from index.doctor import articles, catalogue, disk, tables, vectors
from index.doctor.check_result import Finding
from index.errors import ArchiveError, in_short
from index.sql import Error

Check = Callable[[Archive, bool], Finding]

# In this order: what the later ones need is checked before.
CHECKS: dict[str, Check] = {
    "catalogue": catalogue.check_integrity,
    "layout": catalogue.check_layout,
    "tables": tables.check_tables,
    "spans": catalogue.check_spans,
    "versions": catalogue.check_versions,
    "words": catalogue.check_words,
    "embedder": vectors.check_embedder,
    "vectors": vectors.check_vectors,
    "writer": disk.check_writer,
    "dates": articles.check_dates,
    "texts": articles.check_lengths,
    "boilerplate": articles.check_boilerplate,
    "encoding": articles.check_encoding,
    "languages": articles.check_languages,
    "duplicates": articles.check_duplicates,
    "hostile": articles.check_hostile,
    "disk": disk.check_disk,
}
_NEEDED = ("catalogue", "layout")  # without these, nothing else can be said


def check(
    folder: Path, is_full: bool = False, chroma_key: str = "", database: str = ""
) -> Iterator[Finding]:
    """The findings on the archive in `folder`; `is_full` looks at all where a sample would do.

    `chroma_key` and `database` are as in `Archive.open`.
    """
    with Archive(folder, chroma_key=chroma_key, database=database) as archive:
        if problem := _missing(archive, database):
            yield problem
            return
        archive.catalogue.engine.read_damaged()
        for name, one in CHECKS.items():
            finding = _carefully(name, one, archive, is_full)
            yield finding
            if name in _NEEDED and finding.severity == "failure":
                return


def _missing(archive: Archive, database: str) -> Finding | None:
    """The finding if there is no archive."""
    where = archive.catalogue.engine if database else archive.folder
    try:
        if archive.catalogue.is_laid_out:
            return None
    except (ArchiveError, Error) as error:
        return Finding("catalogue", "failure", str(error), "see whether the database runs")
    return Finding("catalogue", "failure", f"no archive in {where}", "run `assistant index PATH`")


def _carefully(name: str, one: Check, archive: Archive, is_full: bool) -> Finding:
    try:
        return one(archive, is_full)
    except Exception as error:  # whatever a broken archive can make it raise
        message = f"cannot be checked: {in_short(error, 200)}"
        return Finding(name, "failure", message, "assistant doctor --repair")
