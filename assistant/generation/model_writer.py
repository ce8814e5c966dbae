"""Writing with a language model: evidence first, then words, streamed and read as they come.

Whether the evidence answers at all is asked apart, before anything is written. The ids of this
evidence are an enum in the schema and stand before the text of a statement: a model that names its
evidence before it writes cites far better than one that writes first.
"""

import asyncio
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import aclosing, closing

from langchain_core.language_models import BaseChatModel

from assistant.generation import answerability
from assistant.generation.answerability_check import Doubter, refusal_of
from assistant.generation.attempt import Attempt, first_request
from assistant.generation.model_stream import apieces_of, pieces_of
from assistant.generation.structured_output import ModeMemory
from assistant.llm.meter import Account, Meter
from assistant.schema.draft import Draft
from assistant.schema.evidence import EvidenceSentence


class ModelWriter:
    """A LangChain chat model that writes statements with the ids of their evidence.

    `base_url` is the address of its server where that is not its provider's; `ask_first` asks
    whether the evidence answers before it is written from; a `doubter` is asked where the model's
    yes to that is not a sure one.
    """

    is_model = True

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        base_url: str | None = None,
        *,
        ask_first: bool = True,
        doubter: Doubter | None = None,
    ) -> None:
        self.name = name
        self.ask_first = ask_first
        self._doubter = doubter
        self._model = model
        self._base_url = base_url
        self._memory = ModeMemory(name, base_url)

    def drafts(
        self, question: str, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> Generator[Draft | None]:
        """The draft as the model writes it.

        A reply that cannot be read is asked for once more, with what was wrong; a mode that the
        model does not know gives way to the next. Raises `DraftError`, `ModelError` and, before
        anything is sent, `BudgetError`. Closing the iterator closes the connection.
        """
        account = meter.account(self.name, self._base_url)
        first = self._first(question, evidence)
        account.allow(*first, first_request(question, evidence))
        for words in first:
            verdict = answerability.ask(self._model, self.name, words)
            _note(verdict, account)
            if refusal := refusal_of(verdict, self._doubter, question, evidence):
                yield refusal
                return
        attempt = Attempt(self._model, self._memory, question, evidence, account)
        while attempt.goes_on:
            try:
                with attempt, closing(pieces_of(attempt.request(), attempt.messages)) as pieces:
                    for piece in pieces:
                        yield from attempt.take(piece)
                        if attempt.is_full:
                            break
                yield attempt.finish()
            except Exception as error:  # each provider's client has errors of its own
                yield from attempt.fail(error)

    async def adrafts(
        self, question: str, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> AsyncGenerator[Draft | None]:
        """The same in an event loop; a cancelled task closes the connection."""
        account = meter.account(self.name, self._base_url)
        first = self._first(question, evidence)
        await asyncio.to_thread(account.allow, *first, first_request(question, evidence))
        for words in first:
            verdict = await answerability.aask(self._model, self.name, words)
            _note(verdict, account)
            weighed = asyncio.to_thread(refusal_of, verdict, self._doubter, question, evidence)
            if refusal := await weighed:
                yield refusal
                return
        attempt = Attempt(self._model, self._memory, question, evidence, account)
        while attempt.goes_on:
            try:
                async with aclosing(apieces_of(attempt.request(), attempt.messages)) as pieces:
                    with attempt:
                        async for piece in pieces:
                            for draft in attempt.take(piece):
                                yield draft
                            if attempt.is_full:
                                break
                yield attempt.finish()
            except Exception as error:
                for begun_again in attempt.fail(error):
                    yield begun_again

    def _first(self, question: str, evidence: Sequence[EvidenceSentence]) -> tuple[str, ...]:
        """What is asked before anything is written: whether the evidence answers, or nothing."""
        return (answerability.words_for(question, evidence),) if self.ask_first else ()


def _note(verdict: answerability.Verdict, account: Account) -> None:
    """Tells what the verdict has cost."""
    account.note([answerability.PROMPT], verdict.said, verdict.usage)
