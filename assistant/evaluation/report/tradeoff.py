"""The effect of other thresholds: abstentions by the score of the best sentence.

Only for answers with such a score (`usage.sufficiency`, 0 to 1), as quotations have.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    return [
        Point(
            threshold,
            precision=_share(wrong, wrong + refused) if wrong + refused else 1.0,
            recall=_share(wrong, unanswerable),
            over_refusal=_share(refused, answerable),
        )
        for threshold in _thresholds([score for score, _ in scored])
        for wrong in [sum(score < threshold and not able for score, able in scored)]
        for refused in [sum(score < threshold and able for score, able in scored)]
    ]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4)


def _thresholds(scores: Sequence[float]) -> list[float]:
    distinct = sorted({*scores, 0.0, 1.0})
    step = max(1, len(distinct) // _POINTS)
    return [*distinct[:-1:step], distinct[-1]]
