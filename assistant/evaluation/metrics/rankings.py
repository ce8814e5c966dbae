"""How high the relevant chunks and articles are in a ranking.

Eligible are questions with gold sentences.
"""

from math import log2

from assistant.evaluation.case import DEPTH, Ranking


def hits(ranking: Ranking, depth: int) -> float:
    """1 if one of the first k items is relevant, else 0.

    Also called success@k (TREC) or top-k retrieval accuracy (Karpukhin et al., EMNLP 2020).
    Eligible: questions with gold sentences.
    """
    return float(any(ranking.gains[:depth]))


def reciprocal_rank(ranking: Ranking) -> float:
    """1 / the rank of the first relevant item; 0 if there is none among the first ten.

    Voorhees (TREC-8 question answering track, 1999); the cut-off at 10 as in MS MARCO.
    Eligible: questions with gold sentences.
    """
    return next((1 / rank for rank, gain in enumerate(ranking.gains, start=1) if gain), 0.0)


def average_precision(ranking: Ranking) -> float:
    """The mean, over all relevant items of the archive, of the precision at each one's rank.

    An item that is not among the first ten counts 0: the "map_cut_10" of trec_eval (Buckley and
    Voorhees, SIGIR 2000). Eligible: questions with gold sentences; 0 if none was found in the
    archive.
    """
    precisions: list[float] = []
    for rank, gain in enumerate(ranking.gains, start=1):
        if gain:
            precisions.append((len(precisions) + 1) / rank)
    return sum(precisions) / ranking.relevant if ranking.relevant else 0.0


def ndcg(ranking: Ranking) -> float:
    """The discounted cumulative gain divided by that of the ideal order, with gains of 0 and 1.

    Jarvelin and Kekalainen (ACM TOIS 2002), discounted by log2(rank + 1) as in trec_eval's
    "ndcg_cut_10". Eligible: questions with gold sentences; 0 if none was found in the archive.
    """
    gain = sum(_discount(rank) for rank, gain in enumerate(ranking.gains, start=1) if gain)
    best = sum(_discount(rank) for rank in range(1, min(ranking.relevant, DEPTH) + 1))
    return gain / best if best else 0.0


def _discount(rank: int) -> float:
    return 1 / log2(rank + 1)


def recall(ranking: Ranking) -> float:
    """The share of a question's gold sentences (or gold articles) in the first ten items.

    The set recall of Manning, Raghavan and Schuetze (2008, section 8.3) over sentences, so that two
    chunks with the same sentence count once. Eligible: questions with gold sentences.
    """
    return ranking.met / ranking.wanted


def complete(ranking: Ranking) -> float:
    """1 if all of a question's gold sentences (or gold articles) are in the first ten items.

    The "full retrieval" that questions over several articles need (paragraph exact match of
    HotpotQA's retrievers: Xiong et al., ICLR 2021). Eligible: as for recall.
    """
    return float(ranking.met == ranking.wanted)
