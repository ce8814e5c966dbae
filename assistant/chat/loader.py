"""The assistant, made ready in a thread of its own while the first question is typed."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.chat.state import ArchiveNames
from index.catalog.bylines import read_titles
from index.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.assistant import Assistant

# Asked for once beforehand: what the first question needs is imported and opened by it.
_WARMING = "news"


class AssistantLoader:
    """An assistant on its way. `assistant` waits for it; `close` ends it, done or not."""

    def __init__(self, archive: "Path | None", llm: str | None) -> None:
        self._archive = archive
        self._named: tuple[int, ArchiveNames] | None = None
        self._start(llm)

    def _start(self, llm: str | None) -> None:
        self._assistant: Assistant | None = None
        self._fault: Exception | None = None
        self._is_closed = False
        self._made = threading.Event()
        self._thread = threading.Thread(target=self._load, args=[llm], name="loading")
        self._thread.start()

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to wait for."""
        return not self._thread.is_alive()

    @property
    def assistant(self) -> "Assistant":
        """The assistant; raises what went wrong on the way."""
        self._made.wait()
        if self._assistant is None:
            assert self._fault is not None
            raise self._fault
        return self._assistant

    def names(self) -> ArchiveNames:
        """What of the archive can be named, as far as it is open by now."""
        if not self.is_ready or self._assistant is None:
            return ArchiveNames()
        try:
            catalogue = self._assistant.archive.catalogue
        except ArchiveError:
            return ArchiveNames()  # the first question says what is wrong
        if self._named is None or self._named[0] != catalogue.generation:
            named = ArchiveNames(catalogue.sources(), read_titles(catalogue))
            self._named = (catalogue.generation, named)
        return self._named[1]

    def again(self, llm: str) -> None:
        """Begins anew, with another model."""
        self.close()
        self._start(llm)

    def close(self) -> None:
        """Waits for the step that is under way, and closes the archive."""
        self._is_closed = True
        self._thread.join()
        if self._assistant is not None:
            self._assistant.close()

    def _load(self, llm: str | None) -> None:
        try:
            from assistant.assistant import Assistant

            self._assistant = Assistant(self._archive, llm=llm)
        except Exception as fault:
            self._fault = fault
        finally:
            self._made.set()
        if self._assistant is not None:
            self._warm(self._assistant)

    def _warm(self, assistant: "Assistant") -> None:
        steps: list[Callable[[], Any]] = [
            lambda: assistant.archive.embedder,
            lambda: assistant.search(_WARMING, limit=1),
            lambda: assistant.stages,
        ]
        for step in steps:
            if self._is_closed:
                return
            try:
                step()
            except (ArchiveError, OSError):
                return  # the first question meets it again, and says it
