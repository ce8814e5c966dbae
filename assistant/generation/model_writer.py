"""Writes drafts with a language model, parsed while they are streamed.

A separate request first asks whether the evidence answers the question. The ids of the evidence are
an enum in the schema and come before the text of a statement: a model that names its evidence
before it writes cites far better than one that writes first.
"""

import asyncio
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import aclosing, closing

from langchain_core.language_models import BaseChatModel

from assistant.generation import answerability
from assistant.generation.answerability_check import Doubter, refusal_of
from assistant.generation.attempt import Attempt, first_request
from assistant.generation.model_stream import apieces_of, pieces_of
from assistant.llm.meter import Account, Meter
from assistant.llm.structured_output import ModeMemory
from assistant.schema.draft import Draft
from assistant.schema.evidence import EvidenceSentence


class ModelWriter:
    """Writes statements with the ids of their evidence, using a LangChain chat model.

    `base_url` is the address of its server if it is not the provider's. With `ask_first`, the model
    is first asked whether the evidence answers; the `doubter` is consulted if its yes is uncertain.
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
        """Yields the draft as the model writes it.

        After an unreadable reply it retries once, with the error; if the model does not support a
        mode, it tries the next. Raises `DraftError`, `ModelError` and, before anything is sent,
        `BudgetError`. Closing the iterator closes the connection.
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
            except Exception as error:  # each provider's client has its own errors
                yield from attempt.fail(error)

    async def adrafts(
        self, question: str, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> AsyncGenerator[Draft | None]:
        """`drafts` for an event loop; cancelling the task closes the connection."""
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
        """The prompts that are sent before writing: the answerability question, or none."""
        return (answerability.words_for(question, evidence),) if self.ask_first else ()


def _note(verdict: answerability.Verdict, account: Account) -> None:
    """Records the usage of the verdict."""
    account.note([answerability.PROMPT], verdict.said, verdict.usage)
