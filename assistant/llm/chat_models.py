"""Loads chat models by name, and explains their clients' errors in one line.

A name is `provider:model`, as for LangChain's `init_chat_model`. `openai:` is OpenAI or, with a
base URL, any server with an OpenAI-compatible API.
"""

import importlib
import os
from typing import TYPE_CHECKING, Any, cast

from assistant.llm.model_parameters import family_of
from assistant.schema.draft import DraftError
from index.errors import ArchiveError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

DEFAULT = "openai:gpt-5-mini"
_FAST = {
    "openai": "openai:gpt-5-nano",
    "anthropic": "anthropic:claude-haiku-4-5",
    "google_genai": "google_genai:gemini-2.5-flash-lite",
    "mistralai": "mistralai:mistral-small-latest",
}
_KEYS = {"google_genai": "GOOGLE_API_KEY", "mistralai": "MISTRAL_API_KEY"}
# Raised by clients for a reply that arrived but cannot be used; any other error means no reply.
_UNREADABLE = (
    "ContentFilterFinishReasonError",
    "JSONDecodeError",
    "LengthFinishReasonError",
    "OpenAIRefusalError",
    "OutputParserException",
    "ValidationError",
)
NO_MODEL = (
    "No language model is configured: quoting the sources. Set OPENAI_API_KEY or ASSISTANT_LLM."
)


class ModelError(ArchiveError):
    """A request to the language model failed; the text says why and what to do, in one line."""


def model_name(chosen: str | None) -> str | None:
    """The chosen model's name; else the default if its API key is set, else None."""
    if chosen == "none":
        return None
    return chosen or (DEFAULT if os.environ.get("OPENAI_API_KEY") else None)


def fast_name(name: str, chosen: str | None, base_url: str | None) -> str:
    """The model that plans and judges: the chosen one, else a small one of the same provider.

    With a `base_url` it is `name` itself: which other models the server has is unknown.
    """
    provider = name.partition(":")[0]
    return chosen or (name if base_url else _FAST.get(provider, name))


_given: dict[str, "BaseChatModel"] = {}


def name_of(llm: "str | BaseChatModel") -> str:
    """The name of a chat model; one that a user made is remembered under it."""
    if isinstance(llm, str):
        return llm
    known = next((name for name, model in _given.items() if model is llm), None)
    name = known or f"langchain:{type(llm).__name__}-{len(_given) + 1}"
    _given[name] = llm
    return name


def load_model(
    name: str, base_url: str | None, timeout: float, retries: int = 2
) -> "BaseChatModel":
    """The chat model of that name; raises `ModelError` if it cannot be loaded."""
    if name in _given:
        return _given[name]
    provider, colon, model = name.partition(":")
    if not colon:
        raise ModelError(f"model {name!r} has no provider; write it as provider:model ({DEFAULT})")
    options: dict[str, Any] = {"timeout": timeout, "max_retries": retries} | family_of(name).options
    if provider == "openai":
        options["stream_usage"] = True  # without it a streamed reply has no token counts
        # It uses asyncio.wait_for, which before Python 3.12 may swallow a cancellation
        # (python/cpython#86296); `timeout` still limits every wait for the server.
        options["stream_chunk_timeout"] = None
        # OpenAI's client looks for httpx in `sys.modules` before each request. There it is half
        # loaded while Chroma imports it in another thread, and the request would fail.
        importlib.import_module("httpx")
    if base_url:
        options["base_url"] = base_url
    if base_url and provider == "openai":
        # Self-hosted servers need no key, but the client does.
        options["api_key"] = os.environ.get("OPENAI_API_KEY") or "none"
    elif provider == "openai" and not os.environ.get("OPENAI_API_KEY"):
        raise ModelError(f"{name} needs a key: set OPENAI_API_KEY, or ASSISTANT_LLM=none to quote")
    try:
        if provider == "openai":
            from assistant.llm.openai_chat import RefusalChatOpenAI

            return RefusalChatOpenAI(model=model, **options)
        from langchain.chat_models import init_chat_model

        return cast("BaseChatModel", init_chat_model(model, model_provider=provider, **options))
    except ImportError as error:
        raise ModelError(f"{name} needs a package: pip install langchain-{provider}") from error
    except Exception as error:  # each provider's client has its own errors
        raise ModelError(f"cannot load model {name!r}: {_one_line(error)}") from error


def check_model(name: str, base_url: str | None, timeout: float) -> None:
    """Checks that a model's server can be reached; sends no article.

    Raises `ModelError` if the model cannot be used. Only OpenAI-compatible servers can be reached
    free of charge; for others only the package and the key are checked.
    """
    load_model(name, base_url, timeout)
    provider, _, model = name.partition(":")
    if provider != "openai":
        return
    import openai

    key = os.environ.get("OPENAI_API_KEY") or "none"
    try:
        with openai.OpenAI(
            api_key=key, base_url=base_url, timeout=timeout, max_retries=0
        ) as client:
            known = [item.id for item in client.models.list()]
    except openai.OpenAIError as error:
        raise explain(error, name) from error
    if known and model not in known and not base_url:
        raise ModelError(f"{name}: the server has no such model; check ASSISTANT_LLM")


def explain(error: Exception, name: str) -> Exception:
    """Turns an exception of a model's client into one with a one-line explanation.

    A `ModelError` if the server gave no reply; a `DraftError` if its client could not parse the
    reply.
    """
    status = getattr(error, "status_code", None)
    kind = type(error).__name__
    if status in (401, 403):
        what = f"the server refuses the API key; set {_key_of(name)} to a valid one"
    elif status == 404:
        what = "the server has no such model; check ASSISTANT_LLM"
    elif "Timeout" in kind:
        what = "the server did not answer in time; try again, or raise ASSISTANT_TIMEOUT"
    elif "Connection" in kind or "Connect" in kind:
        what = "the server cannot be reached; check the network and ASSISTANT_BASE_URL"
    elif status:
        what = f"the server answered {status}: {_one_line(error)}"
    elif kind in _UNREADABLE:
        return DraftError(f"the model's reply cannot be read ({_one_line(error)})")
    else:
        what = f"the request failed: {_one_line(error)}"
    return ModelError(f"{name}: {what}")


def _key_of(name: str) -> str:
    """The environment variable of a provider's key."""
    provider = name.partition(":")[0]
    return _KEYS.get(provider, f"{provider.upper()}_API_KEY")


def _one_line(error: Exception) -> str:
    first = str(error).strip().partition("\n\n")[0]  # LangChain lists all its providers below
    return " ".join(first.split())[:200]
