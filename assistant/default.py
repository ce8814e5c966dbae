"""`ask` over the archive of the settings, opened once a process."""

import threading
from collections.abc import Sequence

from assistant.answering.answer import Answer
from assistant.assistant import Assistant
from assistant.models import model_name
from assistant.retrieval.scoping import Moment
from assistant.settings import load_settings

_default: tuple[object, Assistant] | None = None
_making = threading.Lock()


def ask(
    question: str,
    *,
    sources: str | Sequence[str] | None = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Moment = None,
) -> Answer:
    """`Assistant.ask` over the default archive; works in scripts, notebooks and threads."""
    global _default
    with _making:
        settings = load_settings()
        wanted = (settings, model_name(settings.llm))
        if _default is None or _default[0] != wanted:
            _default = (wanted, Assistant())
        assistant = _default[1]
    return assistant.ask(question, sources=sources, since=since, until=until, as_of=as_of)
