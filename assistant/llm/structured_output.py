"""The three modes of getting structured output from a model, and which of them it supports.

A JSON schema if the server accepts one; a tool call; or plain text. The mode that worked is
remembered, so that unsupported ones are not tried again.
"""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel, LanguageModelInput
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

Mode = Literal["schema", "tool", "prose"]
MODES: tuple[Mode, ...] = get_args(Mode)

# HTTP statuses with which servers reject the form of a request.
_REJECTED = (400, 404, 415, 422, 500, 501)
_ABOUT = ("response_format", "json_schema", "schema", "tool", "function", "grammar", "structured")


def bind(
    model: "BaseChatModel", mode: Mode, schema: Mapping[str, Any], name: str = "answer"
) -> "Runnable[LanguageModelInput, AIMessage]":
    """Binds `model` to `mode`, so that its reply has that JSON schema if the mode enforces one.

    With a schema, `with_structured_output` of langchain-openai 1.7 reads streams with a client that
    raises for what servers really send (a null delta, no choices, a reply that is cut off). As a
    part of the body, the schema reaches the server and the reply is read as any other.
    """
    if mode == "schema":
        named = {"name": name, "schema": schema, "strict": True}
        response_format = {"type": "json_schema", "json_schema": named}
        return model.bind(extra_body={"response_format": response_format})
    if mode == "tool":
        tool = {"name": name, "description": "Gives the reply.", "parameters": schema}
        return model.bind_tools([{"type": "function", "function": tool}], tool_choice=name)
    return model


def cannot(error: Exception) -> bool:
    """Whether an error says that the model or its server does not support the mode."""
    if isinstance(error, NotImplementedError):
        return True
    status = getattr(error, "status_code", None)
    return status in _REJECTED and any(word in str(error).lower() for word in _ABOUT)


class ModeMemory:
    """The mode that worked for a model at an address, kept in the user's cache folder."""

    def __init__(self, name: str, base_url: str | None) -> None:
        digest = hashlib.sha256(f"{name}\0{base_url}".encode()).hexdigest()[:16]
        self._path = user_cache_path("news-archive-assistant") / "modes" / digest
        # Only OpenAI's protocol has schemas; elsewhere LangChain implements them with tools.
        self._best: Mode = "schema" if name.startswith("openai:") else "tool"

    def modes(self) -> tuple[Mode, ...]:
        """The modes to try, in order."""
        try:
            said = self._path.read_text(encoding="utf-8")
        except OSError:
            said = self._best
        return MODES[MODES.index(said) :] if said in MODES else MODES

    def remember(self, mode: Mode) -> None:
        """Remembers that `mode` worked; ignores a cache that cannot be written."""
        if mode == self.modes()[0]:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(mode, encoding="utf-8")
        except OSError:
            self._best = mode
