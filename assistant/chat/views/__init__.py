"""Where an answer is shown while it is made: what every kind of view can do."""

from typing import TYPE_CHECKING, Protocol

from rich.console import Console, RenderableType

if TYPE_CHECKING:
    from assistant.schema.events import Event


class View(Protocol):
    """Shows one answer after the other on `console`."""

    console: Console
    can_redraw: bool  # whether what is on the screen may change

    def typed(self, line: str) -> None:
        """A line stands on the screen that was typed there."""

    def begin(self, status: str) -> None:
        """An answer is asked for."""

    def add(self, event: "Event") -> None:
        """Something has happened."""

    async def refresh(self) -> None:
        """Shows what has changed until it is cancelled."""

    def end(self) -> None:
        """Leaves the answer as it is in the end, or says that it was stopped."""

    def print(self, *shown: RenderableType) -> None:
        """Shows anything else, to stay."""

    def note(self, text: str) -> None:
        """Says what goes with an answer."""

    def fail(self, text: str) -> None:
        """Says what went wrong, in one line."""
