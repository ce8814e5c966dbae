"""Input of the chat: from an editor with completion, a plain terminal or a pipe."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Protocol

from platformdirs import user_state_path
from prompt_toolkit import PromptSession, prompt
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, WordCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition, completion_is_selected
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from assistant.chat.state import ArchiveNames
from assistant.render.escape import clean

PROMPT = "> "
_MORE = "… "  # prompt of continuation lines


class Reader(Protocol):
    """Reads one question or command after another."""

    is_interactive: bool

    def read(self, above: str) -> str:
        """Show `above` and return what was typed; raises EOFError and KeyboardInterrupt."""

    def agree(self, question: str) -> bool:
        """Ask a yes-or-no question; the default is yes."""


def history_file() -> Path:
    """The file of what was typed in earlier sessions, in the user's state folder."""
    return user_state_path("news-archive-assistant") / "chat-history"


class EditorReader:
    """prompt_toolkit's editor with history, completion and multi-line input."""

    is_interactive = True

    def __init__(self, completer: Completer) -> None:
        self._completer = completer

    def read(self, above: str) -> str:
        told = [("fg:ansicyan", f"{clean(above)}\n")] if above else []
        return self._session.prompt(FormattedText([("", "\n"), *told, ("bold", PROMPT)]))

    def agree(self, question: str) -> bool:
        return is_yes(prompt(f"{question} [Y/n] "))

    @cached_property
    def _session(self) -> PromptSession[str]:
        is_command = Condition(lambda: self._session.default_buffer.text.startswith("/"))
        return PromptSession(
            history=_history(),
            completer=self._completer,
            complete_in_thread=True,
            complete_while_typing=is_command,
            key_bindings=_keys(),
            multiline=True,
            prompt_continuation=_MORE,
            enable_suspend=True,
            enable_open_in_editor=True,
            reserve_space_for_menu=4,
        )


class PlainReader:
    """The terminal's own line input; a backslash at the end continues on the next line."""

    is_interactive = True

    def read(self, above: str) -> str:
        print(f"\n{clean(above)}" if above else "")
        return _joined(input, PROMPT)

    def agree(self, question: str) -> bool:
        return is_yes(input(f"{question} [Y/n] "))


class PipeReader:
    """Standard input, line by line, without a prompt."""

    is_interactive = False

    def read(self, above: str) -> str:
        return _joined(_next_line, "")

    def agree(self, question: str) -> bool:
        return False  # nobody to ask


def is_yes(reply: str) -> bool:
    return reply.strip().casefold() in ("", "y", "yes")


def _joined(read: Callable[[str], str], prompt: str) -> str:
    lines = [read(prompt)]
    while lines[-1].endswith("\\"):
        lines[-1] = lines[-1][:-1]
        try:
            lines.append(read(_MORE if prompt else ""))
        except EOFError:
            break
    return "\n".join(lines)


def _next_line(prompt: str) -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")


def _history() -> History:
    """The history file, readable by its owner only; in memory if it cannot be written."""
    path = history_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path)) if os.access(path, os.R_OK | os.W_OK) else InMemoryHistory()


def _keys() -> KeyBindings:
    """Enter sends, except after a backslash; Alt-Enter begins another line; Tab completes."""
    keys = KeyBindings()

    @keys.add("enter", filter=~completion_is_selected)
    def send(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.text_before_cursor.endswith("\\"):
            buffer.delete_before_cursor()
            buffer.newline(copy_margin=False)
        else:
            buffer.validate_and_handle()

    @keys.add("enter", filter=completion_is_selected)
    def take(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    @keys.add("tab")
    def complete(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state:
            buffer.complete_next()
        else:  # select at once: most names do not begin with what was typed
            buffer.start_completion(select_first=True)

    @keys.add("escape", "enter")
    def go_on(event: KeyPressEvent) -> None:
        event.current_buffer.newline(copy_margin=False)

    return keys


@contextmanager
def no_echo() -> Iterator[None]:
    """Turn off echo, so that typed keys do not appear in the middle of an answer."""
    try:
        import termios
    except ImportError:  # not on Windows
        yield
        return
    if not sys.stdin.isatty():
        yield
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    quiet = termios.tcgetattr(terminal)
    quiet[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSADRAIN, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


MOST = 20  # completions
_LEAST = 2  # letters of a word before names are offered
_SOURCE = re.compile(r"/source\s+(?:[^;]*;\s*)*")


class ChatCompleter(Completer):
    """Completes `commands` (names with descriptions) and the current `names` of the archive."""

    def __init__(
        self, commands: Iterable[tuple[str, str]], names: Callable[[], ArchiveNames]
    ) -> None:
        told = dict(commands)
        self._commands = WordCompleter(list(told), meta_dict=told, sentence=True)
        self._names = names

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterator[Completion]:
        before = document.text_before_cursor
        if before.startswith("/") and not re.search(r"\s", before):
            yield from self._commands.get_completions(document, event)
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


def _named(name: str, typed: str, kind: str) -> Completion:
    shown = clean(" ".join(name.split()))
    return Completion(shown, -len(typed), display=shown, display_meta=kind)
