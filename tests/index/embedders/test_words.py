"""Vectors of words as said in their texts."""

import numpy as np

from index.embedders.minilm import MiniLM


def test_a_texts_vector_is_the_same_without_its_words(minilm: MiniLM):
    texts = ["The bridge is shut.", "Nobody crossed the river bank on Monday."]
    for vector, words in zip(minilm.embed(texts), minilm.embed_words(texts), strict=True):
        assert vector @ words.vector > 0.99
        assert words.states.shape == (len(words.offsets), 384)


def test_a_word_means_another_thing_in_another_text(minilm: MiniLM):
    texts = ["She sat on the river bank.", "The bank lent us money.", "The lender gave a loan."]
    river, money, lender = (
        text.of(said.index(word), said.index(word) + len(word))
        for text, said, word in zip(
            minilm.embed_words(texts), texts, ("bank", "bank", "lender"), strict=True
        )
    )

    def cosine(one: np.ndarray, two: np.ndarray) -> float:
        return float(one @ two / np.linalg.norm(one) / np.linalg.norm(two))

    assert cosine(money, lender) > cosine(river, lender)


def test_a_span_beyond_the_text_has_a_vector_too(minilm: MiniLM):
    assert minilm.embed_words(["Shut."])[0].of(900, 905).shape == (384,)
