"""Tab completion of commands, sources and titles."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from assistant.chat.state import ArchiveNames
from assistant.render.escape import clean

MOST = 20  # completions
_LEAST = 2  # letters of a word before names are offered
_SOURCE = re.compile(r"/source\s+(?:[^;]*;\s*)*")


class ChatCompleter(Completer):
    """Completes `commands` (names with descriptions) and the current `names` of the archive."""

    def __init__(
        self, commands: Iterable[tuple[str, str]], names: Callable[[], ArchiveNames]
    ) -> None:
        self._commands = list(commands)
        self._names = names

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterator[Completion]:
        before = document.text_before_cursor
        if before.startswith("/") and not re.search(r"\s", before):
            yield from _commands(self._commands, before)
        elif source := _SOURCE.match(before):
            typed = before[source.end() :]
            for name in matching(self._names().sources, typed):
                yield _named(name, typed, "source")
        elif event.completion_requested:
            yield from self._named_by_word(before)

    def _named_by_word(self, before: str) -> Iterator[Completion]:
        typed = re.split(r"\s", before)[-1].lstrip("\"'“‘(")
        if len(typed) < _LEAST:
            return
        names = self._names()
        for name in matching(names.sources, typed):
            yield _named(name, typed, "source")
        for title in matching(names.titles, typed):
            yield _named(title, typed, "title")


def matching(names: Iterable[str], typed: str) -> list[str]:
    """The names with a word that begins with `typed`, those that begin with it first."""
    begins = re.compile(rf"(?<!\w){re.escape(typed.casefold())}")
    places = ((begins.search(name.casefold()), name) for name in names)
    found = sorted((place.start() > 0, name) for place, name in places if place)
    return [name for _, name in found[:MOST]]


def _commands(commands: Sequence[tuple[str, str]], typed: str) -> Iterator[Completion]:
    for name, told in commands:
        if name.startswith(typed):
            yield Completion(name, -len(typed), display_meta=told)


def _named(name: str, typed: str, kind: str) -> Completion:
    shown = clean(" ".join(name.split()))
    return Completion(shown, -len(typed), display=shown, display_meta=kind)
