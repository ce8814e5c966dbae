"""Sentences -> chunks: whole sentences, in order, by paragraphs, up to a budget of tokens."""

from collections.abc import Sequence

from index.models import Chunk, Sentence
from index.tokens import count_tokens

# With the header before it, a chunk of this size stays below the 256 word pieces that MiniLM
# sees (news English: 1.1 word pieces a token); measured in tests/index/test_chunking.py.
CHUNK_TOKENS = 180
# A chunk ends with the last paragraph that fits, unless that leaves it less than half full: what
# stands together is then found together. In news that makes a quarter fewer chunks than the first.
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
    numbers = range(len(sentences)) if kept is None else kept
    sizes = [count_tokens(text[sentences[n].start : sentences[n].end]) for n in numbers]
    begins = [_begins_paragraph(text, sentences, number) for number in numbers]
    chunks: list[Chunk] = []
    start = 0
    while start < len(numbers):
        end = _end(numbers, sizes, begins, start, budget)
        first, last = numbers[start], numbers[end - 1]
        tokens = sum(sizes[start:end])
        chunks.append(Chunk(first, last, sentences[first].start, sentences[last].end, tokens))
        start = end
    return chunks


def _end(
    numbers: Sequence[int], sizes: Sequence[int], begins: Sequence[bool], start: int, budget: int
) -> int:
    """The place in `numbers` after the last sentence of the chunk that begins at `start`."""
    tokens, paragraph = sizes[start], None
    for place in range(start + 1, len(numbers)):
        if numbers[place] > numbers[place - 1] + 1:
            return place
        if begins[place] and tokens >= _HALF * budget:
            paragraph = place
        tokens += sizes[place]
        if tokens > budget:
            return paragraph or place
    return len(numbers)


def _begins_paragraph(text: str, sentences: Sequence[Sentence], number: int) -> bool:
    return number > 0 and "\n\n" in text[sentences[number - 1].end : sentences[number].start]
