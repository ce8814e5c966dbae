"""Evidence to quote from: the sentences of the best chunks, each with its own id.

An id is a digest of the question and the sentence, so that ids of other questions are invalid here.
"""

import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence

from assistant.retrieval.readable import Readable
from assistant.schema.evidence import CitedSentence, EvidenceSentence
from assistant.schema.hits import Hit
from index.catalog.catalogue import Catalogue
from index.models import Article, Sentence
from index.tokens import count_tokens

# To quote from: at most so many chunks, and of their sentences so many tokens.
EVIDENCE_CHUNKS = 8
EVIDENCE_TOKENS = 1_500
# Chunks found for a chat model, which reads as many of them as its budget of tokens holds.
READ_CHUNKS = 40
_ID_LENGTH = 5
_EARLIER_SHARE = 3


def gather(
    question: str,
    hits: Sequence[Hit],
    budget: int = EVIDENCE_TOKENS,
    earlier: Sequence[CitedSentence] = (),
    catalogue: Catalogue | None = None,
) -> list[EvidenceSentence]:
    """The sentences of the best hits, up to `budget` tokens, best chunk first, each once.

    Sentences cited `earlier`, most recent first, take at most a third of the budget and come last.
    A `catalogue` knows which lines repeat in a source.
    """
    recalled = affordable(earlier, budget)
    budget -= sum(_tokens(cited) for cited in recalled)
    places = list(_of_hits(hits, budget, catalogue))
    found = {(article.id, article.version, number) for article, _, number, _ in places}
    for cited in recalled:
        key = (cited.article.id, cited.article.version, cited.number)
        if key not in found:
            found.add(key)
            places.append((cited.article, cited.span, cited.number, len(hits)))
    sentences: list[EvidenceSentence] = []
    taken: set[str] = set()
    for article, span, number, rank in places:
        name = name_of(question, article, number, taken)
        taken.add(name)
        hit = hits[rank] if rank < len(hits) else None
        score, cosine = (hit.score, hit.signals.get("vector", 0.0)) if hit else (None, 0.0)
        sentences.append(EvidenceSentence(name, article, span, number, rank, score, cosine))
    return sentences


def _of_hits(
    hits: Sequence[Hit], budget: int, catalogue: Catalogue | None
) -> Iterator[tuple[Article, Sentence, int, int]]:
    """Article, span, number and rank of each sentence of the hits that is news."""
    for rank, hit in enumerate(hits):
        if hit.chunk.chunk.tokens > budget:
            continue
        budget -= hit.chunk.chunk.tokens
        is_readable = Readable(hit.chunk.article, catalogue)
        for offset, span in enumerate(hit.chunk.sentences):
            if is_readable(span):
                yield hit.chunk.article, span, hit.chunk.chunk.first + offset, rank


def affordable(earlier: Sequence[CitedSentence], budget: int) -> list[CitedSentence]:
    """Those of the sentences cited earlier that a third of the budget pays for."""
    budget //= _EARLIER_SHARE
    kept = []
    for cited in earlier:
        if _tokens(cited) <= budget:
            budget -= _tokens(cited)
            kept.append(cited)
    return kept


def _tokens(cited: CitedSentence) -> int:
    return count_tokens(cited.article.text[cited.span.start : cited.span.end])


def name_sentences(
    question: str, sentences: Iterable[tuple[Article, Sentence, int]]
) -> list[EvidenceSentence]:
    """These sentences (article, span, number in the article) as evidence, in their order."""
    named: list[EvidenceSentence] = []
    taken: set[str] = set()
    for article, span, number in sentences:
        taken.add(name := name_of(question, article, number, taken))
        named.append(EvidenceSentence(name, article, span, number, len(named)))
    return named


def name_of(question: str, article: Article, number: int, taken: Container[str]) -> str:
    """The id of a sentence as evidence for `question`; none of those that are `taken`.

    All have one length, so that none begins with another.
    """
    key = f"{question}\0{article.id}\0{article.version}\0{number}"
    while True:
        name = hashlib.sha256(key.encode(errors="replace")).hexdigest()[:_ID_LENGTH]
        if name not in taken:
            return name
        key += "\0"
