"""What another threshold would do: abstentions by the score of the best sentence.

Drawn only where answers carry such a score (`usage.sufficiency`, 0 to 1), as quotations do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation.case import Case

_POINTS = 100  # more would not be seen


@dataclass(frozen=True, slots=True)
class Point:
    """What abstentions would be worth if every score below `threshold` led to one."""

    threshold: float
    precision: float
    recall: float
    over_refusal: float


def trade_off(cases: Sequence[Case]) -> list[Point]:
    """Points by rising threshold; none where no answer has a score or all questions are alike."""
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
