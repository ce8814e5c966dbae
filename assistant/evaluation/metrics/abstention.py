"""Does the assistant abstain when it should, and only then?

Unanswerable questions are defined as in SQuAD 2.0 (Rajpurkar et al., ACL 2018); abstentions are the
positive class, as in selective question answering (Kamath et al., ACL 2020).
"""

from assistant.evaluation.case import Case
from assistant.evaluation.scores import Score


def abstention_precision(case: Case) -> Score | None:
    """Share of abstentions that were right. Eligible: all abstentions."""
    if not case.answer or case.answer.answered:
        return None
    return Score(float(not case.question.answerable))


def abstention_recall(case: Case) -> Score | None:
    """Share of unanswerable questions that got an abstention. Eligible: unanswerable ones."""
    if not case.answer or case.question.answerable:
        return None
    return Score(float(not case.answer.answered))


def abstention_f1(case: Case) -> Score | None:
    """Harmonic mean of the two: 2 right abstentions / (abstentions + unanswerable questions).

    Eligible: questions that are unanswerable or got an abstention.
    """
    if not case.answer:
        return None
    silent, unanswerable = not case.answer.answered, not case.question.answerable
    if not silent and not unanswerable:
        return None
    return Score(2.0 * (silent and unanswerable), float(silent + unanswerable))


def over_refusal(case: Case) -> Score | None:
    """Share of answerable questions that got an abstention: less is better.

    Eligible: answerable ones.
    """
    if not case.answer or not case.question.answerable:
        return None
    return Score(float(not case.answer.answered))
