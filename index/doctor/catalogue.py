"""Checks of the catalogue: the database's own, the layout, the spans and the word index."""

import random
from collections.abc import Iterator, Sequence

from index.archive import Archive
from index.catalog.database import SCHEMA
from index.catalog.rows import article_of_row
from index.doctor.check_result import Finding, counted, shown
from index.sql import Error

REPAIR = "assistant doctor --repair"
_SAMPLE = 1_000  # versions


def check_integrity(archive: Archive, is_full: bool) -> Finding:
    """The database's own check; in full, of every index entry against its row, too."""
    try:
        problems = archive.catalogue.engine.problems(is_full)
        counts = archive.catalogue.counts()
    except Error as error:
        problems, counts = [str(error)], {}
    if problems:
        message = f"the catalogue is damaged: {'; '.join(problems)[:200]}"
        remedy = f"{REPAIR} saves the articles that can be read, or restore a copy"
        return Finding("catalogue", "failure", message, remedy)
    told = ", ".join(counted(count, table[:-1]) for table, count in counts.items())
    return Finding("catalogue", "fine", told)


def check_layout(archive: Archive, is_full: bool) -> Finding:
    """Whether this version of the project can read it."""
    if archive.catalogue.find_fact("moving"):
        message = "`assistant move` or `restore` was cut off before it was complete"
        return Finding("layout", "failure", message, "run the same command again")
    if archive.catalogue.engine.spoiled("facts", ("name", "value"), "CAST(name AS BLOB)"):
        message = "what the archive notes of itself is not UTF-8"
        return Finding("layout", "failure", message, "restore a backup")
    schema = int(archive.catalogue.fact("schema"))
    if schema > SCHEMA:
        message = f"written by a later version (its schema is {schema}, here {SCHEMA})"
        return Finding("layout", "failure", message, "install the newest version")
    if schema < SCHEMA:
        message = f"written by an earlier version (its schema is {schema}, here {SCHEMA})"
        return Finding("layout", "failure", message, "any other command brings it up to date")
    return Finding("layout", "fine", f"schema {schema}")


def check_spans(archive: Archive, is_full: bool) -> Finding:
    """Every sentence lies in its text, and every chunk is its sentences."""
    value = archive.catalogue.value
    outside = value(
        "SELECT COUNT(*) FROM sentences JOIN versions ON versions.key = version"
        " WHERE start < 0 OR end <= start OR end > length(text)"
    )
    torn = value(
        "SELECT COUNT(*) FROM chunks"
        " LEFT JOIN sentences one ON one.version = chunks.version AND one.number = first"
        " LEFT JOIN sentences other ON other.version = chunks.version AND other.number = last"
        " WHERE NOT COALESCE(one.start = chunks.start AND other.end = chunks.end, FALSE)"
    )
    if outside or torn:
        lie = counted(outside, "sentence lies", "sentences lie")
        match = counted(torn, "chunk does", "chunks do")
        message = f"{lie} outside the text, {match} not match the sentences"
        return Finding("spans", "failure", message, "remove these articles and index them again")
    return Finding("spans", "fine", "every sentence lies in its text")


def check_versions(archive: Archive, is_full: bool) -> Finding:
    """Every version is what was written: SQLite itself does not notice a letter that has changed.

    One whose damage `repair` has noted is waited for, until its file has been read again.
    """
    db = archive.catalogue.connection
    keys = [row[0] for row in db.execute("SELECT key FROM versions WHERE fingerprint != ''")]
    sample = keys if is_full else random.Random(0).sample(keys, min(_SAMPLE, len(keys)))
    damaged = [article for _, article in damaged_versions(archive, sample)]
    if damaged:
        told = counted(len(damaged), "version has", "versions have")
        message = f"{told} changed on the disk: {shown(damaged)}"
        return Finding("versions", "failure", message, REPAIR)
    query = "SELECT id FROM articles JOIN versions ON current = versions.key WHERE fingerprint = ''"
    if noted := [row[0] for row in db.execute(query)]:
        told = counted(len(noted), "article is", "articles are")
        message = f"{told} damaged: {shown(noted)}"
        return Finding("versions", "warning", message, "index their files again")
    told = (
        "every version is" if len(sample) == len(keys) else f"each of {len(sample):,} versions is"
    )
    return Finding("versions", "fine", f"{told} as it was written")


def damaged_versions(archive: Archive, keys: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Those of these versions (key, article id) whose fingerprint is not that of what they say."""
    query = (
        "SELECT versions.*, articles.id FROM versions"
        " JOIN articles ON articles.key = article WHERE versions.key IN ({})"
    )
    for row in archive.catalogue.select(query, keys):
        try:
            is_sound = article_of_row(row).fingerprint == row["fingerprint"]
        except (ValueError, TypeError):  # no JSON, no date
            is_sound = False
        if not is_sound:
            yield row["key"], row["id"]


def check_words(archive: Archive, is_full: bool) -> Finding:
    """The word index is whole, and has each chunk."""
    db = archive.catalogue.connection
    if problem := archive.catalogue.words.problem(db, archive.is_read_only):
        return Finding("words", "failure", problem, REPAIR)
    return Finding("words", "fine", "every chunk is in the word index")
