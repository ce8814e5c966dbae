"""Vectors of MiniLM kept for a whole run: tests ask the same questions of the same articles.

A text's vector does not depend on the texts beside it (tests/index/embedders): a kept one is the
very same.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embedders.minilm import MiniLM, WordVectors

_MOST_VECTORS, _MOST_WORDS = 20_000, 1_000  # 1.5 KB and about 50 KB each
_vectors: dict[str, NDArray[np.float32]] = {}
_words: dict[str, WordVectors] = {}
_embed, _each_words = MiniLM.embed, MiniLM.each_words


def use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets every MiniLM of this process keep its vectors, for one test."""
    monkeypatch.setattr(MiniLM, "embed", _kept_vectors)
    monkeypatch.setattr(MiniLM, "each_words", _kept_words)


def _kept_vectors(minilm: MiniLM, texts: Sequence[str]) -> NDArray[np.float32]:
    found = {text: _vectors[text] for text in texts if text in _vectors}
    new = [text for text in dict.fromkeys(texts) if text not in found]
    found |= zip(new, _embed(minilm, new), strict=True) if new else ()
    if len(_vectors) > _MOST_VECTORS:
        _vectors.clear()
    _vectors.update(found)
    return np.array([found[text] for text in texts], np.float32).reshape(-1, minilm.dimensions)


def _kept_words(minilm: MiniLM, texts: Sequence[str]) -> Iterator[tuple[int, WordVectors]]:
    new = []
    for place, text in enumerate(texts):
        if known := _words.get(text):
            yield place, known
        else:
            new.append(place)
    if len(_words) > _MOST_WORDS:
        _words.clear()
    for number, words in _each_words(minilm, [texts[place] for place in new]):
        for kept in (words.vector, words.states, words.offsets):
            kept.flags.writeable = False
        _words[texts[new[number]]] = words
        yield new[number], words
