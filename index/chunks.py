"""Sentences -> chunks: whole sentences, in order, up to a budget of tokens."""

from collections.abc import Sequence

from index.article import Chunk, Sentence
from index.tokens import count_tokens

# With the header before it, a chunk of this size stays below the 256 word pieces that MiniLM
# sees (news English: 1.1 word pieces a token); measured in tests/index/test_chunks.py.
CHUNK_TOKENS = 180


def chunk_sentences(
    text: str, sentences: Sequence[Sentence], budget: int = CHUNK_TOKENS
) -> list[Chunk]:
    """Chunks that together hold each sentence of `text` exactly once.

    A sentence is never split: one that is longer than `budget` tokens is a chunk of its own.
    """
    chunks: list[Chunk] = []
    first, tokens = 0, 0
    for number, sentence in enumerate(sentences):
        size = count_tokens(text[sentence.start : sentence.end])
        if number > first and tokens + size > budget:
            chunks.append(_chunk(sentences, first, number - 1, tokens))
            first, tokens = number, 0
        tokens += size
    if sentences:
        chunks.append(_chunk(sentences, first, len(sentences) - 1, tokens))
    return chunks


def _chunk(sentences: Sequence[Sentence], first: int, last: int, tokens: int) -> Chunk:
    return Chunk(first, last, sentences[first].start, sentences[last].end, tokens)
