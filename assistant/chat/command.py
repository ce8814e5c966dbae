"""Chat commands: their definition, their calls and their outcomes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.chat.state import State, Turn
from index.errors import ArchiveError

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from assistant.assistant import Assistant
    from assistant.conversation import Conversation


class CommandError(ArchiveError):
    """A command failed; the message is one line."""


@dataclass(frozen=True, slots=True)
class Call:
    """The argument of a typed command and the chat it was typed into.

    `with_links` prints addresses, for terminals without hyperlinks.
    """

    argument: str
    state: State
    assistant: "Assistant"
    with_links: bool = False

    @property
    def turn(self) -> Turn:
        """The last turn; raises `CommandError` if there is none."""
        if self.state.last is None:
            raise CommandError("there is no answer yet; ask a question first")
        return self.state.last


@dataclass(frozen=True, slots=True)
class Page:
    """A text for the pager, and the line (from 0) to open it at."""

    text: "Text"
    line: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to show, and what changes; None changes nothing."""

    shown: "Sequence[RenderableType]" = ()
    state: State | None = None
    link: str | None = None  # to open in the browser
    page: Page | None = None  # to show in the pager
    llm: str | None = None  # the new chat model
    conversation: "Conversation | None" = None  # the new conversation


@dataclass(frozen=True, slots=True)
class Command:
    """`name` has no slash; `takes` names the arguments, optional ones in brackets."""

    name: str
    takes: str
    does: str
    run: Callable[[Call], Outcome]


def parse(line: str) -> tuple[str, str]:
    """The command name and argument of a line that begins with a slash."""
    name, _, argument = line.strip()[1:].partition(" ")
    return name.casefold(), argument.strip()
