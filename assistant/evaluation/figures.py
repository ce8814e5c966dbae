"""A figure with its 95 % interval, by bootstrap over cases (Efron 1979, percentile method)."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

_RESAMPLES = 2_000
_SEED = 20_240_302


class Figure(TypedDict):
    """`value` in [0, 1] with its interval; all None where no case is eligible. `n` counts cases."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def mean(values: Sequence[float]) -> Figure:
    """The mean of a value a case."""
    return ratio(values, [1.0] * len(values))


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> Figure:
    """Sum over sum, each case giving one of each; cases are resampled together."""
    above, below = np.asarray(numerators, float), np.asarray(denominators, float)
    if not below.sum():
        return Figure(value=None, low=None, high=None, n=0)
    picks = np.random.default_rng(_SEED).integers(0, len(below), (_RESAMPLES, len(below)))
    tops, bottoms = above[picks].sum(axis=1), below[picks].sum(axis=1)
    low, high = np.percentile(tops[bottoms > 0] / bottoms[bottoms > 0], [2.5, 97.5])
    value = above.sum() / below.sum()
    return Figure(value=_round(value), low=_round(low), high=_round(high), n=int(below.sum()))


def _round(value: float) -> float:
    return round(float(value), 4)
