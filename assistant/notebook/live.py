"""An output of a cell that shows an answer while it is written.

A cell shows its last expression. If that is the answer, the output is emptied in the end, so that
the answer appears once; if the answer was only assigned to a name, the output stays.
"""

import sys
import threading
import time
from typing import Any

from assistant.render.html import live_as_html
from assistant.render.live_answer import LiveAnswer
from assistant.schema.events import Event

EVERY = 0.1  # seconds between two drafts: front ends draw each from scratch


class Live:
    """An output of the running cell; `begin` creates one if possible."""

    def __init__(self, shell: Any) -> None:
        import IPython.display

        notebook: Any = IPython.display
        self._shell = shell
        self._answer_so_far = LiveAnswer()
        self._drawn = 0.0
        self._output = notebook.display(self._draft(), raw=True, display_id=True)

    def add(self, event: Event) -> None:
        """Take an event; draw the draft at most every `EVERY` seconds, and at last the answer.

        The answer takes the draft's place until the cell shows it.
        """
        self._answer_so_far.take(event)
        if answer := self._answer_so_far.answer:
            self._output.update(answer)
            self._shell.events.register("post_run_cell", self._once)
        elif time.monotonic() - self._drawn >= EVERY:
            self._output.update(self._draft(), raw=True)
            self._drawn = time.monotonic()

    def __enter__(self) -> None:
        """Watch for an end without an answer."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Remove the draft after an error, an interrupt or a cancellation: it is not checked."""
        if kind is not None:
            self._output.update({"text/plain": "Stopped."}, raw=True)

    def _once(self, ran: Any) -> None:
        self._shell.events.unregister("post_run_cell", self._once)
        if ran is not None and ran.result is self._answer_so_far.answer:
            self._output.update({"text/plain": "", "text/html": ""}, raw=True)

    def _draft(self) -> dict[str, str]:
        draft = self._answer_so_far
        return {"text/plain": draft.in_markdown(), "text/html": live_as_html(draft)}


def begin() -> Live | None:
    """An output of the running cell; None outside the main thread of a notebook's kernel.

    Output of another thread would appear in whichever cell runs at that moment.
    """
    if "IPython" not in sys.modules or threading.current_thread() is not threading.main_thread():
        return None
    from IPython import get_ipython

    shell = get_ipython()
    return Live(shell) if getattr(shell, "kernel", None) is not None else None
