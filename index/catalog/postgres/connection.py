"""Connections to PostgreSQL with the face of sqlite3's, and the sessions that they share.

A process has few sessions with one part of a database, whatever the number of threads.
"""

import logging
import selectors
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from index.catalog.postgres.translation import layout, translated
from index.errors import ArchiveError
from index.sql import Lost

Session = psycopg.Connection[Any]

# What goes wrong is raised, too.
logging.getLogger("psycopg").addHandler(logging.NullHandler())
MOST = 10  # a query takes milliseconds: more would wait for processors
_WAIT = 30.0  # seconds for a session that others use
_RETRIED = 15.0  # seconds in which a server that has gone away may come back


class Pool:
    """Sessions that `connect` makes of the database called `name`, `most` at once; thread-safe."""

    def __init__(self, name: str, connect: Callable[[], Session], most: int = MOST) -> None:
        self._name, self._connect, self._most = name, connect, most
        self._free = threading.BoundedSemaphore(most)
        self._idle: list[Session] = []
        self._has_connected = False

    def take(self) -> Session:
        """A session that nobody else uses until it is given back.

        One that is not there any more is replaced, if need be after a while. Raises
        `ArchiveError` if there never was one, and `Lost` where there is none now.
        """
        if not self._free.acquire(timeout=_WAIT):
            raise Lost(f"all {self._most} connections to {self._name} are in use; try again")
        try:
            while (session := self._pop()) is not None:
                if _is_alive(session):
                    return session
                session.close()
            return self._opened()
        except BaseException:
            self._free.release()
            raise

    def give(self, session: Session) -> None:
        """Gives a session back; one with an unfinished transaction is closed."""
        if session.info.transaction_status == TransactionStatus.IDLE:
            self._idle.append(session)
        else:
            session.close()
        self._free.release()

    def clear(self) -> None:
        """Closes those that nobody uses."""
        while (session := self._pop()) is not None:
            session.close()

    def _pop(self) -> Session | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _opened(self) -> Session:
        end, pause = time.monotonic() + _RETRIED, 0.05
        while True:
            try:
                session = self._connect()
                self._has_connected = True
                return session
            except psycopg.Error as error:
                why = " ".join(str(error).split())
                if not self._has_connected:
                    raise ArchiveError(f"{self._name} cannot be opened: {why}") from error
                if time.monotonic() > end:
                    raise Lost(f"{self._name} cannot be reached: {why}") from error
            time.sleep(pause)
            pause = min(1.0, pause * 2)

    def __del__(self) -> None:
        self.clear()


def _is_alive(session: Session) -> bool:
    """Whether the server has not ended it: that is there to be read before anything is asked."""
    with suppress(psycopg.OperationalError):
        while not session.closed and _has_news(session):
            session.pgconn.consume_input()
    return not session.closed


def _has_news(session: Session) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(session.fileno(), selectors.EVENT_READ)
        return bool(selector.select(0))


def told(error: psycopg.Error) -> str:
    """The first line of an error: others repeat the query."""
    return " ".join(str(error).split("\n")[0].split()) or type(error).__name__


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
    """Runs each query in any session of the pool, in autocommit mode, but for those `kept`.

    A query that only reads is run again where its session was lost. Within `kept` nothing is: a
    transaction or a lock is gone with its session.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._kept: Session | None = None
        self._depth = 0

    def execute(self, query: str, values: Any = (), /) -> Cursor:
        """Runs a query in SQLite's spelling; raises sqlite3's errors."""
        if (made := layout(query)) is not None:
            return self._run(lambda raw: raw.execute(made.encode()), False)
        said = translated(query).encode()
        is_read = query.lstrip().startswith("SELECT")
        return self._run(lambda raw: raw.cursor(binary=True).execute(said, values), is_read)

    def executemany(self, query: str, values: Iterable[Any], /) -> Cursor:
        """Runs a query for each of `values`."""
        said, rows = translated(query).encode(), list(values)

        def many(raw: Session) -> psycopg.Cursor[Any]:
            cursor = raw.cursor()
            cursor.executemany(said, rows)
            return cursor

        return self._run(many, False)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """All statements within use one session, which nobody else uses. May be nested."""
        if self._kept is None:
            with telling_errors():
                self._kept = self._pool.take()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                session, self._kept = self._kept, None
                self._pool.give(session)

    def _run(self, ask: Callable[[Session], psycopg.Cursor[Any]], is_read: bool) -> Cursor:
        with telling_errors():
            if self._kept is not None:
                return _ask(self._kept, ask, "run the same command again")
            for is_last in (not is_read, True):
                session = self._pool.take()
                try:
                    return _ask(session, ask, "try again")
                except Lost:
                    self._pool.clear()  # the others are lost, too
                    if is_last:
                        raise
                finally:
                    self._pool.give(session)
            raise AssertionError("the last try raises")


def _ask(session: Session, ask: Callable[[Session], psycopg.Cursor[Any]], then: str) -> Cursor:
    if session.closed:
        raise Lost(f"the connection to the database was lost; {then}")
    try:
        return Cursor(ask(session))
    except psycopg.OperationalError as error:
        if session.closed:
            why = f"the connection to the database was lost ({told(error)})"
            raise Lost(f"{why}; {then}") from error
        raise


@contextmanager
def telling_errors() -> Iterator[None]:
    """Raises PostgreSQL's errors as those that sqlite3 has of the same name, in one line."""
    try:
        yield
    except psycopg.Error as error:
        names = (kind.__name__ for kind in type(error).__mro__)
        kind = next((getattr(sqlite3, name) for name in names if hasattr(sqlite3, name)), None)
        raise (kind or sqlite3.OperationalError)(f"PostgreSQL: {told(error)}") from error
