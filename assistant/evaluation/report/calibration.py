"""Whether `usage.sufficiency`, the probability of an answer that quotations have, is right.

The effect of other thresholds on abstentions, and how often answers of a probability are right. Of
abstentions nobody knows whether what was not quoted would have been right: the latter leaves them
out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from assistant.evaluation.case import Case

_POINTS = 100  # more would not be visible


@dataclass(frozen=True, slots=True)
class Point:
    """The abstention metrics if every score below `threshold` led to an abstention."""

    threshold: float
    precision: float
    recall: float
    over_refusal: float


def trade_off(cases: Sequence[Case]) -> list[Point]:
    """Points by threshold; empty if no answer has a score or all questions are of one kind."""
    scored = [
        (float(case.answer.usage["sufficiency"]), case.question.answerable)
        for case in cases
        if case.answer and "sufficiency" in case.answer.usage
    ]
    answerable = sum(able for _, able in scored)
    unanswerable = len(scored) - answerable
    if not answerable or not unanswerable:
        return []
    distinct = sorted({0.0, 1.0, *(score for score, _ in scored)})
    step = max(1, len(distinct) // _POINTS)
    return [
        Point(
            threshold,
            precision=_share(wrong, wrong + refused) if wrong + refused else 1.0,
            recall=_share(wrong, unanswerable),
            over_refusal=_share(refused, answerable),
        )
        for threshold in (*distinct[:-1:step], distinct[-1])
        for wrong in [sum(score < threshold and not able for score, able in scored)]
        for refused in [sum(score < threshold and able for score, able in scored)]
    ]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4)


_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of nearly the same probability: its mean, and the share of them that was right."""

    expected: float
    right: float
    answers: int


def reliability(cases: Sequence[Case]) -> list[Bin]:
    """Bins of equal width that have answers; an answer is right if it cites a gold sentence."""
    ranked = sorted(
        (float(case.answer.usage["sufficiency"]), any(case.cited))
        for case in cases
        if case.answer and case.answer.answered and "sufficiency" in case.answer.usage
    )
    bins = groupby(ranked, key=lambda one: min(int(one[0] * _BINS), _BINS - 1))
    return [_bin(list(found)) for _, found in bins]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error, 0 to 1: the mean distance of `expected` from `right`."""
    answers = sum(one.answers for one in bins)
    return fsum(one.answers * abs(one.expected - one.right) for one in bins) / answers


def _bin(found: Sequence[tuple[float, bool]]) -> Bin:
    return Bin(
        fsum(sure for sure, _ in found) / len(found),
        sum(right for _, right in found) / len(found),
        len(found),
    )
