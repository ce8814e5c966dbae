"""The decision: which sentence is the best, and whether it suffices to answer.

Two small linear models over `MEASURES`, fitted together by
`python -m tests.benchmarks.fit_sufficiency`, which prints what stands below.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.answering.quoting.measures import MEASURES
from assistant.retrieval.question import Asked, Kind

Form = Literal["count", "name", "open"]

# A sentence that scores less is not quoted. Higher refuses more, of the answerable, too; the
# table that the fitting prints shows the trade.
THRESHOLD = 0.45

# Of the sentences that answer, 98 in 100 are nearer to their question than this (cosine); of
# questions asked of a foreign archive, a quarter of those let through were not.
LEAST_SIMILARITY = 0.2

RANKING: dict[str, float] = {
    "similarity": 4.185,
    "contrast": 1.427,
    "shared": -1.116,
    "covered": 8.687,
    "together": 0.925,
    "words": -1.149,
    "least": 0.049,
    "two_least": -1.14,
    "unmet": -0.256,
    "focus": 0.283,
    "gives": 1.182,
    "near": 3.227,
    "without_least": -7.947,
    "without_better": -0.968,
    "names_missing": -1.467,
    "names_absent": 0.0,
    "numbers_missing": 0.302,
}
# By the form of the answer: an hour in the sentence says much to one who asks for a number or a
# date, and little to one who asks why.
ANSWERING: dict[Form, dict[str, float]] = {
    "count": {
        "similarity": 2.587,
        "contrast": 0.203,
        "shared": -2.009,
        "covered": -0.156,
        "together": 2.641,
        "words": 2.003,
        "least": -0.395,
        "two_least": -2.14,
        "unmet": -0.207,
        "focus": -0.146,
        "gives": 2.05,
        "near": 2.097,
        "without_least": 1.53,
        "without_better": -0.488,
        "names_missing": -1.716,
        "names_absent": -1.579,
        "numbers_missing": -2.782,
    },
    "name": {
        "similarity": 2.586,
        "contrast": -1.641,
        "shared": -1.466,
        "covered": -0.241,
        "together": 3.077,
        "words": 0.882,
        "least": -0.806,
        "two_least": -0.183,
        "unmet": -0.085,
        "focus": -0.072,
        "gives": 0.745,
        "near": 0.756,
        "without_least": 9.198,
        "without_better": 1.315,
        "names_missing": 0.437,
        "names_absent": -2.503,
        "numbers_missing": 0.437,
    },
    "open": {
        "similarity": 3.195,
        "contrast": 0.48,
        "shared": -2.015,
        "covered": -1.057,
        "together": 2.424,
        "words": 1.396,
        "least": -0.415,
        "two_least": -0.102,
        "unmet": 0.037,
        "focus": 0.158,
        "gives": 0.317,
        "near": -0.039,
        "without_least": 2.542,
        "without_better": -0.078,
        "names_missing": -0.758,
        "names_absent": -2.586,
        "numbers_missing": -1.331,
    },
}
INTERCEPT: dict[Kind, float] = {
    "person": -2.552,
    "number": -3.382,
    "date": -3.147,
    "place": -2.181,
    "reason": -1.539,
    "manner": -1.47,
    "thing": -1.998,
    "yes-no": -0.747,
}


def form_of(asked: Asked) -> Form:
    """The form of the answer, which decides how much each measure counts."""
    if asked.kind in ("number", "date"):
        return "count"
    return "name" if asked.kind in ("person", "place") else "open"


def rank(measures: NDArray[np.float64]) -> NDArray[np.float64]:
    """`(sentences,)`: log odds of each to be the one that answers, if one does."""
    return _weigh(measures, RANKING)


def score(asked: Asked, measures: NDArray[np.float64]) -> NDArray[np.float64]:
    """`(sentences,)`, 0 to 1: how likely each suffices as an answer."""
    return likely(measures, _weigh(measures, ANSWERING[form_of(asked)]) + INTERCEPT[asked.kind])


def likely(measures: NDArray[np.float64], odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Odds as probabilities; 0 for a sentence that is about something else altogether."""
    near = measures[:, MEASURES.index("similarity")] >= LEAST_SIMILARITY
    probable: NDArray[np.float64] = near / (1 + np.exp(-odds))
    return probable


def _weigh(measures: NDArray[np.float64], coefficients: dict[str, float]) -> NDArray[np.float64]:
    weighed: NDArray[np.float64] = measures @ [coefficients.get(name, 0.0) for name in MEASURES]
    return weighed
