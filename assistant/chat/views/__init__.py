"""Views of the chat: what they share."""

from rich.console import Console, RenderableType
from rich.text import Text

from assistant.render.live_answer import LiveAnswer
from assistant.render.paragraphs import FAINT, paragraph, print_all
from assistant.schema.events import Event

HOW = "/withheld shows why"  # behind the number of statements that are withheld


class View:
    """Shows one answer after another on `console`."""

    can_redraw = False  # whether the output may change after it was printed

    def __init__(self, console: Console) -> None:
        self.console = console
        self._told = LiveAnswer()

    def typed(self, line: str) -> None:
        """The user typed a line, which is on the screen."""

    def begin(self, status: str) -> None:
        """Start an answer; `status` is shown until its first event."""
        self._told = LiveAnswer(status)

    def add(self, event: Event) -> None:
        self._told.take(event)

    async def refresh(self) -> None:
        """Show changes until cancelled."""

    def end(self) -> None:
        """Show the final answer, or what is checked if it was stopped."""
        raise NotImplementedError

    def print(self, *shown: RenderableType) -> None:
        print_all(self.console, shown)

    def note(self, text: str) -> None:
        self.print(Text(""), paragraph(text, FAINT))

    def fail(self, text: str) -> None:
        self.print(paragraph(text))
