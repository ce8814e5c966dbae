"""`ask` and `aask` for the archive in the settings, opened once per process.

In a notebook they also show the answer while it is written.
"""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.assistant import Assistant
from assistant.llm.chat_models import model_name
from assistant.schema.answer import Answer
from assistant.schema.events import aanswer_of, answer_of
from assistant.schema.question import Moment
from assistant.settings import load_settings

if TYPE_CHECKING:
    from assistant.notebook.live import Live

_default: tuple[object, Assistant] | None = None
_lock = threading.Lock()


def ask(
    question: str,
    *,
    sources: str | Sequence[str] | None = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Moment = None,
) -> Answer:
    """`Assistant.ask` for the default archive; works in scripts, notebooks and threads."""
    assistant = default_assistant()
    scope: dict[str, Any] = {"sources": sources, "since": since, "until": until, "as_of": as_of}
    live = _live(assistant)
    if live is None:
        return assistant.ask(question, **scope)
    with live:
        return answer_of(assistant.stream(question, **scope), live.add)


async def aask(question: str, **scope: Any) -> Answer:
    """`ask` for code that runs in an event loop; cancelling it leaves nothing running."""
    assistant = default_assistant()
    live = _live(assistant)
    if live is None:
        return await assistant.aask(question, **scope)
    with live:
        return await aanswer_of(assistant.astream(question, **scope), live.add)


def default_assistant() -> Assistant:
    """The assistant for the archive in the current settings."""
    global _default
    with _lock:
        settings = load_settings()
        wanted = (settings, model_name(settings.llm))
        if _default is None or _default[0] != wanted:
            _default = (wanted, Assistant())
        return _default[1]


def _live(assistant: Assistant) -> "Live | None":
    """The output that shows the answer; None without a chat model, as quotations come at once."""
    if model_name(assistant.settings.llm) is None:
        return None
    from assistant.notebook.live import begin

    return begin()
