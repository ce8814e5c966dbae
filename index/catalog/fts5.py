"""The word index in SQLite: FTS5, which stems and scores itself."""

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

from index.sql import Connection
from index.stems import chunk_texts
from index.unicode_text import searchable


class Fts5:
    """The table `words`: title and text of each chunk, by the chunk's key."""

    condition = "words MATCH ?"  # on the table, its value made by `any_of` or `all_of`

    def any_of(self, phrases: Sequence[str]) -> str:
        """The value that finds the chunks with any of these."""
        return " OR ".join(map(_quoted, phrases))

    def all_of(self, phrases: Sequence[str]) -> str:
        """The value that finds the chunks with all of these."""
        return " AND ".join(map(_quoted, phrases))

    def find(
        self, db: Connection, terms: Sequence[str], limit: int, where: tuple[str, str, list[Any]]
    ) -> list[tuple[int, float]]:
        """Chunk keys by BM25, best first; `where` is joins, a condition and its values."""
        joins, condition, values = where
        rows = db.execute(
            f"SELECT words.rowid, -bm25(words, 1.0, 1.0) AS score FROM words {joins}"
            f" WHERE words MATCH ? AND {condition} ORDER BY score DESC, words.rowid LIMIT ?",
            (self.any_of(terms), *values, limit),
        )
        return [(row[0], row[1]) for row in rows]

    def count(self, db: Connection, stems: Sequence[str]) -> dict[str, int]:
        """In how many chunks each stem stands; left out where in none."""
        query = "SELECT doc FROM vocabulary WHERE term = ?"
        found = {stem: db.execute(query, (stem,)).fetchone() for stem in stems}
        return {stem: row[0] for stem, row in found.items() if row}

    def add(self, db: Connection, version: int) -> int:
        """Adds the chunks of a version, and tells how many."""
        rows = _words(db, version)
        db.executemany("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", rows)
        return len(rows)

    def forget(self, db: Connection, version: int) -> None:
        """Takes the chunks of a version out, while they are there."""
        db.executemany(
            "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)",
            _words(db, version),
        )

    def clear(self, db: Connection) -> None:
        """Takes all out."""
        db.execute("INSERT INTO words (words) VALUES ('delete-all')")

    def overwrite(self, db: Connection) -> None:
        """Leaves nothing of what was taken out."""
        db.execute("INSERT INTO words (words) VALUES ('optimize')")

    def lacking(self, db: Connection) -> list[int]:
        """The versions with chunks that are not in it."""
        query = (
            "SELECT DISTINCT version FROM chunks WHERE key NOT IN (SELECT id FROM words_docsize)"
        )
        return [row[0] for row in db.execute(query)]

    def problem(self, db: Connection, is_read_only: bool) -> str:
        """What is wrong with it; empty if nothing is."""
        try:
            if not is_read_only:  # SQLite asks for it as if it were written
                db.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        except sqlite3.DatabaseError as error:
            return f"the word index is damaged: {error}"
        query = "SELECT COUNT(*) FROM chunks WHERE key NOT IN (SELECT id FROM words_docsize)"
        missing = db.execute(query).fetchone()[0]
        query = "SELECT COUNT(*) FROM words_docsize WHERE id NOT IN (SELECT key FROM chunks)"
        extra = db.execute(query).fetchone()[0]
        if missing or extra:
            return f"{missing} chunks are not in the word index, {extra} too many are"
        return ""


def _quoted(phrase: str) -> str:
    """Words that stand together, as FTS5 is asked for them."""
    return '"' + re.sub('["\\0]', " ", searchable(phrase)) + '"'


def _words(db: Connection, version: int) -> list[tuple[int, str, str]]:
    """Key, title and text of each chunk: what the index has, and needs for removing it."""
    return [
        (key, searchable(title), searchable(text)) for key, title, text in chunk_texts(db, version)
    ]
