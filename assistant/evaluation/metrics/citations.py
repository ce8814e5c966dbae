"""Are the right sentences cited?"""

from assistant.evaluation.case import Case
from assistant.evaluation.scores import Score


def citation_precision(case: Case) -> Score | None:
    """Share of all citations given that are gold sentences.

    After ALCE (Gao et al., EMNLP 2023), with gold sentences instead of an entailment model, and
    summed over citations. Eligible: answerable questions with gold that were answered.
    """
    if not case.has_gold or not case.answer or not case.answer.answered or not case.cited:
        return None
    return Score(sum(map(bool, case.cited)), len(case.cited))


def citation_recall(case: Case) -> Score | None:
    """Share of all gold sentences that are cited; an abstention cites none.

    After ALCE, as above, summed over gold sentences. Eligible: questions with gold.
    """
    if not case.has_gold or not case.answer:
        return None
    return Score(len(frozenset().union(*case.cited)), len(case.gold))


def right_sentence(case: Case) -> Score | None:
    """Share of questions with at least one gold sentence among their citations.

    Eligible: questions with gold.
    """
    if not case.has_gold or not case.answer:
        return None
    return Score(float(any(case.cited)))
