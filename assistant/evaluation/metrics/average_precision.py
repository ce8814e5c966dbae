"""MAP@10: are all relevant items near the top?"""

from assistant.evaluation.case import Ranking


def average_precision(ranking: Ranking) -> float:
    """The mean, over all relevant items of the archive, of the precision at each one's rank.

    An item that is not among the first ten counts 0: the "map_cut_10" of trec_eval (Buckley and
    Voorhees, SIGIR 2000). Eligible: questions with gold sentences; 0 where none was found in the
    archive.
    """
    precisions: list[float] = []
    for rank, gain in enumerate(ranking.gains, start=1):
        if gain:
            precisions.append((len(precisions) + 1) / rank)
    return sum(precisions) / ranking.relevant if ranking.relevant else 0.0
