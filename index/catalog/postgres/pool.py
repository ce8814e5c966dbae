"""The sessions of this process with one part of a database: few, whatever the number of threads."""

import logging
import selectors
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

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
        `ArchiveError` where there never was one, and `Lost` where there is none now.
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
