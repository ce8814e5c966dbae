"""SQLite files where nothing can be written: on a read-only disk, or in another's folder.

SQLite keeps two files beside one with a journal of its own (WAL), and makes them even to read.
Where it cannot, the file is read as it stands; with a journal that a dead writer left, in a copy.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

Connection = TypeVar("Connection", bound=sqlite3.Connection)
# A file's inode, size and time of change (ns), and its journal's size; -1 where there is none.
State = tuple[int, int, int, int]


def is_read_only(path: Path) -> bool:
    """Whether there is a file that can be read, but not written, or not in its folder."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def state_of(path: Path) -> State:
    """What changes whenever somebody else, who may, writes the file."""
    stat, journal = path.stat(), _beside(path, "-wal")
    size = journal.stat().st_size if journal.exists() else -1
    return (stat.st_ino, stat.st_size, stat.st_mtime_ns, size)


def connect_to_read(
    path: Path, connect: Callable[[str], Connection]
) -> tuple[Connection, State | None]:
    """A connection, and the state of the file in which it is good: None where it is in any.

    `connect` takes an address (file:...) for SQLite.
    """
    state = state_of(path)
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
