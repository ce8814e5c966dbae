"""The chat model as judge: one request a statement, answered in a word."""

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
    """A LangChain chat model; `base_url` is its server's, where that is not its provider's."""

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
        """The same, for one answer."""
        return type(self)(self._model, self._name, self._base_url, meter)

    def judge(self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()) -> bool:
        """Whether the model's last word on it is that they do."""
        words = _words(statement, sentences, context)
        return _is_supported(ask(self._model, self._allowed(words), _PROMPT, words))

    async def ajudge(
        self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()
    ) -> bool:
        """The same in an event loop; a cancelled task closes the connection."""
        words = _words(statement, sentences, context)
        return _is_supported(await aask(self._model, self._allowed(words), _PROMPT, words))

    def _allowed(self, words: str) -> Account:
        """Who is told of the request; what was written may still be replaced by quotations."""
        account = (self._meter or Meter()).account(self._name, self._base_url)
        try:
            account.allow_concurrent(words)
        except BudgetError as refused:
            raise DraftError("to have its statements judged may cost too much") from refused
        return account


def _words(statement: str, sentences: Sequence[str], context: Sequence[str]) -> str:
    """What the model is asked: every text in a line of its own, so that none can pass for ours."""
    return prompts.load(_PROMPT).substitute(
        statement=shown(statement),
        sentences="\n".join(f"- {shown(sentence)}" for sentence in sentences),
        context="\n".join(f"- {shown(said)}" for said in context) or "- (nothing)",
    )


def _is_supported(reply: str) -> bool:
    """No verdict is no support: what is shown must have been found to be so.

    >>> _is_supported("**Supported.**"), _is_supported("It is not supported."), _is_supported("Hm")
    (True, False, False)
    """
    found = _VERDICT.findall(reply)
    return bool(found) and found[-1].lower() == "supported"
