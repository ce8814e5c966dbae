"""Repairs: the word index and the vectors from the catalogue, the catalogue from what is readable.

Each can be cut off and run again.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from index.archive import Archive
from index.catalog import changes, derived, embeddings
from index.catalog.catalogue import open_catalogue
from index.catalog.database import forget_facts, note_facts
from index.catalog.rows import article_of_row
from index.catalog.sqlite import decoded
from index.chroma_files import unused_segments
from index.doctor import check
from index.doctor.catalogue import damaged_versions
from index.doctor.check_result import Finding, counted
from index.doctor.tables import find_spoiled, restore
from index.errors import ArchiveError
from index.models import Article
from index.pipeline import index
from index.writer import batch, refill, run, settle, writing

# Made from the articles and the journal; what else there is comes from files and feeds.
_DERIVED = {"boilerplate", "chunks", "doubtful", "embedders", "versions"}
_MOST_KEYS = 10_000_000  # looked for in a damaged catalogue, some minutes


def repair(folder: Path, chroma_key: str = "", database: str = "") -> Iterator[str]:
    """Repairs what the checks find, catalogue first; says each thing that it did."""
    place = (chroma_key, database)
    findings = {finding.name: finding for finding in check(folder, True, *place)}
    if _failed(findings, "layout"):
        raise ArchiveError(f"{findings['layout'].message}; {findings['layout'].remedy}")
    if _failed(findings, "catalogue") and database:
        raise ArchiveError(f"{findings['catalogue'].message}; restore a backup of the database")
    if _failed(findings, "catalogue") and (folder / "catalogue.sqlite").exists():
        yield from _salvage(folder, chroma_key)
        findings = {finding.name: finding for finding in check(folder, True, *place)}
    with Archive(folder, None, *place) as archive:
        archive.catalogue.engine.read_damaged()
        if _failed(findings, "versions"):
            yield _note_damage(archive)
        if _failed(findings, "tables"):
            yield from _restore_texts(archive)
            findings = {finding.name: finding for finding in check(folder, True, *place)}
        if _failed(findings, "words"):
            with writing(archive.catalogue):
                count = derived.rebuild_words(archive.catalogue)
            yield f"rebuilt the word index, {counted(count, 'chunk')}"
        if _failed(findings, "vectors"):
            yield from _rebuild_vectors(archive)
        yield from _tidy(archive)


def _failed(findings: dict[str, Finding], name: str) -> bool:
    return name in findings and findings[name].severity == "failure"


def _note_damage(archive: Archive) -> str:
    with writing(archive.catalogue):
        query = "SELECT key FROM versions WHERE fingerprint != ''"
        keys = [row[0] for row in archive.catalogue.connection.execute(query)]
        damaged = list(damaged_versions(archive, keys))
        changes.note_damage(archive.catalogue, [key for key, _ in damaged])
    ids = ", ".join(dict.fromkeys(article for _, article in damaged))
    told = counted(len(damaged), "damaged version")
    return f"noted {told}; index the files of {ids} to restore them"


def _restore_texts(archive: Archive) -> Iterator[str]:
    with writing(archive.catalogue):
        spoiled = find_spoiled(archive.catalogue)
        restore(archive.catalogue, spoiled)
    if not spoiled:
        return  # they were of damaged versions alone
    told = f"restored {counted(sum(map(len, spoiled.values())), 'row')} of {', '.join(spoiled)}"
    if spoiled.keys() - _DERIVED:
        told += "; index your files again" + (" with --prune" if "articles" in spoiled else "")
    if "subscriptions" in spoiled:
        told += "; see whether `assistant subscriptions` lacks one"
    yield told


def _rebuild_vectors(archive: Archive) -> Iterator[str]:
    with writing(archive.catalogue):
        if embeddings.count_missing(archive.catalogue, archive.catalogue.fact("identity")):
            archive.embedder  # noqa: B018  (raises if it is gone: then nothing is removed)
        with archive.catalogue.transaction() as db:
            note_facts(db, {"unusable": "1"})
        archive.vectors.wipe()
        made = refill(archive)
        settle(archive)
        with archive.catalogue.transaction() as db:
            forget_facts(db, "unusable")
    yield f"rebuilt Chroma's index, {counted(made, 'vector')}"


def _tidy(archive: Archive) -> Iterator[str]:
    with run(archive), batch(archive):  # also clears a holder and doubtful vectors left behind
        for folder in unused_segments(archive.folder / "chroma"):
            shutil.rmtree(folder)
            yield f"removed {folder.name}, which Chroma does not use"


def _salvage(folder: Path, chroma_key: str) -> Iterator[str]:
    """A new catalogue of what can be read of the damaged one, which is kept beside it."""
    path = folder / "catalogue.sqlite"
    with writing(open_catalogue(folder)):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            db.row_factory, db.text_factory = sqlite3.Row, decoded
            last = _last_key(db)
            articles, lost = _readable(db, last)
            facts = _facts(db)
        kept = folder / f"catalogue.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}.sqlite"
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        path.rename(kept)
    made_with = (facts.get("embedder"), facts.get("chroma") or None)
    with Archive.create(folder, *made_with, chroma_key=chroma_key) as archive:
        index(archive, articles)
    saved = counted(len(articles), "version")
    yield f"saved {saved} of articles; the damaged catalogue is kept as {kept}"
    if lost:
        told = f"{counted(lost, 'version')} could not be read; index your files again"
        yield f"{told} to restore them"
    elif last:
        yield "no other version is listed in it; index your files again to be sure"
    else:
        yield "how many others it had cannot be read; index your files again to restore them"


def _readable(db: sqlite3.Connection, last: int) -> tuple[list[Article], int]:
    """The versions up to key `last` that can be read, by their numbers, and how many cannot."""
    found: list[tuple[int, Article]] = []
    lost = 0
    for key in range(1, last + 1):
        try:
            row = db.execute(
                "SELECT versions.*, articles.id FROM versions NOT INDEXED"
                " JOIN articles NOT INDEXED ON articles.key = versions.article"
                " WHERE versions.key = ?",
                (key,),
            ).fetchone()
            if row:
                found.append((row["number"], article_of_row(row)))
        except (sqlite3.Error, ValueError, TypeError):
            lost += 1
    found.sort(key=lambda item: item[0])
    return [article for _, article in found], lost


def _last_key(db: sqlite3.Connection) -> int:
    """The greatest key of a version: of the table itself, else of those that name it, else 0."""
    named = {"versions": "key", "chunks": "version", "sentences": "version", "articles": "current"}
    for table, column in named.items():
        try:
            last = int(db.execute(f"SELECT MAX({column}) FROM {table}").fetchone()[0] or 0)
        except (sqlite3.Error, TypeError, ValueError):
            continue
        if 0 < last < _MOST_KEYS:  # else it was overwritten
            return last
    return 0


def _facts(db: sqlite3.Connection) -> dict[str, str]:
    try:
        return dict(db.execute("SELECT name, value FROM facts").fetchall())
    except sqlite3.Error:
        return {}
