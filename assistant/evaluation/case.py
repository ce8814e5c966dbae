"""A case: one question of a dataset with everything the assistant returned for it.

Figures are computed only from cases, so that a run can be saved, resumed and compared later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel

from assistant.evaluation.bootstrap import Score
from assistant.evaluation.dataset import Question
from assistant.evaluation.gold import GoldSentence, Place
from assistant.schema.answer import Answer

DEPTH = 10  # every metric's cut-off; the contract names them @10


@dataclass(frozen=True, slots=True)
class Ranking:
    """`found[i]` are the numbers of the gold sentences (or articles) in the item at rank i + 1.

    `wanted` counts them all; `relevant` counts the items of the archive that contain at least one:
    a gold sentence may be in two chunks, and a chunk may contain two.
    """

    found: tuple[frozenset[int], ...]
    relevant: int
    wanted: int

    @property
    def gains(self) -> list[bool]:
        """Whether each of the first `DEPTH` items is relevant."""
        return [bool(item) for item in self.found[:DEPTH]]

    @property
    def met(self) -> int:
        """How many gold sentences (or articles) the first `DEPTH` items contain."""
        return len(frozenset().union(*self.found[:DEPTH]))


class Found(BaseModel, frozen=True):
    """A retrieved chunk; the first few have the beginning of their text, for people to read."""

    place: Place
    title: str
    text: str = ""


class EvidenceRanks(BaseModel, frozen=True):
    """The number of sentences given to the writer, and the rank (from 1) of each gold one."""

    sentences: int
    ranks: list[int | None]


class Case(BaseModel, frozen=True):
    """One question of a run. Fields that were not evaluated are None."""

    question: Question
    gold: list[GoldSentence]
    relevant_chunks: int = 0
    chunks: list[Found] | None = None
    evidence: EvidenceRanks | None = None
    answer: Answer | None = None
    seconds: dict[str, float] = {}

    @cached_property
    def by_chunk(self) -> Ranking | None:
        """The chunks found, each with the gold sentences it holds; None if there was no search."""
        if self.chunks is None or not self.gold:
            return None
        found = tuple(self.matched(chunk.place) for chunk in self.chunks)
        return Ranking(found, relevant=self.relevant_chunks, wanted=len(self.gold))

    @cached_property
    def by_article(self) -> Ranking | None:
        """The articles found, in the order of their best chunks; None if there was no search."""
        if self.chunks is None or not self.gold:
            return None
        wanted = list(dict.fromkeys(sentence.article for sentence in self.gold))
        articles = dict.fromkeys(found.place.article for found in self.chunks)
        found = (frozenset({wanted.index(one)} if one in wanted else ()) for one in articles)
        return Ranking(tuple(found), relevant=len(wanted), wanted=len(wanted))

    @cached_property
    def cited(self) -> tuple[frozenset[int], ...]:
        """The gold sentences that each citation of the answer matches."""
        citations = self.answer.citations if self.answer else ()
        return tuple(self.matched(Place.cited(citation)) for citation in citations)

    def matched(self, place: Place) -> frozenset[int]:
        """The numbers of the gold sentences at `place`."""
        return frozenset(n for n, sentence in enumerate(self.gold) if sentence.matches(place))


Metric = Callable[[Case], Score | None]  # None if the case is not eligible
