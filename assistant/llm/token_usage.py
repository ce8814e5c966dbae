"""Token usage: as the model's server counts it, else estimated with tiktoken and marked so."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

_COUNTED = ("input_tokens", "output_tokens", "total_tokens")


def counted(message: "AIMessage") -> dict[str, Any]:
    """The server's token counts for a reply, or for its last chunk; empty if there are none."""
    if message.usage_metadata:
        return {name: message.usage_metadata[name] for name in _COUNTED}  # type: ignore[literal-required]
    # LangChain 1.7 sets no usage metadata on a streamed reply with a schema.
    told = message.response_metadata.get("token_usage") or {}
    if not told:
        return {}
    given, taken = told.get("prompt_tokens", 0), told.get("completion_tokens", 0)
    return {"input_tokens": given, "output_tokens": taken, "total_tokens": given + taken}


def added(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The sum of two usages; `estimated` if either is."""
    if not one or not other:
        return dict(one or other)
    usage: dict[str, Any] = {name: one.get(name, 0) + other.get(name, 0) for name in _COUNTED}
    return usage | ({"estimated": True} if one.get("estimated") or other.get("estimated") else {})


def estimated(prompt: str, reply: str) -> dict[str, Any]:
    """The usage of a request without server counts, counted with cl100k_base."""
    from index.tokens import count_tokens  # loading its tables takes a while

    given, taken = count_tokens(prompt), count_tokens(reply)
    counted = {"input_tokens": given, "output_tokens": taken, "total_tokens": given + taken}
    return counted | {"estimated": True}
