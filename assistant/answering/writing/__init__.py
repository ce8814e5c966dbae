"""Writing with a language model: evidence first, then words, streamed and read as they come.

Whether the evidence answers at all is asked apart, before anything is written. The ids of this
evidence are an enum in the schema and stand before the text of a statement: a model that names its
evidence before it writes cites far better than one that writes first.
"""

from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import aclosing, closing
from dataclasses import replace

from langchain_core.language_models import BaseChatModel

from assistant.answering.draft import Draft
from assistant.answering.evidence import EvidenceSentence
from assistant.answering.writing import asking_whether
from assistant.answering.writing.attempt import Attempt
from assistant.answering.writing.modes import Memory
from assistant.answering.writing.replying import refuse
from assistant.answering.writing.streaming import apieces_of, pieces_of
from assistant.models.prices import dollars


class ModelWriter:
    """A LangChain chat model that writes statements with the ids of their evidence.

    `base_url` is the address of its server where that is not its provider's; `ask_first` asks
    whether the evidence answers before it is written from.
    """

    is_model = True

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        base_url: str | None = None,
        *,
        ask_first: bool = True,
    ) -> None:
        self.name = name
        self.ask_first = ask_first
        self._model = model
        self._base_url = base_url
        self._memory = Memory(name, base_url)

    def drafts(
        self, question: str, evidence: Sequence[EvidenceSentence]
    ) -> Generator[Draft | None]:
        """The draft as the model writes it.

        A reply that cannot be read is asked for once more, with what was wrong; a mode that the
        model does not know gives way to the next. Raises `DraftError` and `ModelError`. Closing
        the iterator closes the connection.
        """
        verdict = asking_whether.UNASKED
        if self.ask_first:
            verdict = asking_whether.ask(self._model, self.name, question, evidence)
            if not verdict.answers:
                yield self._priced(_refused(verdict))
                return
        attempt = self._attempt(question, evidence, verdict)
        while attempt.goes_on:
            try:
                with closing(pieces_of(attempt.request(), attempt.messages)) as pieces:
                    for piece in pieces:
                        yield from attempt.take(piece)
                        if attempt.is_full:
                            break
                yield self._priced(attempt.finish())
            except Exception as error:  # each provider's client has errors of its own
                yield from attempt.fail(error)

    async def adrafts(
        self, question: str, evidence: Sequence[EvidenceSentence]
    ) -> AsyncGenerator[Draft | None]:
        """The same in an event loop; a cancelled task closes the connection."""
        verdict = asking_whether.UNASKED
        if self.ask_first:
            verdict = await asking_whether.aask(self._model, self.name, question, evidence)
            if not verdict.answers:
                yield self._priced(_refused(verdict))
                return
        attempt = self._attempt(question, evidence, verdict)
        while attempt.goes_on:
            try:
                async with aclosing(apieces_of(attempt.request(), attempt.messages)) as pieces:
                    async for piece in pieces:
                        for draft in attempt.take(piece):
                            yield draft
                        if attempt.is_full:
                            break
                yield self._priced(attempt.finish())
            except Exception as error:
                for begun_again in attempt.fail(error):
                    yield begun_again

    def _attempt(
        self,
        question: str,
        evidence: Sequence[EvidenceSentence],
        verdict: asking_whether.Verdict,
    ) -> Attempt:
        return Attempt(self._model, self.name, self._memory, question, evidence, verdict.usage)

    def _priced(self, draft: Draft) -> Draft:
        spent = dollars(self.name, draft.usage, self._base_url)
        return draft if spent is None else replace(draft, usage=draft.usage | {"dollars": spent})


def _refused(verdict: asking_whether.Verdict) -> Draft:
    return replace(refuse("another-fact"), usage=dict(verdict.usage))
