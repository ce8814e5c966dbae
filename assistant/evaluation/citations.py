"""Are the right sentences cited? Precision, recall, and whether any right one is among them."""

from collections.abc import Sequence

from assistant.evaluation.cases import Case
from assistant.evaluation.figures import Figure, mean, ratio


def citation_precision(cases: Sequence[Case]) -> Figure:
    """Share of all citations given that are gold. Eligible: answerable questions, answered."""
    eligible = [case for case in cases if case.question.answerable and case.answer.answered]
    return ratio(
        [case.right_citations for case in eligible],
        [len(case.answer.citations) for case in eligible],
    )


def citation_recall(cases: Sequence[Case]) -> Figure:
    """Share of all gold sentences that are cited. Eligible: answerable questions with gold."""
    eligible = [case for case in cases if case.gold]
    return ratio([case.found_gold for case in eligible], [len(case.gold) for case in eligible])


def right_sentence(cases: Sequence[Case]) -> Figure:
    """Share of questions with a gold sentence among the citations. Eligible: as for recall."""
    return mean([float(case.found_gold > 0) for case in cases if case.gold])
