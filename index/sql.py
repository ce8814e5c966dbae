"""What the SQL of this project asks of a database: the face of sqlite3's connections and cursors.

Queries are written once, in SQL that SQLite and PostgreSQL read alike; index/catalog/dialect.py has
the few that need two spellings.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

Row = Any  # a tuple whose values have their columns' names, too, as sqlite3.Row
# What any database raises: PostgreSQL's errors become those of the DB-API that sqlite3 has.
Error, IntegrityError = sqlite3.Error, sqlite3.IntegrityError


class Lost(sqlite3.OperationalError):
    """The connection to a server is gone, with what was held or begun; the same may be tried again.

    The message is one line for a person.
    """


class Cursor(Protocol):
    """The rows of a query, or what became of a change."""

    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...
    @property
    def rowcount(self) -> int: ...
    @property
    def lastrowid(self) -> int | None: ...


class Connection(Protocol):
    """A connection in autocommit mode; values stand for ?, or by name for :name."""

    def execute(self, query: str, values: Any = ..., /) -> Cursor: ...
    def executemany(self, query: str, values: Iterable[Any], /) -> Cursor: ...
