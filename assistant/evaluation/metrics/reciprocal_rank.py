"""MRR@10: how far down is the first relevant item?"""

from assistant.evaluation.case import Ranking


def reciprocal_rank(ranking: Ranking) -> float:
    """1 / the rank of the first relevant item; 0 if there is none among the first ten.

    Voorhees (TREC-8 question answering track, 1999); the cut-off at 10 as in MS MARCO.
    Eligible: questions with gold sentences.
    """
    return next((1 / rank for rank, gain in enumerate(ranking.gains, start=1) if gain), 0.0)
