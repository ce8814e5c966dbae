"""`assistant move`: the archive from SQLite to PostgreSQL and back, with its answers."""

from contextlib import ExitStack, closing, nullcontext
from pathlib import Path
from typing import NamedTuple

import click

from assistant.assistant import Assistant
from assistant.history.database import Store
from assistant.render.progress import counting
from assistant.settings import load_settings
from assistant.slack.queue_database import Queue
from index.archive import Archive
from index.catalog import transfer
from index.embedder_change import re_embed
from index.errors import ArchiveError
from index.writer import refill, writing

_QUESTIONS = 10  # asked of both
_ANSWERS: transfer.Keys = {
    "answers": ["id"],
    "cited": ["answer", "article", "version"],
    "feedback": ["key"],
    "spending": ["answer", "model"],
}
_SLACK: transfer.Keys = {"event": ["id"], "question": ["id"], "channel": ["id"]}


class _Place(NamedTuple):
    """Where an archive is: its folder, and the address of its database; empty for SQLite."""

    folder: Path
    database: str


@click.command()
@click.option(
    "--to", "place", required=True, metavar="DATABASE|FOLDER", help="Address or folder to copy to."
)
@click.option("--chroma", metavar="URL", help="Chroma server for the vectors of the copy.")
@click.option("--quiet", is_flag=True, help="Print problems only.")
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
    there = _Place(here.folder, place) if "://" in place else _Place(Path(place), "")
    if here == there or (here.folder == there.folder and not (here.database or there.database)):
        raise ArchiveError(f"the archive is in {place} already")
    with ExitStack() as opened:
        source = opened.enter_context(
            Archive.open(here.folder, chroma_key=settings.chroma_key, database=here.database)
        )
        there.folder.mkdir(parents=True, exist_ok=True)
        copy = opened.enter_context(
            Archive(there.folder, None, settings.chroma_key, there.database)
        )
        _copy(source, copy, chroma, quiet)
        _copy_answers(here, there)
    same, asked = _compare(here, there)
    if not quiet:
        name = "ASSISTANT_DATABASE" if there.database else "ASSISTANT_ARCHIVE"
        click.echo(f"moved; {same} of {asked} questions have the same answer in both")
        click.echo(f"set {name} to the new place from now on")
    if same < asked:
        raise ArchiveError(f"{asked - same} of {asked} questions have another answer in the copy")


def _copy(source: Archive, copy: Archive, chroma: str | None, quiet: bool) -> None:
    with writing(source.catalogue):
        with copy.catalogue.engine.lock("opening", 60):
            transfer.begin(source.catalogue, copy.catalogue)
        total = sum(transfer.count_rows(source.catalogue, transfer.CATALOGUE).values())
        with writing(copy.catalogue):
            told = nullcontext(lambda _: None) if quiet else counting("Copying", total, "rows")
            with told as note:
                transfer.copy_catalogue(source.catalogue, copy.catalogue, note)
            if wrong := transfer.differences(source.catalogue, copy.catalogue):
                raise ArchiveError(f"the copy is not the same: {'; '.join(wrong)}")
            transfer.copy_facts(source.catalogue, copy.catalogue)
            if chroma is None:
                refill(copy)
        if chroma is not None:
            re_embed(copy, chroma=chroma)
        transfer.end(copy.catalogue)


def _copy_answers(here: _Place, there: _Place) -> None:
    """The kept answers and what was spent, and the Slack bot's questions, from the beginning."""
    with closing(Store(*here)) as source, closing(Store(*there)) as target:
        if source.open(create=False):
            target.open()
            transfer.clear(target, _ANSWERS)
            transfer.copy(source, target, _ANSWERS)
    with closing(Queue(*here)) as asked, closing(Queue(*there)) as copied:
        if asked.is_laid_out:
            asked.open()
            copied.open()
            transfer.clear(copied, _SLACK)
            transfer.copy(asked, copied, _SLACK)


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
