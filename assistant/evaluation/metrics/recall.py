"""Recall@10 of gold sentences: is all that is needed there?"""

from assistant.evaluation.case import Ranking


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
