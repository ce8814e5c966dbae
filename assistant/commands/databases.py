"""An archive with the databases beside its catalogue, copied: recorded answers, Slack's queue."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from assistant.history.database import NAME as ANSWERS
from assistant.history.database import Store
from assistant.render.progress import counting
from assistant.slack.queue_database import FILE as DELIVERIES
from assistant.slack.queue_database import Queue
from index.archive import Archive
from index.backup.backup import backups_of, note_backup
from index.backup.parts import COPY_SETUP, Part, Tables, catalogue_tables, files_of
from index.catalog import transfer
from index.catalog.catalogue import Catalogue
from index.embedder_change import re_embed
from index.errors import ArchiveError
from index.writer import refill, writing

_ANSWERS: transfer.Keys = {
    "answers": ["id"],
    "cited": ["answer", "article", "version"],
    "feedback": ["key"],
    "spending": ["answer", "model"],
}
_DELIVERIES: transfer.Keys = {"event": ["id"], "question": ["id"], "channel": ["id"]}


class _StoreCopy(Store):
    setup = COPY_SETUP


class _QueueCopy(Queue):
    setup = COPY_SETUP


@contextmanager
def parts_of(archive: Archive) -> Iterator[list[Part]]:
    """What a backup of an archive holds; the catalogue, which answers cite, is copied last."""
    database = archive.catalogue.address
    if not database:
        yield files_of(archive.folder, (DELIVERIES, ANSWERS))
        return
    with (
        closing(Queue(archive.folder, database)) as queue,
        closing(Store(archive.folder, database)) as store,
    ):
        parts: list[Part] = []
        if queue.is_laid_out:
            queue.open()
            parts.append(Tables(DELIVERIES, queue, _open_queue, _DELIVERIES))
        if store.open(create=False):
            parts.append(Tables(ANSWERS, store, _open_store, _ANSWERS))
        yield [*parts, catalogue_tables(archive.catalogue)]


def copy_archive(source: Archive, target: Archive, chroma: str | None, told: str = "") -> None:
    """Copy an archive with its answers and Slack's questions; `told` names what is shown.

    The vectors go to the Chroma server `chroma`, or to the folder of `target`. Raises
    `ArchiveError` if `target` has another archive, or the copy is not the same.
    """
    with writing(source.catalogue):
        with target.catalogue.engine.lock("opening", 60):
            transfer.begin(source.catalogue, target.catalogue)
        total = sum(transfer.count_rows(source.catalogue, transfer.CATALOGUE).values())
        with writing(target.catalogue):
            with counting(told, total, "rows") if told else nullcontext(lambda _: None) as note:
                transfer.copy_catalogue(source.catalogue, target.catalogue, note)
            if wrong := transfer.differences(source.catalogue, target.catalogue):
                raise ArchiveError(f"the copy is not the same: {'; '.join(wrong)}")
            transfer.copy_facts(source.catalogue, target.catalogue)
            if chroma is None:
                refill(target)
        if chroma is not None:
            re_embed(target, chroma=chroma)
        _copy_others(source, target)
        transfer.end(target.catalogue)


def _copy_others(source: Archive, target: Archive) -> None:
    """In place of those in `target`."""
    here, there = ((one.folder, one.catalogue.address) for one in (source, target))
    with closing(Store(*here)) as answers, closing(Store(*there)) as copied:
        if answers.open(create=False):
            copied.open()
            transfer.clear(copied, _ANSWERS)
            transfer.copy(answers, copied, _ANSWERS)
    with closing(Queue(*here)) as asked, closing(Queue(*there)) as copy:
        if asked.is_laid_out:
            asked.open()
            copy.open()
            transfer.clear(copy, _DELIVERIES)
            transfer.copy(asked, copy, _DELIVERIES)
    for folder in backups_of(source.folder, _database(source)):  # what is removed is still there
        note_backup(target.folder, _database(target), folder)


def _database(archive: Archive) -> Catalogue | None:
    return archive.catalogue if archive.catalogue.address else None


def _open_store(path: Path) -> Store:
    copy = _StoreCopy(path.parent)
    copy.open()
    return copy


def _open_queue(path: Path) -> Queue:
    copy = _QueueCopy(path.parent)
    copy.open()
    return copy
