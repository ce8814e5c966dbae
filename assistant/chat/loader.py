"""Loads the assistant in a thread while the first question is typed."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.chat.state import ArchiveNames
from index.catalog.bylines import read_titles
from index.errors import ArchiveError

if TYPE_CHECKING:
    from assistant.assistant import Assistant

# A search for this imports and opens what the first question needs.
_WARM_UP_QUERY = "news"


class AssistantLoader:
    """An assistant that is being loaded; `assistant` waits for it, `close` stops and closes it."""

    def __init__(self, archive: Path | None, llm: str | None) -> None:
        self._archive = archive
        self._named: tuple[int, ArchiveNames] | None = None
        self._start(llm)

    def _start(self, llm: str | None) -> None:
        self._loading: Future[Assistant] = Future()
        self._is_closed = False
        self._thread = threading.Thread(target=self._load, args=[llm], name="loading")
        self._thread.start()

    @property
    def is_ready(self) -> bool:
        return not self._thread.is_alive()

    @property
    def assistant(self) -> "Assistant":
        """The assistant; raises the error that loading met."""
        return self._loading.result()

    def names(self) -> ArchiveNames:
        """The sources and titles of the archive; none while it is loading."""
        if not self.is_ready or self._loading.exception():
            return ArchiveNames()
        try:
            catalogue = self.assistant.archive.catalogue
        except ArchiveError:
            return ArchiveNames()  # the first question reports the error
        if self._named is None or self._named[0] != catalogue.generation:
            named = ArchiveNames(catalogue.sources(), read_titles(catalogue))
            self._named = (catalogue.generation, named)
        return self._named[1]

    def reload(self, llm: str) -> None:
        self.close()
        self._start(llm)

    def close(self) -> None:
        """Wait for the current loading step and close the archive."""
        self._is_closed = True
        self._thread.join()
        if not self._loading.exception():
            self.assistant.close()

    def _load(self, llm: str | None) -> None:
        try:
            from assistant.assistant import Assistant

            assistant = Assistant(self._archive, llm=llm)
        except Exception as error:
            self._loading.set_exception(error)
            return
        try:
            # Before the first question: two threads that import packages which import each other
            # may meet a half-imported one.
            self._warm(assistant)
        finally:
            self._loading.set_result(assistant)

    def _warm(self, assistant: "Assistant") -> None:
        steps: list[Callable[[], Any]] = [
            lambda: assistant.archive.embedder,
            lambda: assistant.search(_WARM_UP_QUERY, limit=1),
            lambda: assistant.stages,
        ]
        for step in steps:
            if self._is_closed:
                return
            try:
                step()
            except (ArchiveError, OSError):
                return  # the first question meets the same error and reports it
