"""The SQLite file under the catalogue: its layout, its connections, its facts."""

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from index.errors import ArchiveError

SCHEMA = "1"
_WAIT_SECONDS = 30.0  # for another process's transaction; ours take milliseconds


class _Connection(sqlite3.Connection):
    """One that can be referred to weakly: it is closed when its thread has ended."""


class Database:
    """One SQLite file, one connection a thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._opened: weakref.WeakSet[_Connection] = weakref.WeakSet()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode."""
        if not hasattr(self._local, "connection"):
            try:
                db = sqlite3.connect(
                    self.path,
                    _WAIT_SECONDS,
                    isolation_level=None,
                    check_same_thread=False,
                    factory=_Connection,
                )
                db.row_factory = sqlite3.Row
                db.execute("PRAGMA foreign_keys = ON")
                db.execute("PRAGMA synchronous = FULL")
            except sqlite3.Error as error:
                raise ArchiveError(f"{self.path} cannot be opened: {error}") from error
            self._local.connection = db
            self._opened.add(db)
        connection: sqlite3.Connection = self._local.connection
        return connection

    def create(self, embedder: str, identity: str) -> None:
        """Lays out an empty catalogue for vectors of that embedder."""
        db = self.connection
        db.execute("PRAGMA journal_mode = WAL")
        facts = {"schema": SCHEMA, "embedder": embedder, "identity": identity, "generation": "0"}
        with self.transaction():
            for statement in (files("index") / "schema.sql").read_text().split(";\n"):
                db.execute(statement)
            db.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing: what is written inside is kept at the end, or undone by an exception."""
        db = self.connection
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def fact(self, name: str) -> str:
        """What the archive knows of itself: schema, embedder, identity or generation."""
        row = self.connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0])

    @property
    def generation(self) -> int:
        """Grows with every change that a reader could see."""
        return int(self.fact("generation"))

    def close(self) -> None:
        """Closes the connections of all threads."""
        for connection in list(self._opened):
            connection.close()
        self._local = threading.local()
