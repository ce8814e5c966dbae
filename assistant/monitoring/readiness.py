"""Readiness: whether a question that came now could be answered."""

import logging
import sqlite3
import time

from assistant.assistant import Assistant
from index.chroma_server import ChromaServer
from index.errors import ArchiveError

_LOG = logging.getLogger("assistant.monitoring")
_SECONDS_REMEMBERED = 2.0  # anyone may ask for readiness, as often as they like
_SECONDS_TO_ANSWER = 5.0  # of a Chroma server


class Readiness:
    """Whether the archive and its vectors can be read; the log has the reason where not."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._seen: tuple[float, str] = (float("-inf"), "")

    def problem(self) -> str:
        """What is wrong, in a few words without paths or addresses; empty if nothing is."""
        at, said = self._seen
        if time.monotonic() - at > _SECONDS_REMEMBERED:
            said = _look(self._assistant)
            self._seen = (time.monotonic(), said)
        return said


def _look(assistant: Assistant) -> str:
    try:
        archive = assistant.archive
        place = archive.place(archive.catalogue.fact("chroma"))
    except (ArchiveError, sqlite3.Error, OSError) as error:
        _LOG.warning("not ready: %s", error)
        return "the archive cannot be read"
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
