"""The metrics by their names in the JSON contract.

A ranking metric returns a number for a ranking; the other metrics use the whole case.
"""

from collections.abc import Callable, Mapping
from functools import partial

from assistant.evaluation.bootstrap import Score
from assistant.evaluation.case import Case, Metric, Ranking
from assistant.evaluation.metrics import answers, correctness, rankings

RANKED: Mapping[str, Callable[[Ranking], float]] = {
    **{f"hits@{depth}": partial(rankings.hits, depth=depth) for depth in (1, 4, 10)},
    "mrr@10": rankings.reciprocal_rank,
    "map@10": rankings.average_precision,
    "ndcg@10": rankings.ndcg,
    "recall@10": rankings.recall,
    "complete@10": rankings.complete,
}
EVIDENCE: Mapping[str, Metric] = {"recall": answers.evidence_recall, "rank": answers.evidence_rank}
ANSWERS: Mapping[str, Metric] = {
    "right_sentence": answers.right_sentence,
    "citation_precision": answers.citation_precision,
    "citation_recall": answers.citation_recall,
    "exact": correctness.exact,
    "f1": correctness.f1,
    "contains": correctness.contains,
    "abstention_precision": answers.abstention_precision,
    "abstention_recall": answers.abstention_recall,
    "abstention_f1": answers.abstention_f1,
    "over_refusal": answers.over_refusal,
    **{fate: answers.share_of(fate) for fate in ("verified", "quoted", "repaired", "dropped")},
}
LESS_IS_BETTER = frozenset({"evidence.rank", "answers.over_refusal", "answers.dropped"})


def _ranked(unit: str, measure: Callable[[Ranking], float]) -> Metric:
    def score(case: Case) -> Score | None:
        ranking = case.by_chunk if unit == "chunks" else case.by_article
        return Score(measure(ranking)) if ranking else None

    score.__doc__ = getattr(measure, "func", measure).__doc__
    return score


def describe(metric: Metric) -> str:
    """The first paragraph of a metric's docstring."""
    first = (metric.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(first.replace("`", "").split())


# Section -> name -> metric; a section's name is its path in the contract.
METRICS: Mapping[str, Mapping[str, Metric]] = {
    "retrieval.chunks": {name: _ranked("chunks", measure) for name, measure in RANKED.items()},
    "retrieval.articles": {name: _ranked("articles", measure) for name, measure in RANKED.items()},
    "evidence": EVIDENCE,
    "answers": ANSWERS,
}
