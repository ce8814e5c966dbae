"""Where an answer is shown while it is made: redrawn in place, or line by line and never moved."""

import asyncio
import sys
from typing import TYPE_CHECKING, Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from assistant.cleaning import clean
from assistant.repl.layout import FAINT, STRONG, Hanging, Last, Unbroken, lines_of, paragraph
from assistant.repl.reading import PROMPT
from assistant.repl.showing import (
    show_answer,
    show_citations,
    show_lines,
    show_resolved,
    show_statements,
)
from assistant.repl.telling import Told, tell

if TYPE_CHECKING:
    from assistant.answering.answer import Answer
    from assistant.answering.events import Event

_WIDTH = 88  # of what a pipe gets, as of what `assistant ask` prints
_SECONDS_A_FRAME = 0.08
_SECONDS_OF_SILENCE = 3.0


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


class LineView:
    """For terminals that cannot move the cursor, and for screen readers.

    A statement is printed once it is checked; one that is taken back later is said to be.
    """

    can_redraw = False

    def __init__(self, console: Console) -> None:
        self.console = console
        self._told = Told()
        self._status = ""

    def typed(self, line: str) -> None:
        """It stays where it is."""

    def begin(self, status: str) -> None:
        self._told, self._status = Told(), status

    def add(self, event: "Event") -> None:
        before, resolved = dict(self._told.lines), self._told.resolved
        self._told = tell(self._told, event)
        if self._told.resolved != resolved:
            self.print(show_resolved(self._told.resolved))
        after = dict(self._told.lines)
        for number, line in after.items():
            if line.is_checked and before.get(number) != line:
                self.print(show_lines([line]))
        for number in before.keys() - after.keys():
            if before[number].is_checked:
                self.print(paragraph(f"Taken back: {before[number].text}"))

    async def refresh(self) -> None:
        """Says once that it goes on, where that takes long."""
        await asyncio.sleep(_SECONDS_OF_SILENCE)
        if not self._told.lines:
            self.print(paragraph(self._told.status or self._status))

    def end(self) -> None:
        answer = self._told.answer
        if answer is None:
            self.print(*show_citations(self._told.cited, True))
            return
        if answer.resolved == self._told.resolved:
            answer = answer.model_copy(update={"resolved": None})
        shown = show_answer(answer, True)
        is_told = [line.text for line in self._told.checked] == [s.text for s in answer.statements]
        above = len(show_statements(answer)) if is_told and answer.answered else 0
        self.print(*shown[above:])

    def print(self, *shown: RenderableType) -> None:
        for part in shown:
            self.console.print(part, soft_wrap=isinstance(part, Unbroken))

    def note(self, text: str) -> None:
        self.print(paragraph(text, FAINT))

    def fail(self, text: str) -> None:
        self.print(paragraph(text))


class LiveView:
    """For terminals that can: words are shown as they come, and go when they are withdrawn.

    When the terminal changes its size, nobody knows where what was drawn has come to lie: then the
    screen is made anew from what this session has printed.
    """

    can_redraw = True

    def __init__(self, console: Console) -> None:
        self.console = console
        self._told = Told()
        self._status = ""
        self._printed: list[RenderableType] = []
        self._live: Live | None = None
        self._drawn: tuple[Told, str] | None = None
        self._size = console.size

    def begin(self, status: str) -> None:
        self._told, self._status, self._drawn = Told(), status, None
        self._size = self.console.size
        self._start()

    def add(self, event: "Event") -> None:
        self._told = tell(self._told, event)

    async def refresh(self) -> None:
        """Draws what has changed, some times a second, until it is cancelled."""
        while True:
            self.draw()
            await asyncio.sleep(_SECONDS_A_FRAME)

    def draw(self) -> None:
        """Draws, if there is anything new to be seen."""
        if self._live is None:
            return
        if self.console.size != self._size:
            self._lay_out_anew()
        if self._drawn != (self._told, self._status):
            self._live.update(self._seen(), refresh=True)
            self._drawn = (self._told, self._status)

    def end(self) -> None:
        self.draw()
        self._stop()
        answer = self._told.answer
        if answer is None:
            so_far = [show_lines(self._told.checked)] if self._told.checked else []
            cited = show_citations(self._told.cited, False)
            self.print(*so_far, *cited)
        else:
            self.print(*show_answer(answer, False))

    def print(self, *shown: RenderableType) -> None:
        self._remember(*shown)
        for part in shown:
            self.console.print(part, soft_wrap=isinstance(part, Unbroken))

    def note(self, text: str) -> None:
        self.print(paragraph(text, FAINT))

    def fail(self, text: str) -> None:
        self.print(paragraph(text))

    def typed(self, line: str) -> None:
        self._remember(Text(""), Hanging(PROMPT, Text(clean(line)), STRONG))

    def _remember(self, *shown: RenderableType) -> None:
        self._printed = [*self._printed, *shown][-self.console.size.height * 2 :]

    def _seen(self) -> Last:
        told = self._told
        above = (show_resolved(told.resolved),) if told.resolved else ()
        if not told.lines:
            return Last((*above, paragraph(told.status or self._status, FAINT)))
        lines = show_lines(line for _, line in told.lines)
        whole = (*above, lines, *show_citations(told.cited, False))
        fits = len(lines_of(self.console, whole)) < self.console.size.height
        return Last(whole if fits else (*above, lines))

    def _lay_out_anew(self) -> None:
        self._stop()
        self._size = self.console.size
        self.console.clear()
        room = self._size.height - len(lines_of(self.console, (self._seen(),))) - 1
        for line in lines_of(self.console, self._printed)[-room:] if room > 0 else ():
            self.console.print(Text.assemble(*((s.text, s.style or "") for s in line)), end="\n")
        self._start()
        self._drawn = None

    def _start(self) -> None:
        self._live = Live(
            Group(),
            console=self.console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def _stop(self) -> None:
        if self._live is not None:
            self._live.stop()
        self._live = None


class PipeView:
    """For whatever reads a pipe: each answer as `assistant ask` prints it, the rest beside it."""

    can_redraw = False

    def __init__(self) -> None:
        self.console = Console(width=_WIDTH, highlight=False, markup=False, emoji=False)
        self._answer: Answer | None = None
        self._is_first = True

    def typed(self, line: str) -> None:
        """It stays where it is."""

    def begin(self, status: str) -> None:
        self._answer = None

    def add(self, event: "Event") -> None:
        from assistant.answering.events import Done

        if isinstance(event, Done):
            self._answer = event.answer

    async def refresh(self) -> None:
        """A pipe gets whole answers only."""

    def end(self) -> None:
        if self._answer is not None:
            from assistant.rendering import render_answer

            print("" if self._is_first else "\n", render_answer(self._answer), sep="", flush=True)
            self._is_first = False

    def print(self, *shown: RenderableType) -> None:
        for part in shown:
            self.console.print(part, soft_wrap=isinstance(part, Unbroken))

    def note(self, text: str) -> None:
        print(clean(text), file=sys.stderr)

    def fail(self, text: str) -> None:
        print(f"assistant: {clean(text)}", file=sys.stderr)
