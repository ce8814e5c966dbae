"""Views that print line after line: for screen readers and simple terminals, and for pipes."""

import asyncio
import sys

from rich.console import Console

from assistant.chat.views import HOW, View
from assistant.render import answer_view
from assistant.render.escape import clean
from assistant.render.paragraphs import literal_console, paragraph
from assistant.render.sections import texts_of
from assistant.render.text import WIDTH, render_answer
from assistant.schema.events import Event

SECONDS_OF_SILENCE = 3.0


class LineView(View):
    """Prints each statement once it is checked, and says if it is withdrawn later."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._heading: str | None = None  # the last one printed

    def begin(self, status: str) -> None:
        super().begin(status)
        self._heading = None

    def add(self, event: Event) -> None:
        before, resolved = dict(self._told.lines), self._told.resolved
        super().add(event)
        if self._told.resolved != resolved:
            self.print(answer_view.show_resolved(self._told.resolved))
        after = self._told.lines
        for number, part in after.items():
            if not isinstance(part, str) and before.get(number) != part:
                shown = answer_view.show_statements([part])
                is_same = part.section is not None and part.section == self._heading
                self.print(*shown[1:] if is_same else shown)
                self._heading = part.section
        for number in before.keys() - after.keys():
            gone = before[number]
            if not isinstance(gone, str):
                self.print(paragraph(f"Withdrawn: {gone.text}"))

    async def refresh(self) -> None:
        """Print the status once if the answer takes long."""
        await asyncio.sleep(SECONDS_OF_SILENCE)
        if not self._told.lines:
            self.print(paragraph(self._told.status))

    def end(self) -> None:
        answer = self._told.answer
        if answer is None:
            said = texts_of(self._told.checked)
            self.print(*answer_view.show_citations(self._told.citations, True, said))
            return
        if answer.resolved == self._told.resolved:
            answer = answer.model_copy(update={"resolved": None})
        is_told = texts_of(self._told.checked) == texts_of(answer.statements)
        show = answer_view.show_below if is_told and answer.answered else answer_view.show_answer
        self.print(*show(answer, True, HOW))


class PipeView(View):
    """Prints answers as `assistant ask` does on standard output, notes and errors on the other."""

    def __init__(self) -> None:
        super().__init__(literal_console(width=WIDTH))
        self._is_first = True

    def end(self) -> None:
        if self._told.answer is not None:
            shown = render_answer(self._told.answer, HOW)
            print("" if self._is_first else "\n", shown, sep="", flush=True)
            self._is_first = False

    def note(self, text: str) -> None:
        print(clean(text), file=sys.stderr)

    def fail(self, text: str) -> None:
        print(f"assistant: {clean(text)}", file=sys.stderr)
