"""Readiness: whether a question that came now could be answered."""

import logging
import sqlite3
import threading
import time

from assistant.assistant import Assistant
from index.chroma_server import ChromaServer
from index.errors import ArchiveError

_LOG = logging.getLogger("assistant.monitoring")
_SECONDS_REMEMBERED = 2.0  # anyone may ask for readiness, as often as they like
_SECONDS_TO_ANSWER = 4.0  # of a database or a Chroma server
_SILENT = "the database does not answer"


class Readiness:
    """Whether the archive and its vectors can be read; the log has the reason where not."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._seen: tuple[float, str] = (float("-inf"), "")
        self._looking = threading.Lock()

    def problem(self) -> str:
        """What is wrong, in a few words without paths or addresses; empty if nothing is.

        Within about four seconds: a database that has gone away is waited for longer.
        """
        at, said = self._seen
        if time.monotonic() - at > _SECONDS_REMEMBERED:
            said = self._look_soon()
            self._seen = (time.monotonic(), said)
        return said

    def _look_soon(self) -> str:
        if not self._looking.acquire(blocking=False):  # an earlier look still waits
            return _SILENT
        found: list[str] = []
        look = threading.Thread(target=self._look, args=(found,), daemon=True)
        look.start()
        look.join(2 * _SECONDS_TO_ANSWER)
        return found[0] if found else _SILENT

    def _look(self, found: list[str]) -> None:
        try:
            found.append(_look(self._assistant))
        finally:
            self._looking.release()


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
