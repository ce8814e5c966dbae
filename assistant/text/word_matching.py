"""How well the words of a sentence match the words of a question, one by one.

Compares stems, then other names of nations, then contextual word vectors, so that "withdrew" from a
program matches "remove".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.text.words import QuestionAnalysis, Term, is_content, locate_words, stem

Floats = NDArray[np.float32]

SAME = 0.95
NATIONS = """us america american americans washington united states
britain british uk london
russia russian moscow kremlin
turkey turkish ankara
china chinese beijing
germany german berlin
france french paris
eu europe european brussels
ukraine ukrainian kyiv kiev
israel israeli jerusalem
iran iranian tehran
syria syrian damascus
india indian delhi
japan japanese tokyo
greece greek athens
italy italian rome
spain spanish madrid
poland polish warsaw
netherlands dutch hague
egypt egyptian cairo
nato atlantic transatlantic"""
_NATION_OF = {stem(word): line.split()[0] for line in NATIONS.splitlines() for word in line.split()}


@dataclass(frozen=True, slots=True)
class Reading:
    """The content words of a text, their stems, and where they begin.

    `places` are their indices among all words, to measure distances in words.
    """

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    starts: tuple[int, ...]
    places: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class States:
    """Contextual vectors of the question's terms and of each reading's words."""

    terms: Floats  # (terms, d)
    words: tuple[Floats, ...]  # (words, d) for each reading


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """The content words of a text."""
    found = [(p, start, w) for p, (start, w) in enumerate(locate_words(text)) if is_content(w)]
    return Reading(
        text,
        tuple(word for _, _, word in found),
        tuple(stem(word) for _, _, word in found),
        tuple(start for _, start, _ in found),
        np.array([place for place, _, _ in found], dtype=np.int64),
    )


def alike(asked: QuestionAnalysis, readings: Sequence[Reading], states: States) -> list[Floats]:
    """For each reading, `(terms, words)`: the similarity of each term to each word, from 0 to 1.

    Cosines of contextual word vectors, minus what all words here share. Words with the same stem
    have .95; names of two countries or persons have 0.
    """
    common = np.mean(np.vstack([states.terms, *states.words]), axis=0)
    terms = unit(states.terms - common)
    return [
        _corrected(asked, reading, np.clip(terms @ unit(words - common).T, 0, 0.95))
        for reading, words in zip(readings, states.words, strict=True)
    ]


def _corrected(asked: QuestionAnalysis, reading: Reading, likeness: Floats) -> Floats:
    for row, term in enumerate(asked.terms):
        for column, found in enumerate(reading.stems):
            likeness[row, column] = _meets(term, found, float(likeness[row, column]))
    return likeness


def unit(vectors: Floats) -> Floats:
    """The rows scaled to length 1."""
    length = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)
    scaled: Floats = vectors / length
    return scaled


def holds(term: Term, stems: frozenset[str]) -> bool:
    """Whether a text with these stems contains the term, or another form of the same name."""
    return term.stem in stems or (
        term.role == "name" and any(_meets(term, found, 0.0) > 0 for found in stems)
    )


def weights(asked: QuestionAnalysis, said: NDArray[np.bool_]) -> Floats:
    """`(terms,)`, sum 1: rare terms weigh more, light words little.

    `said` is `(sentences, terms)`: whether the sentence contains the term.
    """
    count = len(said)
    rarity = np.log((count + 1) / (said.sum(axis=0) + 0.5)) / np.log(count + 1) + 0.15
    light = np.array([0.35 if term.light else 1.0 for term in asked.terms])
    weighted: Floats = (rarity * light / (rarity * light).sum()).astype(np.float32)
    return weighted


def _meets(term: Term, found: str, likeness: float) -> float:
    if found == term.stem:
        return SAME
    if term.role == "number":
        return 0.0
    if term.role != "name":
        return likeness
    if term.stem in _NATION_OF and _NATION_OF[term.stem] == _NATION_OF.get(found):
        return 0.9
    shared = max(4, min(len(found), len(term.stem)) - 2)
    if min(len(found), len(term.stem)) >= 4 and found[:shared] == term.stem[:shared]:
        return 0.9
    # The model gives similar vectors to names of different countries.
    return min(likeness, 0.4)
