"""Is the writer given the sentences that answer the question?"""

from assistant.evaluation.case import Case
from assistant.evaluation.scores import Score


def evidence_recall(case: Case) -> Score | None:
    """The share of a question's gold sentences among the sentences given to the writer.

    The supporting-fact recall of HotpotQA (Yang et al., EMNLP 2018). Eligible: questions with gold
    sentences.
    """
    if case.evidence is None or not case.has_gold:
        return None
    return Score(sum(rank is not None for rank in case.evidence.ranks) / len(case.gold))


def evidence_rank(case: Case) -> Score | None:
    """The mean rank, from 1, of the gold sentences among those given to the writer: less is better.

    Eligible: gold sentences that were given to the writer.
    """
    ranks = [rank for rank in case.evidence.ranks if rank] if case.evidence else []
    return Score(sum(ranks), len(ranks)) if ranks else None
