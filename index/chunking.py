"""Sentences -> chunks: whole sentences in order, by paragraph, within a token budget."""

from collections.abc import Sequence

from index.models import Chunk, Sentence
from index.tokens import count_tokens

# With its header, a chunk of this size has fewer than the 256 word pieces that MiniLM reads (news
# English has 1.1 word pieces per token); checked by tests/index/test_chunking.py.
CHUNK_TOKENS = 180
# A chunk ends with the last paragraph that fits, unless it would be less than half full. In news,
# this gives a quarter fewer chunks than ending with the first paragraph.
_HALF = 0.5


def chunk_sentences(
    text: str,
    sentences: Sequence[Sentence],
    budget: int = CHUNK_TOKENS,
    kept: Sequence[int] | None = None,
) -> list[Chunk]:
    """Chunks that contain each sentence of `text`, or each `kept` one, exactly once.

    A sentence is never split; one with more than `budget` tokens is a chunk of its own. `kept` are
    ascending sentence numbers; no chunk spans a gap between them.
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
    """The index in `numbers` after the last sentence of the chunk that starts at `start`."""
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
