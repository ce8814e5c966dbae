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

# What SQLite reports of a damaged file; Python adds that a text is no UTF-8, which has no code.
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_NO_UTF8 = "Could not decode to UTF-8"
_NO_JSON = ("malformed JSON", "invalid input syntax for type json")  # SQLite, PostgreSQL


def error_line(error: sqlite3.Error) -> str:
    """The error in one line for a person; of a damaged database, with what to type."""
    words = str(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what is more exact
    if words.startswith(_NO_UTF8):
        why = "a text is not UTF-8"  # SQLite would quote all of the text
    elif words.startswith(_NO_JSON):
        why = "a value is not JSON"
    elif code in _DAMAGE:
        why = words
    else:
        return words
    return f"a database is damaged ({why}); `assistant doctor` says which one and what to do"


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
