"""The probability that sentences support a statement: how close it is to them, in a few numbers.

Each word is compared as it is said in its text: "signed" of a treaty is far from "signed" of a
player, so that a sentence that was put together from two shows where they meet.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.fitted_weights import load_weights
from assistant.text.words import AUXILIARIES, locate_words, split_words
from assistant.verification.suspicions import Kind, Suspicion
from index.embedders.minilm import WordVectors

Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], list[WordVectors]]

FEATURES = (
    "vector",  # the cosine of the nearest sentence
    "clause",  # the worst clause's with the nearest sentence, or clause of one
    "weakest",  # the likeness of the worst three words, each in the sentence that has it best
    "alone",  # the mean likeness of all words in one sentence
    "complete",
    "numbers",
    "names",
    "others",
)
# Fitted by tests/benchmarks/fit_support.py. None is negative, so that being closer never lowers it.
_FITTED: dict[str, float] = load_weights("verification/score.json")
_WEAKEST = 3
_SAME = 0.9999
_NEAREST = 3  # sentences of which the clauses are looked at: more add nothing


def score(measures: NDArray[np.float64]) -> float:
    """The probability, from 0 to 1."""
    weights = np.array([_FITTED[name] for name in FEATURES])
    return float(1 / (1 + np.exp(-(measures @ weights + _FITTED["intercept"]))))


def measure(
    statement: str, sentences: Sequence[str], suspicions: Sequence[Suspicion], embed: Embed
) -> NDArray[np.float64]:
    """`(len(FEATURES),)`, each from 0 (far) to 1 (close); all 0 where nothing can be compared."""
    vectors = embed([statement, *sentences])
    texts = (statement, *sentences)
    words = [_words(text, found) for text, found in zip(texts, vectors, strict=True)]
    said, others = words[0], [other for other in words[1:] if len(other)]
    if not len(said) or not others:
        return np.zeros(len(FEATURES))
    common = np.mean(np.vstack([said, *others]), axis=0)
    likeness = [_likeness(said, other, common) for other in others]
    best = np.max([matrix.max(axis=1) for matrix in likeness], axis=0)
    beside = np.array([found.vector for found in vectors[1:]])
    cosines = beside @ vectors[0].vector
    return np.array(
        [
            max(0.0, float(cosines.max())),
            _worst_clause(statement, sentences, beside, cosines, embed),
            float(np.sort(best)[:_WEAKEST].mean()),
            max(float(matrix.max(axis=1).mean()) for matrix in likeness),
            0.0 if is_cut_off(statement, sentences) else 1.0,
            1 / (1 + _count(suspicions, "numbers", "units", "dates")),
            1 / (1 + _count(suspicions, "names")),
            1 / (1 + _count(suspicions, "quotations", "addresses")),
        ]
    )


def _count(suspicions: Sequence[Suspicion], *kinds: Kind) -> int:
    return sum(one.kind in kinds for one in suspicions)


def _words(text: str, vectors: WordVectors) -> Floats:
    """`(words, 384)`: each as it is said; of a long text only what the embedder has seen."""
    seen = int(vectors.offsets.max(initial=0))
    found = [(at, at + len(word)) for at, word in locate_words(text) if at < seen]
    states = [vectors.of(start, end) for start, end in found]
    return np.array(states, np.float32).reshape(len(states), 384)


def _likeness(said: Floats, other: Floats, common: Floats) -> Floats:
    """`(words said, words there)`: cosines of what is not common to all; 1 for the very same."""
    matrix: Floats = np.clip(_unit(said - common) @ _unit(other - common).T, 0, 1)
    matrix[_unit(said) @ _unit(other).T > _SAME] = 1.0  # all words of one word are common to all
    return matrix


def _worst_clause(
    statement: str, sentences: Sequence[str], beside: Floats, cosines: Floats, embed: Embed
) -> float:
    clauses = split_clauses(statement)
    nearest = np.argsort(-cosines)[:_NEAREST]
    parts = [part for place in nearest for part in split_clauses(sentences[place])]
    found = np.array([part.vector for part in embed([*clauses, *parts])])
    there = np.vstack([beside, found[len(clauses) :]])
    return max(0.0, float((found[: len(clauses)] @ there.T).max(axis=1).min()))


def _unit(vectors: Floats) -> Floats:
    length = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)
    scaled: Floats = vectors / length
    return scaled


_BETWEEN = re.compile(
    r"\s*[,;:–—]\s+(?:and\s|but\s|while\s)?\s*"
    r"|\s(?:and|but|while|as|which|who|that|because|after|before|when|where)\s",
    re.IGNORECASE,
)
_SHORTEST = 5  # words; what is shorter goes with the clause before it
# No sentence ends on one of these: something was to follow. ("in", "on", "over" and the like may
# end one: the bridge that they drove over.)
_OPEN = AUXILIARIES | frozenset(
    "a an the of at to from by with for and or but as than that which who whom whose while because"
    " when where until into between against during through its their his my your our if including"
    " per upon in on after before".split()
)


def split_clauses(text: str) -> list[str]:
    """The clauses of `text`, joining words left out; at least one.

    >>> split_clauses("The bridge was closed on Monday, and the ferries sailed all night.")
    ['The bridge was closed on Monday', 'the ferries sailed all night.']
    """
    clauses: list[str] = []
    waiting = ""
    for part in _BETWEEN.split(text):
        waiting = f"{waiting} {part.strip()}".strip()
        if len(split_words(waiting)) >= _SHORTEST:
            clauses.append(waiting)
            waiting = ""
    if waiting and clauses:
        clauses[-1] = f"{clauses[-1]} {waiting}"
    return clauses or [waiting]


def is_cut_off(text: str, sentences: Sequence[str]) -> bool:
    """Whether the last word asks for another one, and none of `sentences` ends on it, either."""
    last = _last(text)
    return last in _OPEN and all(_last(sentence) != last for sentence in sentences)


def _last(text: str) -> str:
    words = split_words(text[-80:])
    return words[-1].lower() if words else ""
