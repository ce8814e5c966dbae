"""An answer as it comes, in a cell's output that is written over; and once only in the end.

A cell shows its last expression. Where that is the answer which its output already shows, that one
is emptied; where it was only given a name, the output stays.
"""

import sys
import threading
import time
from typing import Any

from assistant.render.html import live_as_html
from assistant.render.live_answer import LiveAnswer
from assistant.schema.answer import Answer
from assistant.schema.events import Event

EVERY = 0.1  # seconds between two drafts; front ends draw each from scratch


class Live:
    """One output of the running cell; use `begin` to have one where there can be one."""

    def __init__(self, shell: Any) -> None:
        import IPython.display

        notebook: Any = IPython.display
        self._shell = shell
        self._answer_so_far = LiveAnswer()
        self._drawn = 0.0
        self._answer: Answer | None = None
        self._output = notebook.display(self._draft(), raw=True, display_id=True)

    def tell(self, event: Event) -> None:
        """Takes the event; draws the draft where some time has gone since the last one."""
        self._answer_so_far.take(event)
        if time.monotonic() - self._drawn >= EVERY:
            self._output.update(self._draft(), raw=True)
            self._drawn = time.monotonic()

    def end(self, answer: Answer) -> None:
        """The answer takes the draft's place, until the cell shows it itself."""
        self._answer = answer
        self._output.update(answer)
        self._shell.events.register("post_run_cell", self._once)

    def stop(self) -> None:
        """No word stays that was not checked."""
        self._output.update({"text/plain": "Stopped."}, raw=True)

    def _once(self, ran: Any) -> None:
        self._shell.events.unregister("post_run_cell", self._once)
        if ran is not None and ran.result is self._answer:
            self._output.update({"text/plain": "", "text/html": ""}, raw=True)

    def _draft(self) -> dict[str, str]:
        draft = self._answer_so_far
        return {"text/plain": draft.in_markdown(), "text/html": live_as_html(draft)}


def begin() -> Live | None:
    """An output of the cell that runs, in a notebook's kernel; None in any other place.

    Another thread's output would end up in whatever cell runs by then.
    """
    if "IPython" not in sys.modules or threading.current_thread() is not threading.main_thread():
        return None
    from IPython import get_ipython

    shell = get_ipython()
    return Live(shell) if getattr(shell, "kernel", None) is not None else None
