"""A figure with its 95 % interval, by bootstrap over cases (Efron 1979, percentile method).

Plain numpy: scipy's bootstrap (35 MB) does not support ratios of sums; tests compare the two.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt
from typing import NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
_SEED = 20_240_302


class Score(NamedTuple):
    """A metric's score for one case; a figure is the sum of parts divided by that of wholes.

    `whole` is 1 for means over cases, or the number of a case's citations for shares of them.
    """

    part: float
    whole: float = 1.0


class Figure(TypedDict):
    """`value` with its interval; all None if no case is eligible. `n` counts eligible cases."""

    value: float | None
    low: float | None
    high: float | None
    n: int


class Duration(Figure):
    """The median and the 95th percentile of a stage's seconds."""

    p95: float | None


def figure(scores: Sequence[Score | None]) -> Figure:
    """Sum of parts divided by sum of wholes; eligible cases are resampled with part and whole."""
    eligible = [score for score in scores if score is not None and score.whole]
    if not eligible:
        return Figure(value=None, low=None, high=None, n=0)
    parts, wholes = np.array(eligible, float).T
    draws = resamples(len(eligible))
    low, high = np.percentile((draws @ parts) / (draws @ wholes), [2.5, 97.5])
    value = parts.sum() / wholes.sum()
    return Figure(value=rounded(value), low=rounded(low), high=rounded(high), n=len(eligible))


def duration(seconds: Sequence[float]) -> Duration:
    """Median and 95th percentile, with the interval of the median.

    Uses order statistics, without assumptions about the distribution (Conover 1999, section 3.2).
    """
    if not seconds:
        return Duration(value=None, low=None, high=None, n=0, p95=None)
    ordered, n = sorted(seconds), len(seconds)
    reach = 1.96 * sqrt(n) / 2
    low, high = max(0, round(n / 2 - reach)), min(n - 1, round(n / 2 + reach))
    median, p95 = np.percentile(ordered, [50, 95])
    return Duration(
        value=rounded(median), low=rounded(ordered[low]), high=rounded(ordered[high]), n=n,
        p95=rounded(p95),
    )  # fmt: skip


@lru_cache(maxsize=4)
def resamples(n: int) -> NDArray[np.float32]:
    """`(RESAMPLES, n)`: how often each of `n` cases is drawn in each resample; rows sum to n."""
    picks = np.random.default_rng(_SEED).integers(0, n, (RESAMPLES, n), dtype=np.int32)
    rows = np.arange(RESAMPLES, dtype=np.int64)[:, None] * n
    counts = np.bincount((picks + rows).ravel(), minlength=RESAMPLES * n)
    return counts.reshape(RESAMPLES, n).astype(np.float32)


def rounded(value: float) -> float:
    """`value` to four decimal places."""
    return round(float(value), 4)
