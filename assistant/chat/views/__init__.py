"""Views of the chat: the interface they share."""

from typing import TYPE_CHECKING, Protocol

from rich.console import Console, RenderableType

if TYPE_CHECKING:
    from assistant.schema.events import Event


HOW = "/withheld shows why"  # behind the number of statements that are withheld


class View(Protocol):
    """Shows one answer after another on `console`."""

    console: Console
    can_redraw: bool  # whether the output may change after it was printed

    def typed(self, line: str) -> None:
        """The user typed a line, which is on the screen."""

    def begin(self, status: str) -> None:
        """Start an answer; `status` is shown until its first event."""

    def add(self, event: "Event") -> None:
        """Take an event of the answer."""

    async def refresh(self) -> None:
        """Show changes until cancelled."""

    def end(self) -> None:
        """Show the final answer, or what is checked if it was stopped."""

    def print(self, *shown: RenderableType) -> None:
        """Print anything else."""

    def note(self, text: str) -> None:
        """Print the note of an answer."""

    def fail(self, text: str) -> None:
        """Print an error in one line."""
