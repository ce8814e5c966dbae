"""`assistant move`: the archive from SQLite to PostgreSQL and back.

With it go the databases beside its catalogue: recorded answers and Slack's queue.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from assistant.assistant import Assistant
from assistant.commands.options import QUIET, NamedPath
from assistant.history.database import NAME as ANSWERS
from assistant.history.database import Store
from assistant.render.progress import counting
from assistant.settings import load_settings
from assistant.slack.queue_database import FILE as DELIVERIES
from assistant.slack.queue_database import Queue
from index.archive import Archive
from index.backup.backup import backups_of, note_backup
from index.backup.parts import COPY_SETUP, Part, Tables, catalogue_tables, files_of
from index.catalog import transfer
from index.embedder_change import re_embed
from index.errors import ArchiveError
from index.writer import refill, writing

_QUESTIONS = 10  # asked of both


class _Place(NamedTuple):
    """Where an archive is: its folder, and the address of its database; empty for SQLite."""

    folder: Path
    database: str


@click.command()
@click.option(
    "--to",
    "place",
    required=True,
    metavar="DATABASE|FOLDER",
    type=NamedPath(readable=False),
    help="Address or folder to copy to.",
)
@click.option("--chroma", metavar="URL", help="Chroma server for the vectors of the copy.")
@QUIET
@click.pass_obj
def move(archive: Path | None, place: str, chroma: str | None, quiet: bool) -> None:
    """Copy the archive to a PostgreSQL database, or from there to a folder.

    The original is kept and not changed; nobody should ask or index meanwhile. If it is
    interrupted, run the same command again to continue. At the end both are compared: rows,
    fingerprints, and the answers to ten questions.

    \b
    assistant move --to postgresql://news@db.example/news --chroma http://chroma.example:8000
    ASSISTANT_DATABASE=postgresql://news@db.example/news assistant move --to archive/
    """
    settings = load_settings(archive=archive)
    here = _Place(settings.archive, settings.database_address)
    if "://" in place and not place.startswith(("postgresql://", "postgres://")):
        raise ArchiveError("--to must be a folder, or an address that begins with postgresql://")
    there = _Place(here.folder, place) if "://" in place else _Place(Path(place), "")
    if here == there or (here.folder == there.folder and not (here.database or there.database)):
        raise ArchiveError(f"the archive is in {place} already")
    with ExitStack() as opened:
        source = opened.enter_context(
            Archive.open(here.folder, chroma_key=settings.chroma_key, database=here.database)
        )
        _make(there.folder)
        copy = opened.enter_context(
            Archive(there.folder, None, settings.chroma_key, there.database)
        )
        copy_archive(source, copy, chroma, "" if quiet else "Copying")
    same, asked = _compare(here, there)
    if not quiet:
        name = "ASSISTANT_DATABASE" if there.database else "ASSISTANT_ARCHIVE"
        click.echo(f"moved; {same} of {asked} questions have the same answer in both")
        click.echo(f"set {name} to the new place from now on")
    if same < asked:
        raise ArchiveError(
            f"{asked - same} of {asked} questions have a different answer in the copy"
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:  # a file is there, or in its path, or nobody may write
        why = "it is a file" if folder.is_file() else error.strerror
        raise ArchiveError(
            f"{folder} cannot be the folder of a copy ({why}); name an empty or a new folder,"
            " such as --to copy/"
        ) from error


def _compare(here: _Place, there: _Place) -> tuple[int, int]:
    """How many questions have the same answer in both archives, and how many were asked."""
    with ExitStack() as opened:
        one, other = (
            opened.enter_context(
                Assistant(place.folder, database=place.database, llm="none", record=False)
            )
            for place in (here, there)
        )
        questions = _questions(one.archive)
        same = sum(one.ask(asked).text == other.ask(asked).text for asked in questions)
    return same, len(questions)


def _questions(archive: Archive) -> list[str]:
    """Titles of articles, or their beginnings, from all over the archive."""
    articles = archive.catalogue.connection.execute(
        "SELECT COALESCE(title, substr(text, 1, 80)) FROM versions JOIN articles"
        " ON articles.current = versions.key ORDER BY versions.key"
    ).fetchall()
    step = max(1, len(articles) // _QUESTIONS)
    return [str(row[0]) for row in articles[::step]][:_QUESTIONS]


_ANSWERS: transfer.Keys = {
    "answers": ["id"],
    "cited": ["answer", "article", "version"],
    "feedback": ["key"],
    "spending": ["answer", "model"],
}
_DELIVERIES: transfer.Keys = {"event": ["id"], "question": ["id"], "channel": ["id"]}


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
            parts.append(Tables(DELIVERIES, queue, partial(_copy_of, Queue), _DELIVERIES))
        if store.open(create=False):
            parts.append(Tables(ANSWERS, store, partial(_copy_of, Store), _ANSWERS))
        yield [*parts, catalogue_tables(archive.catalogue)]


def copy_archive(source: Archive, target: Archive, chroma: str | None, told: str = "") -> None:
    """Copy an archive with its answers and Slack's questions; `told` labels the progress bar.

    The vectors go to the Chroma server `chroma`, or to the folder of `target`. Raises
    `ArchiveError` if `target` has another archive, or if the copy differs.
    """
    with writing(source.catalogue):
        with target.catalogue.engine.lock("opening", 60):
            transfer.begin(source.catalogue, target.catalogue)
        total = sum(transfer.count_rows(source.catalogue, transfer.CATALOGUE).values())
        with writing(target.catalogue):
            with counting(told, total, "rows", quiet=not told) as note:
                transfer.copy_catalogue(source.catalogue, target.catalogue, note)
            if wrong := transfer.differences(source.catalogue, target.catalogue):
                raise ArchiveError(f"the copy differs from the original: {'; '.join(wrong)}")
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
            transfer.copy(answers, copied, _ANSWERS)
    with closing(Queue(*here)) as asked, closing(Queue(*there)) as copy:
        if asked.is_laid_out:
            asked.open()
            copy.open()
            transfer.copy(asked, copy, _DELIVERIES)
    databases = [one.catalogue if one.catalogue.address else None for one in (source, target)]
    for folder in backups_of(source.folder, databases[0]):  # what is removed is still there
        note_backup(target.folder, databases[1], folder)


def _copy_of(kind: type[Store] | type[Queue], path: Path) -> Store | Queue:
    """An empty copy of that database at `path`, opened."""
    copy: Store | Queue = type("Copy", (kind,), {"setup": COPY_SETUP})(path.parent)
    copy.open()
    return copy
