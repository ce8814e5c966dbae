"""Gold quotes: where they are in an archive, and when a place counts as the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from assistant.evaluation.dataset import Gold, Question
from assistant.schema.answer import Citation
from index.catalog.catalogue import Catalogue
from index.models import Article


@dataclass(frozen=True, slots=True)
class Place:
    """Code points `start` to `end` (exclusive) of one version of an article."""

    article: str
    version: int
    start: int
    end: int

    @classmethod
    def of(cls, article: Article, start: int, end: int) -> Self:
        return cls(article.id, article.version, start, end)

    @classmethod
    def cited(cls, citation: Citation) -> Self:
        return cls(citation.article.id, citation.article.version, citation.start, citation.end)

    def matches(self, other: "Place") -> bool:
        """Whether the two overlap by at least half of the shorter."""
        if (self.article, self.version) != (other.article, other.version):
            return False
        overlap = min(self.end, other.end) - max(self.start, other.start)
        return overlap > 0 and 2 * overlap >= min(self.end - self.start, other.end - other.start)


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """The places of a gold quote: several if it is repeated, none if it was not found."""

    article: str
    places: tuple[Place, ...]

    def matches(self, other: Place) -> bool:
        """Whether `other` contains this sentence, or most of it."""
        return any(place.matches(other) for place in self.places)


def gold_sentences(question: Question, catalogue: Catalogue) -> tuple[GoldSentence, ...]:
    """The gold sentences of `question`, each in the newest version of its article that has it."""
    return tuple(GoldSentence(gold.article, _places(gold, catalogue)) for gold in question.wanted)


def count_relevant_chunks(gold: Sequence[GoldSentence], catalogue: Catalogue) -> int:
    """How many chunks of the archive hold a gold sentence."""
    chunks = [
        Place(article, version, start, end)
        for article in {sentence.article for sentence in gold}
        for version, start, end in catalogue.chunk_spans(article)
    ]
    return sum(any(sentence.matches(chunk) for sentence in gold) for chunk in chunks)


def _places(gold: Gold, catalogue: Catalogue) -> tuple[Place, ...]:
    current = catalogue.article(gold.article)
    for version in range(current.version if current else 0, 0, -1):
        article = catalogue.article(gold.article, version)
        if article and (found := _find(gold.quote, article.text)):
            return tuple(Place.of(article, start, end) for start, end in found)
    return ()


def _find(quote: str, text: str) -> list[tuple[int, int]]:
    """Every occurrence of `quote`; white space may differ, since readers normalise it."""
    words = quote.split()
    if not words:
        return []
    pattern = r"\s+".join(map(re.escape, words))
    return [found.span() for found in re.finditer(pattern, text)]
