"""What a follow-up looks back at: earlier questions as they were understood, and what was cited."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.schema.query_plan import QueryPlan

Read = Callable[[str], QueryPlan]  # a question's times and sources, as retrieval reads them


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation.

    `question` is complete: a follow-up stands as it was resolved. `sentences` are those that were
    cited, or where nothing was (`answered` is False) the nearest coverage; `texts` the articles
    they stand in, `days` when these were published, in the same order.
    """

    question: str
    answered: bool = False
    sentences: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    days: tuple[date | None, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """The sentences that were cited."""
        return self.sentences if self.answered else ()
