"""A view that prints line after line, for screen readers and simple terminals."""

import asyncio
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType

from assistant.chat.answer_view import (
    show_answer,
    show_citations,
    show_lines,
    show_resolved,
    show_statements,
)
from assistant.chat.paragraphs import FAINT, Unbroken, paragraph
from assistant.chat.partial_answer import PartialAnswer, apply

if TYPE_CHECKING:
    from assistant.schema.events import Event

SECONDS_OF_SILENCE = 3.0


class LineView:
    """Prints each statement once it is checked, and says if it is withdrawn later."""

    can_redraw = False

    def __init__(self, console: Console) -> None:
        self.console = console
        self._told = PartialAnswer()
        self._status = ""

    def typed(self, line: str) -> None:
        """The line is on the screen already."""

    def begin(self, status: str) -> None:
        self._told, self._status = PartialAnswer(), status

    def add(self, event: "Event") -> None:
        before, resolved = dict(self._told.lines), self._told.resolved
        self._told = apply(self._told, event)
        if self._told.resolved != resolved:
            self.print(show_resolved(self._told.resolved))
        after = dict(self._told.lines)
        for number, line in after.items():
            if line.is_checked and before.get(number) != line:
                self.print(show_lines([line]))
        for number in before.keys() - after.keys():
            if before[number].is_checked:
                self.print(paragraph(f"Withdrawn: {before[number].text}"))

    async def refresh(self) -> None:
        """Print the status once if the answer takes long."""
        await asyncio.sleep(SECONDS_OF_SILENCE)
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
