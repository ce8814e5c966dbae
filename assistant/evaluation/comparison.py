"""Compares two runs over the same questions with a significance test.

The paired randomisation test (Noreen 1989) that Smucker, Allan and Carterette (CIKM 2007) recommend
for retrieval: with values of 0 and 1 it is McNemar's exact test. Unlike scipy's tests it supports
figures that are ratios of sums; tests compare it with scipy's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.bootstrap import Score, resamples, rounded
from assistant.evaluation.case import Case
from assistant.evaluation.metrics import LESS_IS_BETTER, METRICS
from index.errors import ArchiveError

SWAPS = 10_000
_EXACT = 13  # differing questions up to which all swaps are enumerated: 2 ** 13 is below SWAPS
_SEED = 20_240_303
_BLOCK = 1_000  # swaps at a time, to keep memory low
_EQUAL = 1e-12  # smaller differences between floats count as equal

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of two runs: `b - a` with its 95 % interval, and the p-value.

    `n` questions are eligible in either run; of those eligible in both, `better` and `worse` count
    the questions that run b did better or worse. `p` is not corrected for multiple comparisons.
    """

    section: str
    name: str
    a: float
    b: float
    difference: float
    low: float
    high: float
    p: float
    n: int
    better: int
    worse: int


def compare(a: Sequence[Case], b: Sequence[Case]) -> list[Difference]:
    """The figures that both runs have, over the questions they share.

    Raises `ArchiveError` if they share none, or if an id belongs to different questions.
    """
    pairs = pair(a, b)
    differences = []
    for section, metrics in METRICS.items():
        for name, metric in metrics.items():
            scores = [(metric(one), metric(other)) for one, other in pairs]
            if found := difference(section, name, scores):
                differences.append(found)
    return differences


def pair(a: Sequence[Case], b: Sequence[Case]) -> list[tuple[Case, Case]]:
    others: Mapping[str, Case] = {case.question.id: case for case in b}
    pairs = [(case, others[case.question.id]) for case in a if case.question.id in others]
    if not pairs:
        raise ArchiveError("the two runs share no question; compare runs over the same dataset")
    for one, other in pairs:
        if one.question.question != other.question.question:
            raise ArchiveError(f"question {one.question.id} differs between the two runs")
    return pairs


def difference(
    section: str, name: str, scores: Sequence[tuple[Score | None, Score | None]]
) -> Difference | None:
    """One figure of two runs; None if one of them has no eligible case."""
    none = Score(0.0, 0.0)
    rows = np.array([(*(x or none), *(y or none)) for x, y in scores], float).reshape(-1, 4)
    rows = rows[(rows[:, 1] > 0) | (rows[:, 3] > 0)]
    if not rows[:, 1].sum() or not rows[:, 3].sum():
        return None
    sums = rows.sum(axis=0)
    a, b = float(sums[0] / sums[1]), float(sums[2] / sums[3])
    low, high = _interval(rows)
    both = rows[(rows[:, 1] > 0) & (rows[:, 3] > 0)]
    gain = both[:, 2] / both[:, 3] - both[:, 0] / both[:, 1]
    if f"{section}.{name}" in LESS_IS_BETTER:
        gain = -gain
    return Difference(
        section=section,
        name=name,
        a=rounded(a),
        b=rounded(b),
        difference=rounded(b - a),
        low=rounded(low),
        high=rounded(high),
        p=rounded(chance(rows)),
        n=len(rows),
        better=int((gain > _EQUAL).sum()),
        worse=int((gain < -_EQUAL).sum()),
    )


def chance(rows: Array) -> float:
    """The p-value: how often randomly swapping the runs' scores gives as large a difference.

    `rows` are (part a, whole a, part b, whole b). All swaps are enumerated if there are few, else
    `SWAPS` random ones plus the observed one (Davison and Hinkley 1997).
    """
    sums = rows.sum(axis=0)
    differing = rows[(rows[:, 0] != rows[:, 2]) | (rows[:, 1] != rows[:, 3])]
    part, whole = differing[:, 2] - differing[:, 0], differing[:, 3] - differing[:, 1]
    seen = abs(sums[2] / sums[3] - sums[0] / sums[1])
    reached = tried = 0
    for swaps in _swaps(len(differing)):
        parts, wholes = swaps @ part, swaps @ whole
        a, b = _ratio(sums[0] + parts, sums[1] + wholes), _ratio(sums[2] - parts, sums[3] - wholes)
        reached += int((np.abs(b - a) >= seen - _EQUAL).sum())
        tried += len(swaps)
    return reached / tried if len(differing) <= _EXACT else (reached + 1) / (tried + 1)


def _swaps(n: int) -> list[Array]:
    """Rows of 0 and 1: which of the `n` questions are swapped."""
    if n <= _EXACT:
        ways = np.arange(2**n)[:, None]
        return [((ways >> np.arange(n)) & 1).astype(float)]
    random = np.random.default_rng(_SEED)
    return [random.integers(0, 2, (_BLOCK, n)).astype(float) for _ in range(SWAPS // _BLOCK)]


def _interval(rows: Array) -> tuple[float, float]:
    """The interval of the difference, by bootstrap over questions with both their scores."""
    sums = resamples(len(rows)) @ rows
    differences = _ratio(sums[:, 2], sums[:, 3]) - _ratio(sums[:, 0], sums[:, 1])
    low, high = np.percentile(differences, [2.5, 97.5])
    return float(low), float(high)


def _ratio(parts: Array, wholes: Array) -> Array:
    """Parts divided by wholes; 0 if the whole is 0."""
    ratios: Array = np.divide(parts, wholes, out=np.zeros(np.shape(parts)), where=wholes > 0)
    return ratios
