"""Hits@k: is there anything relevant among the first k?"""

from assistant.evaluation.case import Ranking


def hits(ranking: Ranking, depth: int) -> float:
    """1 if one of the first k items is relevant, else 0.

    Also called success@k (TREC) or top-k retrieval accuracy (Karpukhin et al., EMNLP 2020).
    Eligible: questions with gold sentences.
    """
    return float(any(ranking.gains[:depth]))
