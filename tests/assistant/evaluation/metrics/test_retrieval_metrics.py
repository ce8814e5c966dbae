"""The metrics of rankings, by hand and against trec_eval itself."""

from math import log2

import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.case import Ranking
from assistant.evaluation.metrics import METRICS, RANKED
from tests.assistant.evaluation.making import make_case

NOTHING: frozenset[int] = frozenset()


def rank(pattern: str, relevant: int) -> Ranking:
    """A ranking in which "x" is an item with a wanted thing of its own, "." one without."""
    found = tuple(frozenset({n}) if mark == "x" else NOTHING for n, mark in enumerate(pattern))
    return Ranking(found, relevant, relevant)


@pytest.mark.parametrize(
    ("pattern", "relevant", "figures"),
    [
        ("x.........", 1, {"hits@1": 1, "mrr@10": 1, "map@10": 1, "ndcg@10": 1, "recall@10": 1}),
        (".x.", 1, {"hits@1": 0, "hits@4": 1, "mrr@10": 0.5, "map@10": 0.5}),
        (".x.", 1, {"ndcg@10": 1 / log2(3)}),
        ("..x.x", 2, {"map@10": (1 / 3 + 2 / 5) / 2, "mrr@10": 1 / 3, "complete@10": 1}),
        ("....x", 2, {"hits@4": 0, "hits@10": 1, "recall@10": 0.5, "complete@10": 0}),
        ("..........x", 1, {"hits@10": 0, "mrr@10": 0, "map@10": 0, "ndcg@10": 0, "recall@10": 0}),
        ("", 1, {"hits@10": 0, "mrr@10": 0, "recall@10": 0}),
    ],
)
def test_by_hand(pattern: str, relevant: int, figures: dict[str, float]):
    for name, value in figures.items():
        assert RANKED[name](rank(pattern, relevant)) == pytest.approx(value), name


@given(
    st.lists(st.booleans(), max_size=14),
    st.integers(min_value=0, max_value=15),
)
def test_they_agree_with_trec_eval(gains: list[bool], unfound: int):
    relevant = sum(gains) + unfound
    if not relevant:
        return
    judged = {f"d{n}": int(gain) for n, gain in enumerate(gains)}
    judged |= {f"missing{n}": 1 for n in range(unfound)}
    measures = {"success.1,4,10", "map_cut.10", "ndcg_cut.10", "recall.10", "recip_rank"}
    found = {f"d{n}": 100.0 - n for n in range(len(gains))}
    judge = pytrec_eval.RelevanceEvaluator({"q": judged}, measures)
    theirs = judge.evaluate({"q": found})["q"] if found else {}
    ten = dict(list(found.items())[:10])  # recip_rank knows no cut-off
    first = judge.evaluate({"q": ten})["q"]["recip_rank"] if ten else 0.0
    ours = rank("".join(".x"[gain] for gain in gains), relevant)
    for name, theirs_called in (
        ("hits@1", "success_1"), ("hits@4", "success_4"), ("hits@10", "success_10"),
        ("map@10", "map_cut_10"), ("ndcg@10", "ndcg_cut_10"), ("recall@10", "recall_10"),
    ):  # fmt: skip
        assert RANKED[name](ours) == pytest.approx(theirs.get(theirs_called, 0.0)), name
    assert RANKED["mrr@10"](ours) == pytest.approx(first)


def test_a_sentence_in_two_chunks_counts_once():
    case = make_case(
        gold=((0, 100),), chunks=(("a", (50, 150)), ("b", (0, 9)), ("a", (0, 50))), relevant=2
    )
    assert case.by_chunk == Ranking((frozenset({0}), NOTHING, frozenset({0})), 2, 1)
    assert RANKED["map@10"](case.by_chunk) == pytest.approx((1 + 2 / 3) / 2)
    assert RANKED["recall@10"](case.by_chunk) == 1.0


def test_articles_rank_by_their_best_chunk():
    chunks = (("b", (0, 9)), ("b", (9, 20)), ("a", (500, 600)))
    case = make_case(gold=((0, 100), (200, 300)), chunks=chunks)
    assert case.by_article == Ranking((NOTHING, frozenset({0})), 1, 1)
    score = METRICS["retrieval.articles"]["mrr@10"](case)
    assert score is not None
    assert score.part == 0.5
    assert METRICS["retrieval.chunks"]["hits@10"](case) == (0.0, 1.0)


def test_questions_without_gold_or_search_are_not_eligible():
    for case in (make_case(chunks=(("a", (0, 9)),)), make_case(gold=((0, 9),))):
        for section in ("retrieval.chunks", "retrieval.articles"):
            assert METRICS[section]["ndcg@10"](case) is None


def test_gold_that_the_archive_lacks_counts_as_missed():
    case = make_case(gold=((0, 9),), chunks=(("b", (0, 9)),), relevant=0)
    for name, metric in METRICS["retrieval.chunks"].items():
        assert metric(case) == (0.0, 1.0), name
