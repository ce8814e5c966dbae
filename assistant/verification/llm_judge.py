"""The chat model as judge: one request per statement, answered with one word."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import prompts
from assistant.llm.evidence_prompt import shown
from assistant.llm.meter import Account, BudgetError, Meter
from assistant.llm.request import aask, ask
from assistant.schema.draft import DraftError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_PROMPT = "judge"
_VERDICT = re.compile(r"\b(unsupported|not supported|supported)\b", re.IGNORECASE)


class ChatJudge:
    """Judges with a LangChain chat model; `base_url` is set if it is not the provider's."""

    def __init__(
        self,
        model: "BaseChatModel",
        name: str,
        base_url: str | None = None,
        meter: Meter | None = None,
    ) -> None:
        self._model, self._name, self._base_url = model, name, base_url
        self._meter = meter

    def paid_by(self, meter: Meter) -> Self:
        """This judge, recording its requests on `meter`."""
        return type(self)(self._model, self._name, self._base_url, meter)

    def judge(self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()) -> bool:
        """Whether the model's last verdict is "supported"."""
        words = _words(statement, sentences, context)
        return _is_supported(ask(self._model, self._allowed(words), _PROMPT, words))

    async def ajudge(
        self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()
    ) -> bool:
        """`judge` for an event loop; cancelling the task closes the connection."""
        words = _words(statement, sentences, context)
        return _is_supported(await aask(self._model, self._allowed(words), _PROMPT, words))

    def _allowed(self, words: str) -> Account:
        """The account for the request; over budget, a `DraftError` lets quotations replace it."""
        account = (self._meter or Meter()).account(self._name, self._base_url)
        try:
            account.allow_concurrent(words)
        except BudgetError as refused:
            raise DraftError("judging its statements may exceed the budget") from refused
        return account


def _words(statement: str, sentences: Sequence[str], context: Sequence[str]) -> str:
    """The prompt: every text is on its own line, so that none can imitate the prompt's lines."""
    return prompts.load(_PROMPT).substitute(
        statement=shown(statement),
        sentences="\n".join(f"- {shown(sentence)}" for sentence in sentences),
        context="\n".join(f"- {shown(said)}" for said in context) or "- (nothing)",
    )


def _is_supported(reply: str) -> bool:
    """Whether the reply says "supported"; a reply without a verdict does not count.

    >>> _is_supported("**Supported.**"), _is_supported("It is not supported."), _is_supported("Hm")
    (True, False, False)
    """
    found = _VERDICT.findall(reply)
    return bool(found) and found[-1].lower() == "supported"
