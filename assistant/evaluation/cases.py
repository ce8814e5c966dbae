"""A case: a question of a dataset with the answer that it got, and which citations are right."""

from dataclasses import dataclass

from assistant.answering.answer import Answer, Citation
from assistant.evaluation.dataset import Question
from index.catalog import Catalogue


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Where a gold sentence stands: its article and its code points."""

    article: str
    start: int
    end: int

    def matches(self, citation: Citation) -> bool:
        """Do the two overlap by at least half of the shorter?"""
        if citation.article.id != self.article:
            return False
        overlap = min(self.end, citation.end) - max(self.start, citation.start)
        return 2 * overlap >= min(self.end - self.start, citation.end - citation.start)


@dataclass(frozen=True, slots=True)
class Case:
    """One question, answered."""

    question: Question
    answer: Answer
    gold: tuple[GoldSpan, ...]

    @property
    def right_citations(self) -> int:
        """How many citations are gold."""
        return sum(any(g.matches(c) for g in self.gold) for c in self.answer.citations)

    @property
    def found_gold(self) -> int:
        """How many gold sentences are cited."""
        return sum(any(g.matches(c) for c in self.answer.citations) for g in self.gold)


def gold_spans(question: Question, catalogue: Catalogue) -> tuple[GoldSpan, ...]:
    """The gold sentences of `question` in the articles as they are stored, any version of them."""
    spans = []
    for gold in question.gold:
        current = catalogue.article(gold.article)
        for version in range(current.version if current else 0, 0, -1):
            article = catalogue.article(gold.article, version)
            start = article.text.find(gold.quote) if article else -1
            if start >= 0:
                spans.append(GoldSpan(gold.article, start, start + len(gold.quote)))
                break
    return tuple(spans)
