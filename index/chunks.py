"""Sentences -> chunks: whole sentences, in order, by paragraphs, up to a budget of tokens."""

from collections.abc import Sequence

from index.article import Chunk, Sentence
from index.tokens import count_tokens

# With the header before it, a chunk of this size stays below the 256 word pieces that MiniLM
# sees (news English: 1.1 word pieces a token); measured in tests/index/test_chunks.py.
CHUNK_TOKENS = 180
# A chunk that is half full ends with its paragraph: what stands together is then found together
# (hit@1 on long articles 0.025 better, a tenth more chunks; tests/benchmarks/fit_ranking.py).
_HALF = 0.5


def chunk_sentences(
    text: str,
    sentences: Sequence[Sentence],
    budget: int = CHUNK_TOKENS,
    kept: Sequence[int] | None = None,
) -> list[Chunk]:
    """Chunks that together hold each sentence of `text`, or each `kept` one, exactly once.

    A sentence is never split: one that is longer than `budget` tokens is a chunk of its own. `kept`
    are numbers in rising order; no chunk goes over a gap between them.
    """
    chunks: list[Chunk] = []
    numbers = range(len(sentences)) if kept is None else kept
    first, last, tokens = -1, -1, 0
    for number in numbers:
        size = count_tokens(text[sentences[number].start : sentences[number].end])
        is_half = tokens >= _HALF * budget
        ends = tokens + size > budget or (is_half and _new(text, sentences, number))
        if first >= 0 and (number > last + 1 or ends):
            chunks.append(_chunk(sentences, first, last, tokens))
            first, tokens = -1, 0
        first, last = number if first < 0 else first, number
        tokens += size
    if first >= 0:
        chunks.append(_chunk(sentences, first, last, tokens))
    return chunks


def _new(text: str, sentences: Sequence[Sentence], number: int) -> bool:
    """Whether a paragraph begins with that sentence."""
    return "\n\n" in text[sentences[number - 1].end : sentences[number].start]


def _chunk(sentences: Sequence[Sentence], first: int, last: int, tokens: int) -> Chunk:
    return Chunk(first, last, sentences[first].start, sentences[last].end, tokens)
