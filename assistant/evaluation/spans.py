"""Spans in articles, and when two of them count as the same."""

from dataclasses import dataclass
from typing import Self

from assistant.schema.answer import Citation
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
        """These code points of `article`."""
        return cls(article.id, article.version, start, end)

    @classmethod
    def cited(cls, citation: Citation) -> Self:
        """The place of a citation."""
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
