"""A writer: evidence to a draft, by a model, by quoting, or made beforehand."""

from collections.abc import AsyncGenerator, Generator, Sequence
from typing import Protocol

from assistant.llm.meter import Meter
from assistant.schema.draft import Draft
from assistant.schema.evidence import EvidenceSentence


class Writer(Protocol):
    """Evidence -> draft. `name` stands on the answer as its model."""

    name: str
    is_model: bool

    def drafts(
        self, question: str, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> Generator[Draft | None]:
        """The draft as it grows; the last one is whole.

        None takes back all that came before it: the writer begins again. What a model is asked goes
        by way of `meter`. Raises `DraftError` where no draft can be had, `ModelError` where a model
        cannot be asked, and `BudgetError` where it may not.
        """
        ...

    def adrafts(
        self, question: str, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> AsyncGenerator[Draft | None]:
        """The same for code that runs in an event loop."""
        ...


class Written:
    """A writer that has written already."""

    is_model = False

    def __init__(self, draft: Draft, name: str) -> None:
        self.name = name
        self._draft = draft

    def drafts(
        self, question: str, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> Generator[Draft | None]:
        """That draft."""
        yield self._draft

    async def adrafts(
        self, question: str, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> AsyncGenerator[Draft | None]:
        """That draft."""
        yield self._draft
