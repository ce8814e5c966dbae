"""Intervals and durations, against scipy."""

import numpy as np
import pytest
import scipy.stats

from assistant.evaluation.bootstrap import Score, duration, figure


def test_a_figure_lies_in_its_interval_and_counts_its_cases():
    found = figure([Score(1.0)] * 30 + [None] * 5 + [Score(0.0)] * 10 + [Score(0, 0)])
    assert (found["value"], found["n"]) == (0.75, 40)
    assert 0.55 < (found["low"] or 0) < 0.75 < (found["high"] or 0) < 0.92
    empty = {"value": None, "low": None, "high": None, "n": 0}
    assert figure([None]) == figure([]) == empty


def test_the_interval_is_that_of_scipys_bootstrap():
    random = np.random.default_rng(7)
    wholes = random.integers(1, 5, 200)
    parts = random.binomial(wholes, 0.6)

    def ratio(parts: np.ndarray, wholes: np.ndarray, axis: int) -> np.ndarray:
        return parts.sum(axis=axis) / wholes.sum(axis=axis)

    theirs = scipy.stats.bootstrap(
        (parts, wholes), ratio, paired=True, vectorized=True, method="percentile",
        n_resamples=5_000, random_state=1,
    ).confidence_interval  # fmt: skip
    ours = figure([Score(part, whole) for part, whole in zip(parts, wholes, strict=True)])
    assert (ours["low"], ours["high"]) == pytest.approx((theirs.low, theirs.high), abs=0.006)


def test_seconds_have_a_median_an_interval_and_a_95th_percentile():
    found = duration([n / 100 for n in range(101)])
    assert (found["value"], found["p95"], found["n"]) == (0.5, 0.95, 101)
    theirs = scipy.stats.quantile_test(np.arange(101) / 100, q=0, p=0.5).confidence_interval(0.95)
    assert (found["low"], found["high"]) == pytest.approx((theirs.low, theirs.high), abs=0.011)
    assert duration([2.0])["low"] == 2.0
    assert duration([])["p95"] is None
