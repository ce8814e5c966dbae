"""Chat models by name, and what their errors mean to a person.

A name is `provider:model` as LangChain's `init_chat_model` takes it. `openai:` is OpenAI or, with a
base URL, any server that speaks its protocol.
"""

import os
from typing import TYPE_CHECKING, Any

from assistant.llm.model_parameters import family_of
from assistant.schema.draft import DraftError
from index.errors import ArchiveError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

DEFAULT = "openai:gpt-5-mini"
# What clients raise for a reply that came and is of no use; anything else is no reply.
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
    """The language model could not be asked; the text says why and what to do, in one line."""


def model_name(chosen: str | None) -> str | None:
    """The chosen model's name, else the default where there is a key for it, else None."""
    if chosen == "none":
        return None
    return chosen or (DEFAULT if os.environ.get("OPENAI_API_KEY") else None)


def load_model(name: str, base_url: str | None, timeout: float) -> "BaseChatModel":
    """The chat model of that name; raises `ModelError` where it cannot be had."""
    from langchain.chat_models import init_chat_model

    provider, colon, _ = name.partition(":")
    if not colon:
        raise ModelError(f"{name!r} names no provider; write it as in {DEFAULT}")
    options: dict[str, Any] = {"timeout": timeout, "max_retries": 2, **family_of(name).options}
    if provider == "openai":
        options["stream_usage"] = True  # or the tokens of a streamed reply are not told
        # It waits by asyncio.wait_for, which before Python 3.12 may swallow a cancellation
        # (python/cpython#86296); `timeout` guards every wait for the server all the same.
        options["stream_chunk_timeout"] = None
    if base_url:
        options["base_url"] = base_url
    if base_url and provider == "openai":
        # A server of one's own wants no key, but the client wants one.
        options["api_key"] = os.environ.get("OPENAI_API_KEY") or "none"
    elif provider == "openai" and not os.environ.get("OPENAI_API_KEY"):
        raise ModelError(f"{name} needs a key: set OPENAI_API_KEY, or ASSISTANT_LLM=none to quote")
    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except ImportError as error:
        raise ModelError(f"{name} needs a package: pip install langchain-{provider}") from error
    except Exception as error:  # each provider's client has errors of its own
        raise ModelError(f"no model {name!r} to be had: {_one_line(error)}") from error
    return model


def check_model(name: str, base_url: str | None, timeout: float) -> None:
    """Asks the server of a model whether it is there; no article is sent.

    Raises `ModelError` where the model cannot be had. Only servers that speak OpenAI's protocol can
    be asked for nothing; of others it is only seen that their package and key are there.
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
    """What an exception of a model's client means, in one line.

    A `ModelError` where the server gave no reply; a `DraftError` where it gave one that its client
    could not read.
    """
    status = getattr(error, "status_code", None)
    kind = type(error).__name__
    if status in (401, 403):
        what = "the server refuses the API key; check OPENAI_API_KEY"
    elif status == 404:
        what = "the server has no such model; check ASSISTANT_LLM"
    elif "Timeout" in kind:
        what = "the server did not answer in time; try again, or raise ASSISTANT_TIMEOUT"
    elif "Connection" in kind or "Connect" in kind:
        what = "the server cannot be reached; check the network and ASSISTANT_BASE_URL"
    elif status:
        what = f"the server answered {status}: {_one_line(error)}"
    elif any(kind == unreadable for unreadable in _UNREADABLE):
        return DraftError(f"the model's reply cannot be read ({_one_line(error)})")
    else:
        what = f"the model could not be asked: {_one_line(error)}"
    return ModelError(f"{name}: {what}")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
