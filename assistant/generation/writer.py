"""The interface of writers, which turn evidence into a draft."""

from collections.abc import AsyncGenerator, Generator, Sequence
from typing import Protocol

from assistant.llm.meter import Meter
from assistant.schema.draft import Draft
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.query_plan import QueryPlan


class Writer(Protocol):
    """Writes drafts from evidence. `name` becomes the answer's `model`."""

    name: str
    is_model: bool

    def drafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> Generator[Draft | None]:
        """Yields the draft as it grows; the last one is complete.

        None withdraws all drafts before it: the writer starts over. Requests to a model are
        recorded on `meter`. Raises `DraftError` if there is no usable draft, `ModelError` if a
        model cannot be reached, and `BudgetError` if a request may exceed the budget.
        """
        ...

    def adrafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> AsyncGenerator[Draft | None]:
        """`drafts` for an event loop."""
        ...


class Written:
    """A writer whose draft is already known."""

    is_model = False

    def __init__(self, draft: Draft, name: str) -> None:
        self.name = name
        self._draft = draft

    def drafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> Generator[Draft | None]:
        """That draft."""
        yield self._draft

    async def adrafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> AsyncGenerator[Draft | None]:
        """That draft."""
        yield self._draft
