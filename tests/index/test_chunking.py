"""Chunks: whole sentences, each once, within the budget."""

from hypothesis import given
from hypothesis import strategies as st

from index.chunking import CHUNK_TOKENS, chunk_sentences
from index.models import Sentence
from index.sentences import split_sentences
from index.tokens import count_tokens, truncate
from tests.conftest import USER_ARTICLE


@given(st.lists(st.text(min_size=1, max_size=40), max_size=30), st.integers(1, 60))
def test_every_sentence_is_whole_in_exactly_one_chunk(parts: list[str], budget: int):
    sentences, start = [], 0
    for part in parts:
        sentences.append(Sentence(start, start + len(part)))
        start += len(part) + 1
    text = " ".join(parts)
    chunks = chunk_sentences(text, sentences, budget)
    covered = [number for chunk in chunks for number in range(chunk.first, chunk.last + 1)]
    assert covered == list(range(len(parts)))
    for chunk in chunks:
        assert (chunk.start, chunk.end) == (sentences[chunk.first].start, sentences[chunk.last].end)
        assert chunk.tokens <= budget or chunk.first == chunk.last


def test_a_sentence_over_the_budget_is_its_own_chunk():
    text = "Short one. It was " + "very " * 300 + "long. Short two."
    chunks = chunk_sentences(text, split_sentences(text))
    assert [(chunk.first, chunk.last) for chunk in chunks] == [(0, 0), (1, 1), (2, 2)]


def test_the_users_article_is_chunked_within_the_budget():
    text = USER_ARTICLE.read_text(encoding="utf-8").strip()
    chunks = chunk_sentences(text, split_sentences(text))
    assert len(chunks) > 1
    assert all(chunk.tokens <= CHUNK_TOKENS for chunk in chunks)


def test_an_article_without_sentences_has_no_chunks():
    assert chunk_sentences("", []) == []


def test_one_repeated_letter_is_counted_in_linear_time():
    assert 10_000 < count_tokens("a" * 200_000) < 200_000


@given(st.text(max_size=5_000), st.integers(0, 200))
def test_a_truncated_text_is_a_beginning_within_the_budget(text: str, budget: int):
    cut = truncate(text, budget)
    assert text.startswith(cut.rstrip("\ufffd"))
    assert len(cut) == len(text) or count_tokens(cut) <= budget + 3
