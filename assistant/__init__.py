"""Ask questions about an archive of news articles; answers cite exact sentences.

>>> from assistant import ask
>>> answer = ask("Who is repairing the Halden Narrows Bridge?")  # doctest: +SKIP

Heavy dependencies (Chroma, onnxruntime, LangChain) are imported when first needed.
"""

from typing import TYPE_CHECKING, Any

from assistant.schema.renderers import Renderers, register

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.history.record import Record
    from assistant.llm.meter import BudgetError
    from assistant.notebook.ask import aask, ask
    from assistant.schema.answer import Abstention, Answer, Citation, Statement
    from assistant.schema.timeline import Timeline
    from assistant.verification import check

__all__ = [
    "Abstention",
    "Answer",
    "Assistant",
    "BudgetError",
    "Citation",
    "Record",
    "Statement",
    "Timeline",
    "aask",
    "ask",
    "check",
]

_HOMES = {
    "Abstention": "assistant.schema.answer",
    "Answer": "assistant.schema.answer",
    "Assistant": "assistant.assistant",
    "BudgetError": "assistant.llm.meter",
    "Citation": "assistant.schema.answer",
    "Record": "assistant.history.record",
    "Statement": "assistant.schema.answer",
    "Timeline": "assistant.schema.timeline",
    "aask": "assistant.notebook.ask",
    "ask": "assistant.notebook.ask",
    "check": "assistant.verification",
}


def _load_renderers() -> Renderers:
    from assistant.render import exports

    return exports


register(_load_renderers)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(shell: Any) -> None:
    """Register the magics %ask and %%ask, for `%load_ext assistant`."""
    from assistant.notebook.magics import ask_magic, keep_question_marks

    shell.register_magic_function(ask_magic, "line_cell", "ask")
    if keep_question_marks not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(keep_question_marks)
