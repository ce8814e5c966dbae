"""A command of the chat: its name, what it takes, what it does, and what comes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.chat.state import State
from index.errors import ArchiveError

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from assistant.assistant import Assistant
    from assistant.conversation import Conversation


class CommandError(ArchiveError):
    """A command cannot be done; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class Call:
    """A command as it was typed, and what it was typed into.

    `with_links` says that addresses are to be written out.
    """

    argument: str
    state: State
    assistant: "Assistant"
    with_links: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A whole text to be read, and the line (from 0) that it is about."""

    text: "Text"
    line: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to show, and what is otherwise from now on; what is None stays as it is."""

    shown: "Sequence[RenderableType]" = ()
    state: State | None = None
    link: str | None = None  # to be opened in the browser
    page: Page | None = None  # to be read in the pager
    llm: str | None = None  # the model to answer from now on
    conversation: "Conversation | None" = None  # that questions belong to from now on


@dataclass(frozen=True, slots=True)
class Command:
    """`name` without its slash; `takes` is what follows it, in brackets where it may be none."""

    name: str
    takes: str
    does: str
    run: Callable[[Call], Outcome]


def parse(line: str) -> tuple[str, str]:
    """The name and the argument of a line that begins with a slash."""
    name, _, argument = line.strip()[1:].partition(" ")
    return name.casefold(), argument.strip()
