"""nDCG@10: the same, where a lower rank costs less and less."""

from math import log2

from assistant.evaluation.case import DEPTH, Ranking


def ndcg(ranking: Ranking) -> float:
    """The discounted cumulative gain divided by that of the ideal order, with gains of 0 and 1.

    Jarvelin and Kekalainen (ACM TOIS 2002), discounted by log2(rank + 1) as in trec_eval's
    "ndcg_cut_10". Eligible: questions with gold sentences; 0 where none was found in the archive.
    """
    gain = sum(_discount(rank) for rank, gain in enumerate(ranking.gains, start=1) if gain)
    best = sum(_discount(rank) for rank in range(1, min(ranking.relevant, DEPTH) + 1))
    return gain / best if best else 0.0


def _discount(rank: int) -> float:
    return 1 / log2(rank + 1)
