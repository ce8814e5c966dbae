"""One request to a chat model without streaming, recorded on the meter."""

from typing import TYPE_CHECKING

from assistant.llm import explain
from assistant.llm.meter import Account
from assistant.llm.tokens import counted, estimated

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage


def ask(model: "BaseChatModel", account: Account, prompt: str, words: str) -> str:
    """The reply to `words`, made from the prompt of that name; raises `ModelError`."""
    try:
        message = model.invoke(words)
    except Exception as error:  # each provider's client has its own errors
        raise explain(error, account.model) from error
    return _noted(account, prompt, words, message)


async def aask(model: "BaseChatModel", account: Account, prompt: str, words: str) -> str:
    """`ask` for an event loop; cancelling the task closes the connection."""
    try:
        message = await model.ainvoke(words)
    except Exception as error:
        raise explain(error, account.model) from error
    return _noted(account, prompt, words, message)


def _noted(account: Account, prompt: str, words: str, message: "AIMessage") -> str:
    usage = counted(message) or estimated(words, message.text)
    account.note([prompt], message.text, usage)
    return message.text
