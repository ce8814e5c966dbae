"""What a judge is asked: a statement, the sentences it cites, and what is known before them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from assistant.llm.meter import Meter


class Judge(Protocol):
    """Says whether sentences bear a statement out.

    `context` (title, source and day of their articles, what stands before them) says only who and
    what is meant in them.
    """

    def paid_by(self, meter: "Meter") -> Self:
        """The same, for one answer."""
        ...

    def judge(self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()) -> bool:
        """Whether they do.

        Raises `ModelError` where a model cannot be asked, `DraftError` where its verdict would cost
        too much.
        """
        ...

    async def ajudge(
        self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()
    ) -> bool:
        """The same for code that runs in an event loop, which goes on meanwhile."""
        ...
