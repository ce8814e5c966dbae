"""Evidence: the numbered sentences that a question is answered from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.schema.answer import Citation, CitedArticle, Shape, Unanswered
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.surroundings import surroundings_of
from assistant.text.links import link_to
from index.models import Article, Sentence


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence that an earlier answer of the conversation cited; `number` as below."""

    article: Article
    span: Sentence
    number: int


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence that may be cited: `number` is its index in the article, `hit` its chunk's rank.

    `score` and `cosine` come from the search that found its chunk, if any. A sentence that is
    `beside` was not found itself: it explains one that was.
    """

    id: str
    article: Article
    span: Sentence
    number: int
    hit: int
    score: float | None = None
    cosine: float = 0.0
    beside: bool = False

    @property
    def text(self) -> str:
        return self.article.text[self.span.start : self.span.end]

    def quote(self, heading: str = "") -> DraftStatement:
        """This sentence as a statement, in one line."""
        return DraftStatement((self.id,), " ".join(self.text.split()), heading)

    def citation(self, number: int) -> Citation:
        """This sentence as citation `number` of an answer, made only from stored data."""
        article = self.article
        return Citation(
            number=number,
            quote=self.text,
            start=self.span.start,
            end=self.span.end,
            article=CitedArticle.model_validate(article, from_attributes=True),
            link=link_to(article.url, self.text),
        ).within(surroundings_of(article, self.span.start, self.span.end))


def by_article(sentences: Iterable[EvidenceSentence]) -> list[list[EvidenceSentence]]:
    """The sentences, grouped by the version of the article that they are from."""
    found: dict[tuple[str, int], list[EvidenceSentence]] = {}
    for one in sentences:
        found.setdefault((one.article.id, one.article.version), []).append(one)
    return list(found.values())


def foremost(evidence: Sequence[EvidenceSentence], chunks: int) -> Sequence[EvidenceSentence]:
    """The sentences of the best `chunks` and those cited before, best chunk first."""
    kept = [s for s in evidence if not s.beside and (s.hit < chunks or s.score is None)]
    if len(kept) == len(evidence):
        return evidence
    return sorted(kept, key=lambda sentence: sentence.hit)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences that a question is answered from, and how they were found.

    `understood` and `relaxed` are lines on what was searched for, `hints` what else the user should
    know; `unanswered` are the parts of the question without an answer. A `draft` was made without a
    model: statements by `author`, or the reason for none.
    """

    sentences: Sequence[EvidenceSentence] = ()
    shape: Shape = "answer"
    understood: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    draft: Draft | None = None
    author: str = ""

    @property
    def is_open(self) -> bool:
        """Whether there is something to answer from: sentences, or what the catalogue counted."""
        if self.draft is not None:
            return not self.draft.reason and bool(self.sentences or self.draft.statements)
        return bool(self.sentences)
