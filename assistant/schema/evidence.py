"""Evidence: the numbered sentences that a question is answered from."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.schema.answer import Citation, CitedArticle, Shape, Unanswered
from assistant.schema.draft import Draft
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
    """A sentence that may be cited: `number` counts it in its article, `hit` ranks its chunk.

    `score` and `cosine` are what the search gave its chunk, where one has found it. `met` are
    the words of the question that the article as a whole meets: a time that its day lies in, its
    source or author as named.
    """

    id: str
    article: Article
    span: Sentence
    number: int
    hit: int
    score: float | None = None
    cosine: float = 0.0
    met: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.span.start : self.span.end]

    def citation(self, number: int) -> Citation:
        """This sentence as citation `number` of an answer, looked up from the store alone."""
        article = self.article
        return Citation(
            number=number,
            quote=self.text,
            start=self.span.start,
            end=self.span.end,
            article=CitedArticle(
                id=article.id,
                version=article.version,
                title=article.title,
                source=article.source,
                url=article.url,
                published_at=article.published_at,
                path=article.path,
            ),
            link=link_to(article.url, self.text),
        ).within(surroundings_of(article, self.span.start, self.span.end))


@dataclass(frozen=True, slots=True)
class EvidencePart:
    """What is asked by itself: in words, over the evidence of those ids, told after `heading`.

    `name` is what the part is called when there is no answer to it.
    """

    question: str
    among: frozenset[str]
    heading: str = ""
    name: str = ""

    @property
    def called(self) -> str:
        """Its name, else its question."""
        return self.name or self.question

    def of(self, evidence: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
        """Its own sentences."""
        return [sentence for sentence in evidence if sentence.id in self.among]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a question is answered from, and how it was found.

    `understood` and `relaxed` are lines on what was searched for, `hints` what else the user should
    know. `parts` are each written from by themselves; `unanswered` are those that there is nothing
    for. A `draft` needs no model: statements that `author` has made, or the reason for none.
    `topic` is what is asked about, where the question says more than that.
    """

    sentences: Sequence[EvidenceSentence] = ()
    shape: Shape = "answer"
    understood: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    parts: tuple[EvidencePart, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    draft: Draft | None = None
    author: str = ""
    topic: str = ""

    @property
    def is_open(self) -> bool:
        """Whether there is something to write from."""
        return bool(self.sentences) and not (self.draft and self.draft.reason)
