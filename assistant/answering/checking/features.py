"""How close a statement is to the sentences it is checked against, in a few numbers from 0 to 1.

Soft word coverage looks at each word as said in its text: "withdrew from" meets "removed". What a
summary invents mostly hides in one word or at a seam, so the worst words and pairs count as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.answering.checking.failures import Failures
from assistant.retrieval.question import is_content, locate_words, stem
from index.embedders.minilm import WordVectors

Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], list[WordVectors]]

FEATURES = (
    "vector",
    "pair_vector",
    "coverage",
    "best_coverage",
    "weakest",
    "hard_coverage",
    "runs",
    "numbers",
    "names",
    "others",
)
_WEAKEST = 3


@dataclass(frozen=True, slots=True)
class _Words:
    stems: tuple[str, ...]
    states: Floats  # (words, 384), length 1


def measure(
    statement: str, sentences: Sequence[str], failures: Failures, embed: Embed
) -> NDArray[np.float64]:
    """`(len(FEATURES),)`, each from 0 (far) to 1 (close); all 0 where nothing can be compared."""
    vectors = embed([statement, *sentences])
    words = [
        _words(text, found) for text, found in zip((statement, *sentences), vectors, strict=True)
    ]
    said, others = words[0], [other for other in words[1:] if other.stems]
    if not said.stems or not others:
        return np.zeros(len(FEATURES))
    common = np.mean(np.vstack([item.states for item in words if len(item.states)]), axis=0)
    likeness = [_likeness(said, other, common) for other in others]
    best = np.max([matrix.max(axis=1) for matrix in likeness], axis=0)
    alone = max(float(matrix.max(axis=1).mean()) for matrix in likeness)
    weakest = float(np.sort(best)[:_WEAKEST].mean())
    cosines = np.array([float(vectors[0].vector @ other.vector) for other in vectors[1:]])
    known = {found for other in others for found in other.stems}
    hard = float(np.mean([word in known for word in said.stems]))
    return np.array(
        [
            max(0.0, float(cosines.max())),
            _pair_vector(vectors),
            float(best.mean()),
            alone,
            weakest,
            hard,
            _runs(said.stems, others),
            0.0 if failures.numbers or failures.units or failures.dates else 1.0,
            1 / (1 + len(failures.names)),
            0.0 if failures.negation or failures.quotations or failures.speaker else 1.0,
        ]
    )


def _words(text: str, vectors: WordVectors) -> _Words:
    """The content words but for numbers, which have rules of their own."""
    located = locate_words(text)
    found = [(at, word) for at, word in located if is_content(word) and not word[0].isdigit()]
    states = [vectors.of(start, start + len(word)) for start, word in found]
    matrix = np.array(states, np.float32).reshape(len(states), 384)
    return _Words(tuple(stem(word) for _, word in found), matrix)


def _likeness(said: _Words, other: _Words, common: Floats) -> Floats:
    """`(words said, words there)`: 1 for one stem, else the cosine of what is not common to all."""
    one, two = _unit(said.states - common), _unit(other.states - common)
    matrix: Floats = np.clip(one @ two.T, 0, 0.95)
    for row, word in enumerate(said.stems):
        for column, found in enumerate(other.stems):
            if word == found:
                matrix[row, column] = 1.0
    return matrix


def _pair_vector(vectors: Sequence[WordVectors]) -> float:
    """The statement's cosine with the best two sentences together."""
    statement, sentences = vectors[0].vector, np.array([found.vector for found in vectors[1:]])
    order = np.argsort(-(sentences @ statement))[:4]
    sums = [sentences[i] + sentences[j] for i in order for j in order]
    return max(0.0, float((_unit(np.array(sums)) @ statement).max()))


def _runs(stems: Sequence[str], others: Sequence[_Words]) -> float:
    """The part of neighbouring words that are within three words of one another in a sentence."""
    if len(stems) < 2:
        return 1.0
    near = {
        (one, two)
        for other in others
        for place, one in enumerate(other.stems)
        for two in other.stems[max(0, place - 2) : place + 4]
    }
    pairs = list(pairwise(stems))
    return sum(pair in near for pair in pairs) / len(pairs)


def _unit(vectors: Floats) -> Floats:
    length = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)
    scaled: Floats = vectors / length
    return scaled
