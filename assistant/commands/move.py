"""`assistant move`: the archive from SQLite to PostgreSQL and back, with its answers."""

from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import click

from assistant.assistant import Assistant
from assistant.commands.databases import copy_archive
from assistant.settings import load_settings
from index.archive import Archive
from index.errors import ArchiveError

_QUESTIONS = 10  # asked of both


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
        raise ArchiveError(f"{asked - same} of {asked} questions have another answer in the copy")


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
