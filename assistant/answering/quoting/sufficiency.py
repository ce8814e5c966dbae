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
    "similarity": 11.148,
    "clause": 11.972,
    "covered": 3.267,
    "together": 5.916,
    "names_absent": -1.205,
    "names_missing": -4.389,
    "unmet": 0.205,
}
ABOUT_INTERCEPT = -11.904
BEST = ("similarity", "clause", "covered", "together")
LEAST = ("names_absent", "names_missing", "unmet")

# Of each measure: what it counts in ranking, then in sufficing, for each of `FORMS`.
COEFFICIENTS: dict[str, tuple[float, ...]] = {
    "similarity": (1.312, 3.215, 1.944, 3.497, 2.474, 3.425, 2.194),
    "clause": (3.674, 1.414, 0.066, 0.560, -0.787, 0.130, 1.560),
    "contrast": (-0.184, -0.454, 0.707, 1.406, -0.486, 1.720, -0.321),
    "shared": (-0.429, -2.243, -2.421, -2.511, -1.778, -1.772, -3.105),
    "covered": (13.338, -0.687, -0.145, -0.504, 0.260, -0.501, -1.507),
    "together": (-2.163, 3.222, 3.101, 3.705, 4.216, 3.166, 3.483),
    "words": (-1.998, 1.312, 1.931, 0.804, -0.034, 0.352, 0.489),
    "least": (1.457, -0.132, -0.581, -1.574, -0.045, -0.317, 0.360),
    "two_least": (-2.391, -1.498, -0.499, -0.523, -0.235, -0.666, 0.531),
    "unmet": (-0.480, 0.052, 0.187, 0.276, 0.301, 0.453, 0.206),
    "phrase": (0.646, 0.146, 0.721, -0.271, 1.278, 1.131, 0.412),
    "focus": (-0.121, -0.402, -0.670, 2.394, 1.036, 0.514, 1.115),
    "gives": (1.797, 1.678, 1.913, 0.197, 0.687, 0.959, 1.220),
    "near": (2.886, 1.110, 1.252, -0.323, -0.020, 0.620, -0.151),
    "bound": (0.500, 0.781, 0.448, 1.029, 1.380, 1.201, 2.322),
    "weakest": (-0.222, 2.588, 2.014, 1.931, 0.815, 0.181, 1.299),
    "out_of_time": (-3.566, -2.171, -3.646, -2.067, -3.370, -2.669, 0.197),
    "without_least": (-4.745, 5.730, 2.659, 5.444, 4.079, -0.478, 5.949),
    "without_better": (-0.560, 0.173, -0.293, -0.408, 1.665, 0.076, 1.006),
    "names_missing": (-0.992, -1.725, -2.154, -0.790, -2.224, -2.732, -1.340),
    "names_absent": (0.000, -2.073, -2.086, -2.114, -2.145, -2.577, -2.831),
    "numbers_missing": (0.375, -2.704, 0.268, -0.186, 0.564, -0.976, -1.494),
}
INTERCEPT: dict[Kind, float] = {
    "person": -4.534,
    "number": -4.880,
    "date": -4.698,
    "place": -4.612,
    "reason": -4.871,
    "manner": -4.476,
    "thing": -4.860,
    "yes-no": -3.806,
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
