"""Whether the probability of an answer (`usage.sufficiency`) can be taken at its word.

Of abstentions nobody knows whether what was not quoted would have been right: they are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from assistant.evaluation.case import Case

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of nearly the same probability: its mean, and the share of them that was right."""

    expected: float
    right: float
    answers: int


def reliability(cases: Sequence[Case]) -> list[Bin]:
    """Bins of equal width that have answers; an answer is right if it cites a gold sentence."""
    ranked = sorted(_answered(cases))
    bins = groupby(ranked, key=lambda one: min(int(one[0] * _BINS), _BINS - 1))
    return [_bin(list(found)) for _, found in bins]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error, 0 to 1: the mean distance of `expected` from `right`."""
    answers = sum(one.answers for one in bins)
    return fsum(one.answers * abs(one.expected - one.right) for one in bins) / answers


def _answered(cases: Sequence[Case]) -> Iterator[tuple[float, bool]]:
    for case in cases:
        if case.answer and case.answer.answered and "sufficiency" in case.answer.usage:
            yield float(case.answer.usage["sufficiency"]), any(case.cited)


def _bin(found: Sequence[tuple[float, bool]]) -> Bin:
    return Bin(
        fsum(sure for sure, _ in found) / len(found),
        sum(right for _, right in found) / len(found),
        len(found),
    )
