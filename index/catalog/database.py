"""The SQLite file under the catalogue: its layout, its connections, its facts."""

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from filelock import FileLock

from index.catalog.read_only import State, connect_to_read, is_read_only, state_of
from index.errors import ArchiveError, ReadOnlyError

SCHEMA = 10  # the last of the files in index/catalog/migrations/


class _Connection(sqlite3.Connection):
    """One that can be referred to weakly: it is closed when its thread has ended."""


class Database:
    """One SQLite file, one connection a thread.

    `patience` is for how many seconds another process's transaction is waited for; ours take
    milliseconds. `setup` is said on each new connection.
    """

    patience = 30.0
    setup: Sequence[str] = ("PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL")

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._opened: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._listing = threading.Lock()  # of those opened

    @cached_property
    def is_read_only(self) -> bool:
        """Whether the file is there to be read only."""
        return is_read_only(self.path)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode."""
        stands_at = getattr(self._local, "stands_at", None)
        if stands_at and stands_at != state_of(self.path):
            del self._local.connection  # somebody has written who may
        if not hasattr(self._local, "connection"):
            try:
                self._local.connection, self._local.stands_at = self._connect()
            except (sqlite3.Error, OSError) as error:
                raise ArchiveError(f"{self.path} cannot be opened: {error}") from error
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _connect(self) -> tuple[sqlite3.Connection, State | None]:
        if self.is_read_only:
            db, stands_at = connect_to_read(self.path, self._opened_at)
        else:
            db, stands_at = self._opened_at(str(self.path)), None
        for statement in self.setup:
            db.execute(statement)
        with self._listing:
            self._opened.add(db)
        return db, stands_at

    def _opened_at(self, address: str) -> _Connection:
        db = sqlite3.connect(
            address,
            self.patience,
            isolation_level=None,
            check_same_thread=False,
            factory=_Connection,
            uri=address.startswith("file:"),
        )
        db.row_factory = sqlite3.Row
        return db

    def create(self, embedder: str, identity: str, chroma: str = "") -> None:
        """Lays out an empty catalogue for vectors of that embedder; `chroma` as in `Archive`."""
        self.connection.execute("PRAGMA journal_mode = WAL")
        facts = {"embedder": embedder, "identity": identity, "generation": "0"}
        with self.transaction() as db:
            apply(db, "index.catalog", 1)
            db.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
            for number in range(2, SCHEMA + 1):
                apply(db, "index.catalog", number)
            db.execute("UPDATE facts SET value = ? WHERE name = 'chroma'", (chroma,))
            db.execute("INSERT INTO facts VALUES ('schema', ?)", (SCHEMA,))
            db.execute("DELETE FROM facts WHERE name = 'unfilled'")  # there is nothing to fill

    def migrate(self) -> None:
        """Brings an older layout up to this version's, all or nothing.

        Raises `ArchiveError` where it is a later version's, or may not be written.
        """
        folder, schema = self.path.parent, int(self.fact("schema"))
        if schema > SCHEMA:
            raise ArchiveError(
                f"{folder} was written by a later version (its schema is {schema}; the newest"
                f" known here is {SCHEMA}); install the newest version"
            )
        if schema == SCHEMA:
            return
        if self.is_read_only:
            raise ArchiveError(
                f"{folder} was written by an earlier version and must be upgraded, which is"
                " impossible in a read-only folder; copy it to where you can write, and use"
                " --archive COPY"
            )
        with FileLock(folder / "opening.lock", timeout=60), self.transaction() as db:
            for number in range(int(self.fact("schema")) + 1, SCHEMA + 1):
                apply(db, "index.catalog", number)
            db.execute("UPDATE facts SET value = ? WHERE name = 'schema'", (SCHEMA,))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing: what is written inside is kept at the end, or undone by an exception."""
        if self.is_read_only:
            raise ReadOnlyError(self.path.parent)
        db = self.connection
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def fact(self, name: str) -> str:
        """What the archive knows of itself: schema, embedder, generation, ..."""
        value = self.find_fact(name)
        if value is None:
            raise ArchiveError(f"{self.path} is damaged: it does not say its {name}")
        return value

    def find_fact(self, name: str) -> str | None:
        """That fact, or None where it has not been noted."""
        value = self.value("SELECT value FROM facts WHERE name = ?", name)
        return None if value is None else str(value)

    def value(self, query: str, *values: Any) -> Any:
        """The first column of the first row, or None where there is none."""
        row = self.connection.execute(query, values).fetchone()
        return row[0] if row else None

    @property
    def generation(self) -> int:
        """Grows with every change that a reader could see."""
        return int(self.fact("generation"))

    def close(self) -> None:
        """Closes the connections of all threads."""
        with self._listing:
            opened = list(self._opened)
        for connection in opened:
            connection.close()
        self._local = threading.local()


def apply(db: sqlite3.Connection, package: str, number: int) -> None:
    """Makes what the layout of that number adds, from the folder migrations/ of `package`."""
    for statement in (files(package) / f"migrations/{number}.sql").read_text("utf-8").split(";\n"):
        db.execute(statement)
