"""/help: the commands and keys."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType

from assistant.chat.command import Call, Command, Outcome
from assistant.render.paragraphs import NAME, HangingIndent, words

KEYS = (
    ("Enter", "asks; after a backslash, or with Alt, begins another line"),
    ("Tab", "completes commands, sources and titles"),
    ("Ctrl-C", "stops the answer"),
    ("Ctrl-D", "leaves"),
)


def help_on(commands: Sequence[Command]) -> Command:
    """The command /help for `commands`; it lists itself last."""

    def show(call: Call) -> Outcome:
        rows = [(f"/{c.name} {c.takes}".rstrip(), c.does) for c in (*commands, listed)]
        return Outcome(show_rows([*rows, *KEYS]))

    listed = Command("help", "", "show this list", show)
    return listed


def show_rows(rows: Iterable[tuple[str, str]]) -> list[RenderableType]:
    """Two columns."""
    rows = list(rows)
    width = max(len(name) for name, _ in rows) + 2
    return [HangingIndent(name.ljust(width), words(does), NAME) for name, does in rows]
