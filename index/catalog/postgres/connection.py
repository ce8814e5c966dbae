"""A connection to PostgreSQL with the face of sqlite3's."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, ClassVar

import psycopg
from psycopg.types.numeric import Int8Dumper, NumericBinaryLoader
from psycopg.types.string import StrDumperUnknown, TextBinaryLoader, TextLoader

from index.catalog.postgres.translation import NUL, layout, translated

# What goes wrong is raised, too.
logging.getLogger("psycopg").addHandler(logging.NullHandler())
_RETRIED = 15.0  # seconds in which a server that has gone away may come back
_READS = ("SELECT", "BEGIN")  # may be run again in another session


class Lost(sqlite3.OperationalError):
    """The connection is gone, and with it what was held or begun; the same may be run again."""


class Row(tuple[Any, ...]):
    """Values by place and by their column's name."""

    places: ClassVar[dict[str, int]]

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self.places[key] if isinstance(key, str) else key)

    def keys(self) -> list[str]:
        """The names of the columns."""
        return list(self.places)


@lru_cache(256)
def _row_type(columns: tuple[bytes | None, ...]) -> type[Row]:
    names = [(column or b"").decode() for column in columns]
    places = {name: names.index(name) for name in names}  # of two of one name, the first
    return type("Row", (Row,), {"places": places})


def _rows(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], Row]:
    # `cursor.description` would make an object a column, for each query again.
    found = cursor.pgresult
    return _row_type(tuple(map(found.fname, range(found.nfields))) if found else ())


class _Text(StrDumperUnknown):
    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", NUL) if "\0" in obj else obj)


class _BinaryText(TextBinaryLoader):
    def load(self, data: Any) -> Any:
        text = str(super().load(data))
        return text.replace(NUL, "\0") if NUL in text else text


class _PlainText(TextLoader):
    def load(self, data: Any) -> Any:
        text = str(super().load(data))
        return text.replace(NUL, "\0") if NUL in text else text


class _Number(NumericBinaryLoader):
    """Sums of whole numbers are numbers without limit in PostgreSQL."""

    def load(self, data: Any) -> Any:
        found = super().load(data)
        return int(found) if found == found.to_integral_value() else float(found)


class Cursor:
    """The rows of a query; they are here already."""

    def __init__(self, raw: psycopg.Cursor[Any]) -> None:
        self._raw = raw
        has_rows = raw.pgresult is not None and raw.pgresult.nfields > 0
        self._rows = iter(raw.fetchall() if has_rows else ())

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    @property
    def rowcount(self) -> int:
        return self._raw.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The key that was given last in this session."""
        found = self._raw.connection.execute("SELECT lastval()").fetchone()
        return found[0] if found else None


class Connection:
    """One session in autocommit mode, opened by `connect`, and again after it was lost.

    Nothing is opened again while a transaction runs or a lock is held: they are gone, too.
    """

    def __init__(self, connect: Callable[[], psycopg.Connection[Any]]) -> None:
        self._connect = connect
        self._raw = self._opened()
        self.held = 0  # locks and transactions

    def execute(self, query: str, values: Any = (), /) -> Cursor:
        """Runs a query in SQLite's spelling; raises sqlite3's errors."""
        if (made := layout(query)) is not None:
            return self._run(lambda raw: raw.execute(made.encode()), False)
        said = translated(query).encode()
        is_read = query.lstrip().startswith(_READS)
        return self._run(lambda raw: raw.cursor(binary=True).execute(said, values), is_read)

    def executemany(self, query: str, values: Iterable[Any], /) -> Cursor:
        """Runs a query for each of `values`."""
        said, rows = translated(query).encode(), list(values)

        def many(raw: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
            cursor = raw.cursor()
            cursor.executemany(said, rows)
            return cursor

        return self._run(many, False)

    def _run(
        self, ask: Callable[[psycopg.Connection[Any]], psycopg.Cursor[Any]], is_read: bool
    ) -> Cursor:
        with telling_errors():
            if self._raw.closed:
                self._open_again()
            try:
                return Cursor(ask(self._raw))
            except psycopg.OperationalError:
                if not (self._raw.closed and is_read) or self.held:
                    raise
                self._open_again()
                return Cursor(ask(self._raw))

    def _open_again(self) -> None:
        if self.held:
            raise Lost("the connection to the database was lost; run the same command again")
        end, pause = time.monotonic() + _RETRIED, 0.05
        while True:
            try:
                self._raw = self._opened()
                return
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(pause)
                pause = min(1.0, pause * 2)

    def _opened(self) -> psycopg.Connection[Any]:
        raw = self._connect()
        raw.row_factory = _rows
        raw.adapters.register_dumper(int, Int8Dumper)
        raw.adapters.register_dumper(str, _Text)
        for name in ("text", "name", "varchar"):
            raw.adapters.register_loader(name, _PlainText)
            raw.adapters.register_loader(name, _BinaryText)
        raw.adapters.register_loader("numeric", _Number)
        return raw

    def close(self) -> None:
        """Ends the session."""
        self._raw.close()

    def __del__(self) -> None:
        if hasattr(self, "_raw"):
            self._raw.close()


@contextmanager
def telling_errors() -> Iterator[None]:
    """Raises PostgreSQL's errors as those that sqlite3 has of the same name, in one line."""
    try:
        yield
    except psycopg.Error as error:
        told = " ".join(str(error).split("\n")[0].split()) or type(error).__name__
        names = (kind.__name__ for kind in type(error).__mro__)
        kind = next((getattr(sqlite3, name) for name in names if hasattr(sqlite3, name)), None)
        raise (kind or sqlite3.OperationalError)(f"PostgreSQL: {told}") from error
