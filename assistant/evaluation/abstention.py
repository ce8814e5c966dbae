"""Does the assistant keep silent when it should, and only then?"""

from collections.abc import Sequence

from assistant.evaluation.cases import Case
from assistant.evaluation.figures import Figure, mean, ratio


def abstention_precision(cases: Sequence[Case]) -> Figure:
    """Share of abstentions that were right. Eligible: all abstentions."""
    silent = [case for case in cases if not case.answer.answered]
    return mean([float(not case.question.answerable) for case in silent])


def abstention_recall(cases: Sequence[Case]) -> Figure:
    """Share of unanswerable questions that got an abstention. Eligible: unanswerable ones."""
    return mean([float(not c.answer.answered) for c in cases if not c.question.answerable])


def abstention_f1(cases: Sequence[Case]) -> Figure:
    """Harmonic mean of the two: 2 right abstentions / (abstentions + unanswerable questions)."""
    silent = [not case.answer.answered for case in cases]
    unanswerable = [not case.question.answerable for case in cases]
    pairs = list(zip(silent, unanswerable, strict=True))
    return ratio([2.0 * (s and u) for s, u in pairs], [float(s + u) for s, u in pairs])


def over_refusal(cases: Sequence[Case]) -> Figure:
    """Share of answerable questions that got an abstention. Eligible: answerable ones."""
    return mean([float(not c.answer.answered) for c in cases if c.question.answerable])
