"""/help: every command with what it takes and does."""

from collections.abc import Iterable

from rich.console import RenderableType

from assistant.chat.command import Call, Command, Outcome
from assistant.chat.paragraphs import NAME, Hanging, words

KEYS = (
    ("Enter", "asks; after a backslash, or with Alt, it begins another line"),
    ("Tab", "completes commands, sources and titles"),
    ("Ctrl-C", "stops the answer"),
    ("Ctrl-D", "leaves"),
)


def help_(call: Call) -> Outcome:
    """All commands and keys."""
    from assistant.chat.commands import COMMANDS

    rows = [(f"/{c.name} {c.takes}".rstrip(), c.does) for c in COMMANDS]
    return Outcome(show_rows([*rows, *KEYS]))


def show_rows(rows: Iterable[tuple[str, str]]) -> list[RenderableType]:
    """Two columns."""
    rows = list(rows)
    width = max(len(name) for name, _ in rows) + 2
    return [Hanging(name.ljust(width), words(does), NAME) for name, does in rows]


COMMANDS = (Command("help", "", "this list", help_),)
