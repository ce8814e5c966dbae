"""Two runs compared, against scipy's tests and by hand."""

import numpy as np
import pytest
import scipy.stats

from assistant.evaluation.bootstrap import Score
from assistant.evaluation.comparison import chance, compare, difference
from index.errors import ArchiveError
from tests.assistant.evaluation.making import make_case


def rows(a: list[float], b: list[float]) -> np.ndarray:
    ones = np.ones(len(a))
    return np.column_stack([a, ones, b, ones])


def test_with_values_of_0_and_1_the_test_is_mcnemars():
    for better, worse in ((6, 1), (9, 3), (5, 5), (0, 0), (40, 20)):
        a = [0.0] * better + [1.0] * worse + [1.0] * 30
        b = [1.0] * better + [0.0] * worse + [1.0] * 30
        theirs = scipy.stats.binomtest(better, better + worse).pvalue if better + worse else 1.0
        assert chance(rows(a, b)) == pytest.approx(theirs, abs=0.004), (better, worse)


def test_with_other_values_it_is_scipys_permutation_test():
    random = np.random.default_rng(3)
    a = random.random(60)
    for shift in (0.02, 0.08, 0.3):
        b = np.clip(a + random.normal(shift, 0.3, 60), 0, 1)
        theirs = scipy.stats.permutation_test(
            (a, b), lambda x, y, axis: np.mean(y - x, axis=axis), permutation_type="samples",
            vectorized=True, n_resamples=20_000, rng=1,
        ).pvalue  # fmt: skip
        assert chance(rows(list(a), list(b))) == pytest.approx(theirs, abs=0.02)


def test_chance_alone_is_called_significant_as_often_as_promised():
    random = np.random.default_rng(11)
    called = [
        chance(rows(list(random.random(40)), list(random.random(40)))) <= 0.05 for _ in range(200)
    ]
    assert 2 <= sum(called) <= 20  # 10 expected; outside of this less than once in 500


def test_ratios_of_sums_are_swapped_with_their_wholes():
    ours = [(Score(1, 1), Score(1, 4)), (Score(2, 2), Score(1, 2)), (None, Score(0, 3))]
    found = difference("answers", "citation_precision", ours)
    assert found is not None
    assert (found.a, found.b, found.n, found.better, found.worse) == (1.0, 0.2222, 3, 0, 2)
    ways = [
        abs(_by_hand(ours, flips))
        for flips in ((i, j, k) for i in (0, 1) for j in (0, 1) for k in (0, 1))
    ]
    reached = sum(way >= abs(_by_hand(ours, (0, 0, 0))) - 1e-12 for way in ways)
    assert found.p == pytest.approx(reached / 8)
    assert found.low <= found.difference <= found.high


def _by_hand(pairs: list[tuple[Score | None, Score | None]], flips: tuple[int, int, int]) -> float:
    a, b = [0.0, 0.0], [0.0, 0.0]
    for (x, y), flip in zip(pairs, flips, strict=True):
        for total, score in zip((b, a) if flip else (a, b), (x, y), strict=True):
            total[0] += score.part if score else 0
            total[1] += score.whole if score else 0
    return (b[0] / b[1] if b[1] else 0) - (a[0] / a[1] if a[1] else 0)


def test_runs_are_paired_by_question_and_less_can_be_better():
    gold = ((0, 9),)
    a = [make_case(name=n, gold=gold, cited=(), chunks=(("b", (0, 9)),)) for n in "xyz"]
    right = (("a", (0, 9)),)
    b = [make_case(name=n, gold=gold, cited=((0, 9),), chunks=right) for n in "zyw"]
    found = {f"{d.section}.{d.name}": d for d in compare(a, b)}
    hits = found["retrieval.chunks.hits@1"]
    assert (hits.a, hits.b, hits.n, hits.better, hits.worse, hits.p) == (0, 1, 2, 2, 0, 0.5)
    refusal = found["answers.over_refusal"]
    assert (refusal.difference, refusal.better, refusal.worse) == (-1.0, 2, 0)
    assert "answers.citation_precision" not in found  # run a cites nothing


def test_runs_that_share_no_question_are_not_compared():
    with pytest.raises(ArchiveError, match="share no question"):
        compare([make_case(name="x")], [make_case(name="y")])
    other = make_case(name="x")
    changed = other.question.model_copy(update={"question": "Why?"})
    with pytest.raises(ArchiveError, match="question x differs"):
        compare([other], [other.model_copy(update={"question": changed})])
