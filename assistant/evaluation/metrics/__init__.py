"""The metrics by their names in the JSON contract.

A ranking metric returns a number for a ranking; the other metrics use the whole case.
"""

from collections.abc import Callable, Mapping
from functools import partial

from assistant.evaluation.bootstrap import Score
from assistant.evaluation.case import Case, Metric, Ranking
from assistant.evaluation.metrics.answers import (
    abstention_f1,
    abstention_precision,
    abstention_recall,
    citation_precision,
    citation_recall,
    evidence_rank,
    evidence_recall,
    over_refusal,
    right_sentence,
    share_of,
)
from assistant.evaluation.metrics.correctness import contains, exact, f1
from assistant.evaluation.metrics.rankings import (
    average_precision,
    complete,
    hits,
    ndcg,
    recall,
    reciprocal_rank,
)

RANKED: Mapping[str, Callable[[Ranking], float]] = {
    "hits@1": partial(hits, depth=1),
    "hits@4": partial(hits, depth=4),
    "hits@10": partial(hits, depth=10),
    "mrr@10": reciprocal_rank,
    "map@10": average_precision,
    "ndcg@10": ndcg,
    "recall@10": recall,
    "complete@10": complete,
}
EVIDENCE: Mapping[str, Metric] = {"recall": evidence_recall, "rank": evidence_rank}
ANSWERS: Mapping[str, Metric] = {
    "right_sentence": right_sentence,
    "citation_precision": citation_precision,
    "citation_recall": citation_recall,
    "exact": exact,
    "f1": f1,
    "contains": contains,
    "abstention_precision": abstention_precision,
    "abstention_recall": abstention_recall,
    "abstention_f1": abstention_f1,
    "over_refusal": over_refusal,
    "verified": share_of("verified"),
    "quoted": share_of("quoted"),
    "repaired": share_of("repaired"),
    "dropped": share_of("dropped"),
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
