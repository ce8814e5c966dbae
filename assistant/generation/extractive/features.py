"""What is measured of a question and a sentence: the grounds on which one answers the other.

Every measure is one that a reader could check by eye; none of them is a retrieval score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.generation.extractive.bindings import NEUTRAL, bound, is_carried, out_of_time
from assistant.generation.extractive.expressions import find_expressions, has_form
from assistant.generation.extractive.phrases import find_phrases, least_met, names_a_role
from assistant.text.word_matching import Floats, Reading, States, alike, holds, unit, weights
from assistant.text.words import QuestionAnalysis

NEAR = 7  # words on either side: about a clause
_UNMET = 0.35  # a term that is less alike to every word is not met
# What it counts that a term stands next to the sentence, or in the one that it goes on from.
_AROUND, _CARRIED = 0.6, 0.85

MEASURES = (
    "similarity",  # cosine of question and sentence
    "clause",  # cosine of the question and the nearest stretch of the sentence
    "contrast",  # the same, less what all candidates share
    "shared",  # share of the question's terms that stand in the sentence, by their stems
    "covered",  # how well the terms are met, by weight
    "together",  # the same as a geometric mean: one term unmet costs much
    "words",  # how well terms are met that are no names
    "least",  # the one of them met worst
    "two_least",  # the two of all terms met worst
    "unmet",  # number of terms not met
    "phrase",  # the two words side by side in the question that are met worst side by side
    "focus",  # how well the words are met that name the thing asked for
    "gives",  # holds an expression of the kind asked for
    "near",  # how well terms are met within a clause of that expression
    "bound",  # what is given belongs to what is asked: number to thing, words to speaker, ...
    "weakest",  # the least of these, the two before and whose role: an answer fails by one
    "out_of_time",  # something to come is asked for, and nothing to come is told
    "without_least",  # what the similarity loses at least when a term is left out of the question
    "without_better",  # share of terms without which the question would be nearer to the sentence
    "names_missing",  # weight of the names that neither sentence nor neighbours hold
    "names_absent",  # names that no candidate holds, at most 2
    "numbers_missing",  # share of the question's numbers that neither holds
)


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors that measuring needs; those of texts have length 1."""

    question: Floats
    without: Floats  # (terms, d): the question with one term left out
    sentences: Floats  # (sentences, d)
    clauses: Floats  # (sentences,): cosine of the question and the nearest stretch of each
    states: States


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Stems of the text around a sentence: all of it, and of the sentence before alone."""

    all: frozenset[str]
    before: frozenset[str]


class _Seen:
    """What all measures share: which terms are met where, and which of them matter for what."""

    def __init__(self, asked: QuestionAnalysis, matrices: Sequence[Floats], around: Floats) -> None:
        self.asked = asked
        self.alike = np.array([matrix.max(axis=1) for matrix in matrices])
        self.around = around
        self.met = np.maximum(self.alike, around)
        self.weight = weights(asked, (self.alike > 0.9) | (around > 0))
        roles = np.array([term.role for term in asked.terms])
        heavy = np.array([not term.light for term in asked.terms])
        self.heavy = heavy if heavy.any() else np.ones_like(heavy)
        self.names, self.numbers = roles == "name", roles == "number"
        in_form = np.isin(np.arange(len(roles)), asked.focus) & _form_says_it(asked)
        self.words = (roles == "word") & heavy & ~in_form


def measure(
    asked: QuestionAnalysis,
    readings: Sequence[Reading],
    nearby: Sequence[Surroundings],
    given: Embedded,
) -> NDArray[np.float64]:
    """`(sentences, len(MEASURES))`: the evidence seen against the question."""
    matrices = alike(asked, readings, given.states)
    around = np.array([_around(asked, *pair) for pair in zip(readings, nearby, strict=True)])
    seen = _Seen(asked, matrices, around)
    columns = _similarities(given) | _coverage(seen) | _names(seen) | _leaving_out(seen, given)
    columns["shared"] = _shared(asked, readings)
    columns["phrase"] = _phrases(asked, readings, matrices)
    columns |= _near_expressions(seen, readings, matrices)
    triples = zip(readings, matrices, nearby, strict=True)
    columns["bound"] = np.array([bound(asked, r, m, near.before) for r, m, near in triples])
    columns["out_of_time"] = np.array([out_of_time(asked, reading.text) for reading in readings])
    parts = [columns[name] for name in ("gives", "near", "bound", "together")]
    if asked.kind == "person" and names_a_role(asked):
        parts.append(columns["phrase"])
    columns["weakest"] = np.min([*parts, 1 - columns["out_of_time"]], axis=0)
    return np.column_stack([columns[name] for name in MEASURES]).astype(np.float64)


def _around(asked: QuestionAnalysis, reading: Reading, near: Surroundings) -> Floats:
    """`(terms,)`: the weight of a term that occurs around the sentence."""
    carried = near.before if is_carried(reading.text) else frozenset()
    return np.array(
        [
            _CARRIED if holds(t, carried) else _AROUND if holds(t, near.all) else 0.0
            for t in asked.terms
        ],
        np.float32,
    )


def _form_says_it(asked: QuestionAnalysis) -> bool:
    """Where the kind asked for has a form, the word for it ("date") is not looked for."""
    return asked.kind in ("date", "person", "place")


def _similarities(given: Embedded) -> dict[str, Floats]:
    centre = given.sentences.mean(axis=0)
    sentences, question = unit(given.sentences - centre), unit(given.question - centre)
    return {
        "similarity": given.sentences @ given.question,
        "clause": given.clauses,
        "contrast": sentences @ question,
    }


def _shared(asked: QuestionAnalysis, readings: Sequence[Reading]) -> Floats:
    stems = {term.stem for term in asked.terms}
    shares = [len(stems & set(reading.stems)) / len(stems) for reading in readings]
    return np.array(shares, np.float32)


def _phrases(
    asked: QuestionAnalysis, readings: Sequence[Reading], matrices: Sequence[Floats]
) -> Floats:
    phrases = find_phrases(asked)
    if not phrases:
        return np.full(len(readings), NEUTRAL, np.float32)
    pairs = zip(readings, matrices, strict=True)
    return np.array([least_met(phrases, *pair) for pair in pairs], np.float32)


def _coverage(seen: _Seen) -> dict[str, Floats]:
    neutral = np.full(len(seen.met), NEUTRAL, np.float32)
    words = least = focus = neutral
    if seen.words.any():
        words = seen.alike[:, seen.words].mean(axis=1)
        least = seen.met[:, seen.words].min(axis=1)
    if seen.asked.focus and not _form_says_it(seen.asked):
        focus = seen.met[:, list(seen.asked.focus)].min(axis=1)
    heavy = np.sort(seen.met[:, seen.heavy], axis=1)
    return {
        "covered": seen.met @ seen.weight,
        "together": np.exp(np.log(np.maximum(seen.met, 0.05)) @ seen.weight),
        "words": words,
        "least": least,
        "two_least": heavy[:, :2].mean(axis=1),
        "unmet": (heavy < _UNMET).sum(axis=1).astype(np.float32),
        "focus": focus,
    }


def _names(seen: _Seen) -> dict[str, Floats]:
    held = np.maximum(seen.alike, 0.8 * (seen.around > 0))
    weight = seen.weight * seen.names
    numbers = np.zeros(len(held), np.float32)
    if seen.numbers.any():
        numbers = 1 - held[:, seen.numbers].mean(axis=1)
    absent = min(2, int((seen.names & (held.max(axis=0) < 0.65)).sum()))
    return {
        "names_missing": (1 - held) @ weight / max(float(weight.sum()), 1e-6),
        "names_absent": np.full(len(held), float(absent), np.float32),
        "numbers_missing": numbers,
    }


def _leaving_out(seen: _Seen, given: Embedded) -> dict[str, Floats]:
    """A term that a sentence is not about pulls the question away from it: leave it out and see."""
    lost = (given.sentences @ given.question)[:, None] - given.sentences @ given.without.T
    lost = lost[:, seen.heavy]
    return {"without_least": lost.min(axis=1), "without_better": (lost < 0).mean(axis=1)}


def _near_expressions(
    seen: _Seen, readings: Sequence[Reading], matrices: Sequence[Floats]
) -> dict[str, Floats]:
    if not has_form(seen.asked):
        words = _coverage(seen)["words"]
        return {"gives": np.full(len(readings), NEUTRAL, np.float32), "near": words}
    found = [_places(reading, find_expressions(seen.asked, reading.text)) for reading in readings]
    near = [
        max((_near(seen, reading, matrix, place) for place in places), default=0.0)
        for reading, matrix, places in zip(readings, matrices, found, strict=True)
    ]
    gives = [float(bool(places)) for places in found]
    return {"gives": np.array(gives, np.float32), "near": np.array(near, np.float32)}


def _places(reading: Reading, spans: Sequence[tuple[int, int]]) -> list[int]:
    """The content words (counted among all words) in the spans, or next after one."""
    starts = np.array(reading.starts)
    found: list[int] = []
    for start, end in spans:
        inside = np.flatnonzero((starts >= start) & (starts < end))
        if len(inside):
            found.extend(int(reading.places[i]) for i in inside)
        elif len(starts):
            found.append(
                int(reading.places[min(int(np.searchsorted(starts, end)), len(starts) - 1)])
            )
    return found


def _near(seen: _Seen, reading: Reading, matrix: Floats, place: int) -> float:
    """How well the terms that are no names are met within a clause of a word."""
    if not seen.words.any():
        return NEUTRAL
    close = np.abs(reading.places - place) <= NEAR
    return float(matrix[seen.words][:, close].max(axis=1).mean()) if close.any() else 0.0
