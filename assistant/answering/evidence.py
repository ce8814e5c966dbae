"""The evidence of one question: the sentences of the best chunks, each with an id of its own.

An id means something in this question only: it is a digest of the question and the sentence, so
that an id remembered from another question names nothing here.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.answer import Citation, CitedArticle
from assistant.answering.links import link_to
from assistant.retrieval.hybrid import Hit
from assistant.settings import EVIDENCE_TOKENS
from index.article import Article, Sentence
from index.hostile import is_hostile

_ID_LENGTH = 5


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence that may be cited: `number` counts it in its article, `hit` ranks its chunk."""

    id: str
    article: Article
    span: Sentence
    number: int
    hit: int

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
        )


def gather(
    question: str, hits: Sequence[Hit], budget: int = EVIDENCE_TOKENS
) -> list[EvidenceSentence]:
    """The sentences of the best hits, up to `budget` tokens, best chunk first, each once."""
    sentences: list[EvidenceSentence] = []
    taken: set[str] = set()
    for rank, hit in enumerate(hits):
        if hit.chunk.chunk.tokens > budget:
            continue
        budget -= hit.chunk.chunk.tokens
        for offset, span in enumerate(hit.chunk.sentences):
            if is_hostile(hit.chunk.article.text[span.start : span.end]):
                continue
            number = hit.chunk.chunk.first + offset
            name = _name(question, hit.chunk.article, number, taken)
            taken.add(name)
            sentences.append(EvidenceSentence(name, hit.chunk.article, span, number, rank))
    return sentences


def _name(question: str, article: Article, number: int, taken: set[str]) -> str:
    digest = hashlib.sha256(
        f"{question}\0{article.id}\0{article.version}\0{number}".encode(errors="replace")
    ).hexdigest()
    length = _ID_LENGTH
    while digest[:length] in taken:
        length += 1
    return digest[:length]
