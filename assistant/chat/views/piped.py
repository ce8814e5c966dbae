"""A view for pipes: answers on standard output, notes and errors on standard error."""

import sys
from typing import TYPE_CHECKING

from rich.console import Console

from assistant.chat.views import HOW, View
from assistant.render.escape import clean

if TYPE_CHECKING:
    from assistant.schema.answer import Answer
    from assistant.schema.events import Event

_WIDTH = 88  # as in `assistant ask`


class PipeView(View):
    """Prints each answer as `assistant ask` does."""

    def __init__(self) -> None:
        super().__init__(Console(width=_WIDTH, highlight=False, markup=False, emoji=False))
        self._answer: Answer | None = None
        self._is_first = True

    def begin(self, status: str) -> None:
        self._answer = None

    def add(self, event: "Event") -> None:
        from assistant.schema.events import Done

        if isinstance(event, Done):
            self._answer = event.answer

    def end(self) -> None:
        if self._answer is not None:
            from assistant.render.text import render_answer

            shown = render_answer(self._answer, HOW)
            print("" if self._is_first else "\n", shown, sep="", flush=True)
            self._is_first = False

    def note(self, text: str) -> None:
        print(clean(text), file=sys.stderr)

    def fail(self, text: str) -> None:
        print(f"assistant: {clean(text)}", file=sys.stderr)
