"""Articles taken out of an archive, and what may be left of them in its files overwritten."""

from collections.abc import Sequence
from pathlib import Path

from index.archive import Archive
from index.catalog import changes
from index.errors import ArchiveError
from index.process_pool import ProcessPool
from index.vector_store import VectorStore
from index.writer import TOGETHER, batch, fill, run


def remove_all(
    archive: Archive, article_ids: Sequence[str], *, overwrite: bool = False, wait: float = 0
) -> int:
    """Takes those of these articles that are there out; tells how many.

    To `overwrite` leaves nothing of them in the files: Chroma's index in the folder is made
    again, which takes 0.5 ms a chunk and as much room as the old one.
    """
    count = 0
    with run(archive, wait):
        for i in range(0, len(article_ids), TOGETHER):
            with batch(archive):
                count += changes.remove_all(archive.catalogue, article_ids[i : i + TOGETHER])
        if overwrite:
            with batch(archive):
                changes.overwrite_removed(archive.catalogue)
                _make_vectors_again(archive)
    return count


def _make_vectors_again(archive: Archive) -> None:
    """Leaves nothing in Chroma's files of what was removed; a server's files are its own.

    By another process: Chroma writes unused memory to its files, and that of this process may
    have had the texts in it.
    """
    if not isinstance(archive.place(archive.catalogue.fact("chroma")), Path):
        return
    with ProcessPool(1, attempts=1) as pool:
        try:
            pool.submit(_fill_aside, archive.folder, archive.catalogue.address).result()
        except ArchiveError as error:
            raise ArchiveError(
                "the articles are removed, but Chroma's files could not be made again and may"
                f" still have pieces of them ({error})"
            ) from error
    archive.vectors.become(_aside(archive))


def _fill_aside(folder: Path, database: str) -> None:
    """Makes the index in the archive's folder again, in a new folder beside the old one."""
    with Archive(folder, database=database) as archive:
        fresh = _aside(archive)
        fresh.wipe()
        fill(archive, fresh, archive.catalogue.fact("identity"), lambda: archive.embedder)
        fresh.finish()
        fresh.close()


def _aside(archive: Archive) -> VectorStore:
    return archive.vectors.aside(archive.folder / "chroma.fresh")
