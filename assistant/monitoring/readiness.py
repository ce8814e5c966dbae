"""What both services tell monitors: whether a question could be answered, and the metrics."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any

from assistant.assistant import Assistant
from index.chroma_server import ChromaServer
from index.errors import ArchiveError
from index.extras import MissingExtraError, require

_LOG = logging.getLogger("assistant.monitoring")
_SECONDS_REMEMBERED = 2.0  # anyone may ask for readiness, as often as they like
_SECONDS_TO_ANSWER = 4.0  # of a database or a Chroma server
_SILENT = "the database does not answer"


class Readiness:
    """Whether the archive and its vectors can be read; the log has the reason where not."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._seen: tuple[float, str] = (float("-inf"), "")
        self._starting = threading.Lock()
        self._look: threading.Thread | None = None  # the last one, waited for until then
        self._until = 0.0

    def problem(self) -> str:
        """What is wrong, in a few words without paths or addresses; empty if nothing is.

        Within about eight seconds: a database that has gone away is waited for longer. Those who
        ask at once share a look.
        """
        with self._starting:
            if self._is_old() and not (self._look and self._look.is_alive()):
                self._look = threading.Thread(target=self._see, daemon=True)
                self._look.start()
                self._until = time.monotonic() + 2 * _SECONDS_TO_ANSWER
            look, until = self._look, self._until
        if look:
            look.join(max(0, until - time.monotonic()))
        return _SILENT if self._is_old() else self._seen[1]

    def told(self, more: str = "") -> tuple[dict[str, Any], int]:
        """The JSON for monitors and its status; `more` is a problem of the service itself."""
        problem = self.problem() or more
        told = {"ready": False, "problem": problem} if problem else {"ready": True}
        return told, 503 if problem else 200

    def _is_old(self) -> bool:
        return time.monotonic() - self._seen[0] > _SECONDS_REMEMBERED

    def _see(self) -> None:
        said = _look(self._assistant)
        self._seen = (time.monotonic(), said)


def _look(assistant: Assistant) -> str:
    try:
        archive = assistant.archive
        place = archive.place(archive.catalogue.fact("chroma"))
    except (ArchiveError, sqlite3.Error, OSError) as error:
        _LOG.warning("not ready: %s", error)
        return _SILENT if assistant.settings.database_address else "the archive cannot be read"
    if isinstance(place, ChromaServer):
        return _ask(place)
    if not place.is_dir():
        _LOG.warning("not ready: there is no folder %s", place)
        return "the vectors are gone"
    return ""


def _ask(server: ChromaServer) -> str:
    import httpx

    try:
        answer = httpx.get(server.heartbeat, headers=server.headers, timeout=_SECONDS_TO_ANSWER)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        _LOG.warning("not ready: %s", error)
        return "the Chroma server does not answer"
    return ""


def observe(assistant: Assistant, waiting: Callable[[], int] | None = None) -> tuple[Any, str]:
    """The metrics, whose questions are counted from now on; without their extra, None and why."""
    try:
        module = require("metrics", "assistant.monitoring.metrics")
    except MissingExtraError as error:
        return None, str(error)
    observer = module.Metrics(assistant, waiting)
    assistant.observers.append(observer)
    return observer, ""
