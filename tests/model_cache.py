"""What the small models made, kept for a whole run: tests ask the same of the same texts.

Neither a text's vector nor a passage's reading depends on what is beside it
(tests/index/embedders): a kept one is the very same.
"""

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.llm import extractive_reader
from assistant.llm.extractive_reader import LearnedReader, Passage, Reading
from index.embedders import encoder, minilm
from index.embedders.minilm import MiniLM, WordVectors

_MOST_VECTORS, _MOST_WORDS = 20_000, 1_000  # 1.5 KB and about 50 KB each
_MOST_READINGS = 20_000
_vectors: dict[str, NDArray[np.float32]] = {}
_words: dict[str, WordVectors] = {}
_readings: dict[tuple[str, Passage], tuple[Reading, ...]] = {}
_embed, _each_words, _read = MiniLM.embed, MiniLM.each_words, LearnedReader.read
_checked, _load_tokenizer = cache(encoder.checked), cache(encoder.load_tokenizer)
_open_session = cache(encoder.open_session)


def use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets all models of this process share weights and keep what they made, for one test."""
    monkeypatch.setattr(MiniLM, "embed", _kept_vectors)
    monkeypatch.setattr(MiniLM, "each_words", _kept_words)
    monkeypatch.setattr(LearnedReader, "read", _kept_readings)
    monkeypatch.setattr(encoder, "open_session", _open_session)
    for module in (encoder, extractive_reader):
        monkeypatch.setattr(module, "checked", _checked)
    for module in (minilm, extractive_reader):
        monkeypatch.setattr(module, "load_tokenizer", _load_tokenizer)


def _kept_vectors(model: MiniLM, texts: Sequence[str]) -> NDArray[np.float32]:
    found = {text: _vectors[text] for text in texts if text in _vectors}
    new = [text for text in dict.fromkeys(texts) if text not in found]
    found |= zip(new, _embed(model, new), strict=True) if new else ()
    if len(_vectors) > _MOST_VECTORS:
        _vectors.clear()
    _vectors.update(found)
    return np.array([found[text] for text in texts], np.float32).reshape(-1, model.dimensions)


def _kept_words(model: MiniLM, texts: Sequence[str]) -> Iterator[tuple[int, WordVectors]]:
    new = []
    for place, text in enumerate(texts):
        if known := _words.get(text):
            yield place, known
        else:
            new.append(place)
    if len(_words) > _MOST_WORDS:
        _words.clear()
    for number, words in _each_words(model, [texts[place] for place in new]):
        for kept in (words.vector, words.states, words.offsets):
            kept.flags.writeable = False
        _words[texts[new[number]]] = words
        yield new[number], words


def _kept_readings(
    model: LearnedReader, question: str, passages: Sequence[Passage]
) -> list[list[Reading]]:
    found = {one: _readings[question, one] for one in passages if (question, one) in _readings}
    new = [one for one in dict.fromkeys(passages) if one not in found]
    found |= zip(new, map(tuple, _read(model, question, new)), strict=True) if new else ()
    if len(_readings) > _MOST_READINGS:
        _readings.clear()
    _readings.update({(question, one): read for one, read in found.items()})
    return [list(found[one]) for one in passages]
