"""The connections of an engine: one a thread, closed together."""

import threading
import weakref
from typing import Any, Protocol


class Closable(Protocol):
    """A connection, referred to weakly: it is closed when its thread has ended."""

    def close(self) -> None: ...


class ThreadConnections:
    """What an engine keeps of its connections; `_local` has this thread's."""

    def __init__(self) -> None:
        self._local = threading.local()
        self._opened: weakref.WeakSet[Any] = weakref.WeakSet()
        self._listing = threading.Lock()  # of those opened

    def _note(self, connection: Closable) -> None:
        with self._listing:
            self._opened.add(connection)

    def close(self) -> None:
        """Closes the connections of all threads."""
        with self._listing:
            opened = list(self._opened)
        for connection in opened:
            connection.close()
        self._local = threading.local()
