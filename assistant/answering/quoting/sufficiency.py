"""The decision: is the evidence about the question at all, which sentence is the best, and does it
suffice to answer.

Small linear models over `MEASURES`, fitted together by
`python -m tests.benchmarks.fit_sufficiency`, which prints what stands below.
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from assistant.answering.quoting.expressions import asks_for_words
from assistant.answering.quoting.measures import MEASURES
from assistant.retrieval.question import Asked, Kind

# The form of the answer decides how much each measure counts: an hour in the sentence says much to
# one who asks for a number or a date, and little to one who asks why.
Form = Literal["number", "date", "said", "name", "which", "open"]
FORMS: tuple[Form, ...] = get_args(Form)

# A sentence that scores less is not quoted. More refuses more, of the answerable, too; the table
# that the fitting prints shows the trade. The default is made for near misses (right people,
# wrong fact); 0.6 refuses what the archive is not about and little else.
CAUTION = 0.72

# Of the best that any sentence reaches, and the least that any lacks: log odds that the evidence
# is about the question.
ABOUT: dict[str, float] = {
    "similarity": 11.966,
    "clause": 11.438,
    "covered": 3.127,
    "together": 5.911,
    "names_absent": -1.288,
    "names_missing": -4.293,
    "unmet": 0.200,
}
ABOUT_INTERCEPT = -11.941
BEST = ("similarity", "clause", "covered", "together")
LEAST = ("names_absent", "names_missing", "unmet")

# Of each measure: what it counts in ranking, then in sufficing, for each of `FORMS`.
COEFFICIENTS: dict[str, tuple[float, ...]] = {
    "similarity": (0.982, 3.776, 2.592, 4.129, 2.543, 4.052, 2.874),
    "clause": (4.270, 0.628, -1.437, -0.303, -2.122, -0.980, 0.406),
    "contrast": (0.437, -0.184, 1.217, 1.833, -0.234, 2.069, -0.512),
    "shared": (-0.726, -2.285, -2.285, -2.736, -1.196, -2.149, -3.021),
    "covered": (13.164, -0.232, 0.147, -0.532, 0.341, -0.105, -1.285),
    "together": (-0.927, 2.814, 2.934, 3.090, 4.010, 3.174, 3.276),
    "words": (-2.053, 0.915, 1.666, 0.812, 0.317, 0.638, 0.471),
    "least": (1.291, -0.534, -0.629, -1.822, 0.285, -0.341, 0.430),
    "two_least": (-2.258, -1.526, -0.722, -0.742, -0.689, -0.970, 0.442),
    "unmet": (-0.177, 0.002, 0.176, 0.208, 0.159, 0.334, 0.247),
    "focus": (-0.415, -0.451, -0.434, 2.295, 1.030, 0.034, 1.385),
    "gives": (1.265, 1.594, 1.960, 0.471, 0.632, 0.740, 1.258),
    "near": (3.257, 0.949, 1.183, -0.179, -0.155, 0.895, -0.280),
    "bound": (0.770, 0.140, 0.129, 0.890, 1.056, 0.653, 1.678),
    "weakest": (-0.157, 3.514, 3.062, 2.482, 1.782, 1.404, 2.180),
    "out_of_time": (-3.839, -2.152, -3.863, -1.883, -3.447, -1.883, 0.724),
    "without_least": (-2.078, 1.336, 1.810, 5.553, 3.142, -1.908, 3.175),
    "without_better": (0.498, -0.852, -1.108, -0.733, 1.108, -0.518, -0.522),
    "names_missing": (-0.629, -2.025, -2.615, -1.139, -0.924, -2.533, -1.219),
    "names_absent": (0.000, -2.165, -2.180, -2.197, -2.339, -2.669, -2.917),
    "numbers_missing": (-0.021, -2.022, 0.257, 0.003, 0.607, -0.462, -1.457),
}
INTERCEPT: dict[Kind, float] = {
    "person": -3.635,
    "number": -4.067,
    "date": -3.880,
    "place": -3.904,
    "reason": -3.868,
    "manner": -3.715,
    "thing": -4.139,
    "yes-no": -3.116,
}


def form_of(asked: Asked) -> Form:
    """The form of the answer that a question asks for."""
    if asked.kind == "number" or asked.kind == "date":
        return asked.kind
    if asks_for_words(asked):
        return "said"
    if asked.kind in ("person", "place"):
        return "name"
    return "which" if asked.kind == "thing" and asked.focus else "open"


def rank(measures: NDArray[np.float64]) -> NDArray[np.float64]:
    """`(sentences,)`: log odds of each to be the one that answers, if one does."""
    return measures @ _column(0)


def score(asked: Asked, measures: NDArray[np.float64]) -> NDArray[np.float64]:
    """`(sentences,)`, 0 to 1: how sure one may be that each suffices as an answer."""
    odds = measures @ _column(1 + FORMS.index(form_of(asked))) + INTERCEPT[asked.kind]
    return combine(about(measures), odds)


def combine(about: float, odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half of a score is that the evidence is about the question, half that it suffices, too."""
    combined: NDArray[np.float64] = likely(about) * (1 + likely(odds)) / 2
    return combined


def likely(odds: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Log odds as probabilities."""
    probable: NDArray[np.float64] = 1 / (1 + np.exp(-np.asarray(odds)))
    return probable


def about(measures: NDArray[np.float64]) -> float:
    """Log odds that the evidence is about the question at all."""
    return float(summarise(measures) @ list(ABOUT.values()) + ABOUT_INTERCEPT)


def summarise(measures: NDArray[np.float64]) -> NDArray[np.float64]:
    """What `ABOUT` weighs: the best of some measures, the least of others."""
    best, least = ([MEASURES.index(name) for name in names] for names in (BEST, LEAST))
    return np.concatenate([measures[:, best].max(axis=0), measures[:, least].min(axis=0)])


def _column(place: int) -> NDArray[np.float64]:
    return np.array([COEFFICIENTS[name][place] for name in MEASURES])
