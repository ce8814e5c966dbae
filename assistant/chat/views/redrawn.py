"""A view that redraws an answer as it changes, for terminals that can move the cursor."""

import asyncio

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from assistant.chat.input import PROMPT
from assistant.chat.views import HOW, View
from assistant.render.answer_view import show_answer, show_citations, show_resolved, show_statements
from assistant.render.escape import clean
from assistant.render.paragraphs import FAINT, STRONG, HangingIndent, Last, lines_of, paragraph
from assistant.render.sections import texts_of
from assistant.schema.events import Event

_SECONDS_A_FRAME = 0.08


class LiveView(View):
    """Shows words as they arrive and removes those that are withdrawn.

    A resized terminal moves what was drawn, so the screen is cleared and printed again.
    """

    can_redraw = True

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._is_drawn = False
        self._printed: list[RenderableType] = []
        self._live: Live | None = None
        self._size = console.size

    def begin(self, status: str) -> None:
        super().begin(status)
        self._is_drawn = False
        self._size = self.console.size
        self._start()

    def add(self, event: Event) -> None:
        super().add(event)
        self._is_drawn = False

    async def refresh(self) -> None:
        """Draw changes about twelve times a second until cancelled."""
        while True:
            self.draw()
            await asyncio.sleep(_SECONDS_A_FRAME)

    def draw(self) -> None:
        """Draw if anything has changed."""
        if self._live is None:
            return
        if self.console.size != self._size:
            self._redraw_screen()
        if not self._is_drawn:
            self._live.update(self._seen(), refresh=True)
            self._is_drawn = True

    def end(self) -> None:
        self.draw()
        self._stop()
        answer = self._told.answer
        if answer is None:
            checked = self._told.checked
            cited = show_citations(self._told.citations, False, texts_of(checked))
            self.print(*show_statements(checked), *cited)
        else:
            self.print(*show_answer(answer, False, HOW))

    def print(self, *shown: RenderableType) -> None:
        self._remember(*shown)
        super().print(*shown)

    def typed(self, line: str) -> None:
        self._remember(Text(""), HangingIndent(PROMPT, Text(clean(line)), STRONG))

    def _remember(self, *shown: RenderableType) -> None:
        self._printed = [*self._printed, *shown][-self.console.size.height * 2 :]

    def _seen(self) -> Last:
        told = self._told
        above: list[RenderableType] = [show_resolved(told.resolved)] if told.resolved else []
        if not told.lines:
            return Last([*above, paragraph(told.status, FAINT)])
        above += show_statements(told.statements)
        whole = above + show_citations(told.citations, False, texts_of(told.checked))
        fits = len(lines_of(self.console, whole)) < self.console.size.height
        return Last(whole if fits else above)

    def _redraw_screen(self) -> None:
        self._stop()
        self._size = self.console.size
        self.console.clear()
        room = self._size.height - len(lines_of(self.console, [self._seen()])) - 1
        for line in lines_of(self.console, self._printed)[-room:] if room > 0 else ():
            self.console.print(Text.assemble(*((s.text, s.style or "") for s in line)), end="\n")
        self._start()
        self._is_drawn = False

    def _start(self) -> None:
        self._live = Live(
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
