"""Starts a chat with the input and view that suit the terminal or pipe."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from assistant.chat.commands import COMMANDS
from assistant.chat.first_run import is_empty, offer_seeds
from assistant.chat.input import ChatCompleter, EditorReader, PipeReader, PlainReader, Reader
from assistant.chat.loader import AssistantLoader
from assistant.chat.session import WELCOME, Session
from assistant.chat.state import ArchiveNames, State, Within
from assistant.chat.views import View
from assistant.chat.views.lines import LineView, PipeView
from assistant.chat.views.redrawn import LiveView
from assistant.render.paragraphs import literal_console
from assistant.settings import load_settings

# Left out of rich's environment: the terminal's own size counts, not what a shell exported.
_FIXED_SIZE = ("COLUMNS", "LINES")


def start(
    archive: Path | None, llm: str | None, within: Within, plain: bool, resume: str | None
) -> bool:
    """Chat until the end of the input; False if a question from a pipe failed."""
    settings = load_settings(archive=archive, plain=plain or None)
    loading = AssistantLoader(archive, llm)
    try:
        reader, view = choose_interface(settings.plain, loading.names)
        if is_empty(settings.archive, settings.database_address):
            offer_seeds(settings.archive, reader, quiet=not view.can_redraw)
        if reader.is_interactive:
            view.print(WELCOME)
        session = Session(loading, reader, view, State(within))
        if resume:
            session.resume(resume)
        return session.run()
    finally:
        loading.close()


def is_simple(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal cannot move its cursor."""
    return environment.get("TERM", "").casefold() in ("dumb", "unknown", "")


def choose_interface(plain: bool, names: Callable[[], ArchiveNames]) -> tuple[Reader, View]:
    """The reader and the view that suit standard input and output."""
    if not sys.stdin.isatty():
        return PipeReader(), PipeView()
    if plain or is_simple() or not sys.stdout.isatty():
        return PlainReader(), LineView(_console(color_system=None, force_terminal=False))
    offered = [(f"/{command.name}", command.does) for command in COMMANDS]
    return EditorReader(ChatCompleter(offered, names)), LiveView(_console())


def _console(**options: Any) -> Console:
    environment = {name: v for name, v in os.environ.items() if name not in _FIXED_SIZE}
    return literal_console(_environ=environment, **options)
