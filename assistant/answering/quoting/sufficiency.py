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
CAUTION = 0.71

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
    "similarity": (0.982, 1.585, 1.235, 1.943, 1.229, 1.812, 1.318),
    "clause": (4.270, 0.663, 0.234, 0.841, 0.052, 0.520, 0.887),
    "contrast": (0.437, 0.673, 0.943, 1.246, 0.175, 1.392, 0.444),
    "shared": (-0.726, -1.199, -0.991, -1.191, -0.703, -0.950, -1.272),
    "covered": (13.164, 0.267, 0.393, 0.231, 0.499, 0.351, 0.132),
    "together": (-0.927, 1.525, 1.528, 1.487, 1.879, 1.585, 1.748),
    "words": (-2.053, 0.529, 0.887, 0.463, 0.463, 0.503, 0.354),
    "least": (1.291, -0.495, -0.381, -0.813, -0.139, -0.376, -0.138),
    "two_least": (-2.258, -0.671, -0.410, -0.460, -0.335, -0.391, -0.016),
    "unmet": (-0.177, 0.002, 0.074, 0.114, 0.083, 0.113, 0.122),
    "focus": (-0.415, -0.288, -0.377, 0.761, 0.341, -0.190, 0.654),
    "gives": (1.265, 1.257, 1.313, 0.717, 0.707, 0.689, 0.968),
    "near": (3.257, 0.766, 0.875, 0.149, 0.222, 0.567, 0.157),
    "bound": (0.770, 0.333, 0.151, 0.461, 0.715, 0.350, 0.855),
    "weakest": (-0.157, 2.607, 2.341, 1.686, 1.634, 1.558, 1.608),
    "out_of_time": (-3.839, -1.379, -2.298, -1.095, -1.835, -1.095, 0.433),
    "without_least": (-2.078, 0.938, 1.071, 2.283, 1.599, -0.154, 1.056),
    "without_better": (0.498, -0.668, -0.788, -0.455, 0.344, -0.477, -0.374),
    "names_missing": (-0.629, -1.391, -1.488, -0.970, -1.099, -1.617, -1.322),
    "names_absent": (0.000, -1.265, -1.226, -1.266, -1.307, -1.461, -1.525),
    "numbers_missing": (-0.021, -1.224, -0.189, -0.354, 0.145, -0.431, -0.953),
}
INTERCEPT: dict[Kind, float] = {
    "person": -3.113,
    "number": -3.249,
    "date": -3.198,
    "place": -3.173,
    "reason": -3.148,
    "manner": -3.107,
    "thing": -3.296,
    "yes-no": -2.934,
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
