"""SQLite as the database of an archive: one file, one connection a thread, locks beside it.

SQLite keeps two files beside one with a journal of its own (WAL), and makes them even to read.
Where it cannot, the file is read as it stands; with a journal that a dead writer left, in a copy.
"""

import os
import shutil
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from filelock import FileLock

from index.catalog.dialect import SQLITE
from index.catalog.fts5 import Fts5
from index.errors import ArchiveError, ReadOnlyError
from index.sql import error_line

# A file's inode, size and time of change (ns), and its journal's size; -1 where there is none.
State = tuple[int, int, int, int]


class _Connection(sqlite3.Connection):
    """One that can be referred to weakly: it is closed when its thread has ended."""


class SQLite:
    """One SQLite file.

    `patience` is for how many seconds another process's transaction is waited for; ours take
    milliseconds. `setup` is said on each new connection.
    """

    dialect, words = SQLITE, Fts5()

    def __init__(self, path: Path, patience: float, setup: Sequence[str]) -> None:
        self.path, self._patience, self._setup = path, patience, setup
        self._local = threading.local()  # this thread's connection
        self._opened: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._listing = threading.Lock()  # of those opened
        self._text: Callable[[bytes], str] = str

    def __str__(self) -> str:
        return str(self.path)

    def has(self, table: str) -> bool:
        """Whether that table is there, as it is in any file of ours."""
        return self.path.exists()

    @cached_property
    def is_read_only(self) -> bool:
        """Whether the file is there to be read only."""
        return is_read_only(self.path)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode."""
        stands_at = getattr(self._local, "stands_at", None)
        if stands_at and stands_at != _state_of(self.path):
            del self._local.connection  # somebody has written who may
        if not hasattr(self._local, "connection"):
            try:
                self._local.connection, self._local.stands_at = self._connect()
            except OSError as error:
                raise ArchiveError(f"{self.path} cannot be opened: {error}") from error
            except sqlite3.Error as error:
                raise ArchiveError(f"{self.path} cannot be opened: {error_line(error)}") from error
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _connect(self) -> tuple[_Connection, State | None]:
        if self.is_read_only:
            db, stands_at = _connect_to_read(self.path, self._opened_at)
        else:
            db, stands_at = self._opened_at(str(self.path)), None
        for statement in self._setup:
            db.execute(statement)
        with self._listing:
            self._opened.add(db)
        return db, stands_at

    def _opened_at(self, address: str) -> _Connection:
        db = sqlite3.connect(
            address,
            self._patience,
            isolation_level=None,
            check_same_thread=False,
            factory=_Connection,
            uri=address.startswith("file:"),
        )
        db.row_factory, db.text_factory = sqlite3.Row, self._text
        return db

    def close(self) -> None:
        """Closes the connections of all threads."""
        with self._listing:
            opened = list(self._opened)
        for connection in opened:
            connection.close()
        self._local = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; another's is waited for."""
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

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A transaction that reads; it stops no writer."""
        db = self.connection
        db.execute("BEGIN")
        try:
            yield
        finally:
            db.execute("ROLLBACK")

    @contextmanager
    def laying_out(self) -> Iterator[sqlite3.Connection]:
        """A transaction in a file that gets this one's name in the end."""
        for leftover in self.path.parent.glob(f"{self.path.stem}.new*"):
            leftover.unlink()
        fresh = SQLite(self.path.with_suffix(".new"), self._patience, self._setup)
        try:
            fresh.connection.execute("PRAGMA journal_mode = WAL")
            with fresh.transaction() as db:
                yield db
        finally:
            fresh.close()
        fresh.path.rename(self.path)

    @contextmanager
    def lock(self, name: str, seconds: float) -> Iterator[None]:
        """Holds that lock; `TimeoutError` if another process still does after `seconds`."""
        with FileLock(self.path.with_name(f"{name}.lock"), timeout=seconds):
            yield

    def holder(self) -> str | None:
        """What was noted last of who writes."""
        try:
            return self._holder.read_text("utf-8")
        except OSError:
            return None

    def note_holder(self, who: str | None) -> None:
        """Notes who writes from now on."""
        if who is None:
            self._holder.unlink(missing_ok=True)
        else:
            self._holder.write_text(who, "utf-8")

    @property
    def _holder(self) -> Path:
        return self.path.with_name("writer.holder")

    def read_damaged(self) -> None:
        """From now on this thread reads what is no UTF-8 as U+FFFD, instead of raising."""
        self._text = decoded
        if hasattr(self._local, "connection"):
            self._local.connection.text_factory = decoded

    def spoiled(self, table: str, columns: Sequence[str], key: str) -> list[Any]:
        """The `key` of each row of `table` that has, in one of these columns, no UTF-8."""
        texts = ", ".join(f"CAST({name} AS BLOB)" for name in columns)
        rows = self.connection.execute(f"SELECT {key}, {texts} FROM {table}")
        return [key for key, *values in rows if not all(map(_is_utf8, values))]

    def overwrite_freed(self) -> None:
        """From now on what this thread removes is overwritten with zeros."""
        self.connection.execute("PRAGMA secure_delete = ON")

    def overwrite(self) -> None:
        """Leaves nothing of what was removed in the journal."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def used(self) -> int:
        """The bytes that it takes beside those of the archive's folder."""
        return 0

    def unused(self) -> int:
        """The bytes of the file that could be given back."""
        pages: int = self.connection.execute("PRAGMA freelist_count").fetchone()[0]
        return pages * int(self.connection.execute("PRAGMA page_size").fetchone()[0])

    def layout(self) -> int:
        """The number that a file without facts has of its layout; 0 for a new one."""
        return int(self.connection.execute("PRAGMA user_version").fetchone()[0])

    def note_layout(self, number: int) -> None:
        """Gives the file that number."""
        self.connection.execute(f"PRAGMA user_version = {number}")

    def note_keys(self) -> None:
        """After rows with given keys: SQLite counts on from the greatest anyway."""

    def problems(self, is_full: bool) -> list[str]:
        """SQLite's check of every page; in full, of every index entry against its row, too."""
        pragma = "integrity_check" if is_full else "quick_check"
        said = [str(row[0]) for row in self.connection.execute(f"PRAGMA {pragma}(3)")]
        orphans = self.connection.execute("PRAGMA foreign_key_check").fetchall()
        found = [" ".join(line.split()) for line in said if line != "ok"]
        return found or ([f"{len(orphans)} orphaned rows"] if orphans else [])


def _is_utf8(text: bytes | None) -> bool:
    try:
        return text is None or text.decode() is not None
    except UnicodeDecodeError:
        return False


def decoded(text: bytes) -> str:
    """The text, with U+FFFD for what is no UTF-8."""
    return text.decode("utf-8", "replace")


def is_read_only(path: Path) -> bool:
    """Whether there is a file that can be read, but not written, or not in its folder."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _state_of(path: Path) -> State:
    """What changes whenever somebody else, who may, writes the file."""
    stat, journal = path.stat(), _beside(path, "-wal")
    size = journal.stat().st_size if journal.exists() else -1
    return (stat.st_ino, stat.st_size, stat.st_mtime_ns, size)


def _connect_to_read(
    path: Path, connect: Callable[[str], _Connection]
) -> tuple[_Connection, State | None]:
    """A connection, and the state of the file in which it is good: None if it is in any.

    `connect` takes an address (file:...) for SQLite.
    """
    state = _state_of(path)
    if state[-1] > 0 or _beside(path, "-shm").exists():
        try:  # somebody who may write has it open: SQLite's own files are there
            db = connect(f"{path.absolute().as_uri()}?mode=ro")
            db.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            if state[-1] > 0:
                return connect(_copied(path, state).as_uri()), state
        else:
            return db, None
    return connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1"), state


def _copied(path: Path, state: State) -> Path:
    return Path(_copy(path, state).name) / path.name


@lru_cache(maxsize=4)
def _copy(path: Path, state: State) -> "TemporaryDirectory[str]":
    """A folder, removed at the end of the program, with the file and its journal."""
    folder = TemporaryDirectory(prefix="assistant-")
    for one in (path, _beside(path, "-wal")):
        shutil.copyfile(one, Path(folder.name, one.name))
    return folder


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
