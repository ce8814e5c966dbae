"""The probability that sentences support a statement: how close it is to them, in a few numbers.

Its clauses are compared one by one, so that a sentence that was put together from two shows it.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.fitted_weights import load_weights
from assistant.text.words import AUXILIARIES, split_words
from assistant.verification.suspicions import Kind, Suspicion

Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]  # texts to `(texts, 384)`, each of length 1

FEATURES = (
    "vector",  # the cosine of the nearest sentence
    "clause",  # the worst clause's with the nearest sentence, or clause of one
    "complete",
    "numbers",
    "names",
    "others",
)
# Fitted by tests/benchmarks/fit_support.py. None is negative, so that being closer never lowers it.
_FITTED: dict[str, float] = load_weights("verification/score.json")
_NEAREST = 3  # sentences of which the clauses are looked at: more add nothing


def score(measures: NDArray[np.float64]) -> float:
    """The probability, from 0 to 1."""
    weights = np.array([_FITTED[name] for name in FEATURES])
    return float(1 / (1 + np.exp(-(measures @ weights + _FITTED["intercept"]))))


def measure(
    statement: str, sentences: Sequence[str], suspicions: Sequence[Suspicion], embed: Embed
) -> NDArray[np.float64]:
    """`(len(FEATURES),)`, each from 0 (far) to 1 (close); all 0 where nothing can be compared."""
    if not split_words(statement) or not any(map(split_words, sentences)):
        return np.zeros(len(FEATURES))
    said, *vectors = embed([statement, *sentences])
    beside = np.array(vectors)
    cosines = beside @ said
    return np.array(
        [
            max(0.0, float(cosines.max())),
            _worst_clause(statement, sentences, beside, cosines, embed),
            0.0 if is_cut_off(statement, sentences) else 1.0,
            1 / (1 + _count(suspicions, "numbers", "units", "dates")),
            1 / (1 + _count(suspicions, "names")),
            1 / (1 + _count(suspicions, "quotations", "addresses")),
        ]
    )


def _count(suspicions: Sequence[Suspicion], *kinds: Kind) -> int:
    return sum(one.kind in kinds for one in suspicions)


def _worst_clause(
    statement: str, sentences: Sequence[str], beside: Floats, cosines: Floats, embed: Embed
) -> float:
    clauses = split_clauses(statement)
    nearest = np.argsort(-cosines)[:_NEAREST]
    parts = [part for place in nearest for part in split_clauses(sentences[place])]
    found = embed([*clauses, *parts])
    there = np.vstack([beside, found[len(clauses) :]])
    return max(0.0, float((found[: len(clauses)] @ there.T).max(axis=1).min()))


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
