"""The decision: is the evidence about the question at all, which sentence is the best, and does it
suffice to answer.

Small linear models over `MEASURES`, fitted together by
`python -m tests.benchmarks.fit_sufficiency`, which prints what stands below; `IN_ARCHIVE` by
`python -m tests.benchmarks.fit_about`, which asks the whole chain.
"""

from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from assistant.generation.extractive.expressions import asks_for_words
from assistant.generation.extractive.features import MEASURES
from assistant.text.words import Kind, QuestionAnalysis

# The form of the answer decides how much each measure counts: an hour in the sentence says much to
# one who asks for a number or a date, and little to one who asks why.
Form = Literal["number", "date", "said", "name", "which", "whether", "open"]
FORMS: tuple[Form, ...] = get_args(Form)

# A sentence that scores less is not quoted. More refuses more, of the answerable, too. The default
# is made for near misses (right people, wrong fact); 0.5 refuses what the archive is not about, and
# of its own questions 1 to 5 %.
CAUTION = 0.74

# Of the best that any sentence reaches, and the least that any lacks: log odds that the evidence
# is about the question.
ABOUT: dict[str, float] = {
    "similarity": 9.149,
    "clause": 12.264,
    "covered": 4.558,
    "together": 7.531,
    "names_absent": -1.235,
    "names_missing": -4.078,
    "unmet": 0.207,
}
ABOUT_INTERCEPT = -12.293
# The same of an archive of many articles, from what the search says of its passages, too: the best
# score and cosine; how many words the question has, and whether a name.
IN_ARCHIVE: dict[str, float] = {
    "similarity": 10.951,
    "clause": 13.073,
    "covered": 7.180,
    "together": 6.604,
    "names_absent": -2.619,
    "names_missing": -8.440,
    "unmet": -0.205,
    "score": 1.223,
    "terms": 0.493,
    "named": 3.166,
    "cosine": 23.811,
}
IN_ARCHIVE_INTERCEPT = -42.791
BEST = ("similarity", "clause", "covered", "together")
LEAST = ("names_absent", "names_missing", "unmet")

# Of each measure: what it counts in ranking, then in sufficing, for each of `FORMS`.
COEFFICIENTS: dict[str, tuple[float, ...]] = {
    "similarity": (0.747, 2.697, 1.415, 1.642, 1.494, 2.461, 0.646, 1.329),
    "clause": (3.206, 1.128, -0.624, -0.837, -0.873, -0.543, -0.903, 0.631),
    "contrast": (0.274, -0.087, 1.225, 1.711, -0.281, 1.195, 0.539, -0.715),
    "shared": (0.527, -2.394, -2.474, -1.789, -2.793, -1.338, -1.145, -2.740),
    "covered": (11.084, 0.202, 0.391, 0.518, 1.867, 0.173, 0.833, -0.234),
    "together": (-2.030, 3.104, 2.734, 3.584, 4.328, 3.040, 3.277, 2.981),
    "words": (-1.801, 1.856, 2.555, 1.686, 1.110, 1.677, 1.933, 1.878),
    "least": (2.119, -0.136, 0.146, -1.059, -0.436, 0.411, 0.139, 1.009),
    "two_least": (-0.772, -1.606, -1.051, -0.785, -0.478, -1.381, 0.069, 0.365),
    "unmet": (-0.484, 0.167, 0.271, 0.393, 0.380, 0.427, 0.212, 0.322),
    "phrase": (0.586, 0.143, 1.429, 0.066, 1.226, 0.979, 0.807, 0.168),
    "focus": (-0.798, -0.285, -0.060, 2.315, 1.853, 0.860, 1.886, 0.947),
    "gives": (1.816, 1.923, 1.808, -0.160, 0.376, 1.154, 1.220, 1.011),
    "near": (2.338, 0.923, 0.776, -0.454, -0.694, 0.661, 0.491, 0.420),
    "bound": (0.825, 0.908, 0.929, 1.751, 1.726, 1.696, 1.826, 1.935),
    "weakest": (0.145, 2.452, 1.569, 2.740, 1.267, 0.161, 1.480, 1.338),
    "out_of_time": (-2.973, -2.878, -4.071, -2.502, -3.267, -2.889, -2.704, -0.805),
    "without_least": (-4.956, 5.083, 3.210, 5.771, 6.136, 0.333, 4.074, 5.822),
    "without_better": (-0.406, 0.247, 0.325, 1.028, 1.782, -0.076, 0.964, 1.010),
    "names_missing": (-0.750, -2.637, -3.105, -3.165, -3.085, -3.662, -4.142, -2.026),
    "names_absent": (0.000, -1.688, -1.705, -1.774, -1.719, -2.151, -1.861, -2.112),
    "numbers_missing": (0.489, -2.501, 0.549, 0.142, 0.845, -0.765, -0.553, -1.249),
}
INTERCEPT: dict[Kind, float] = {
    "person": -5.320,
    "number": -5.571,
    "date": -5.466,
    "place": -5.374,
    "reason": -5.403,
    "manner": -5.174,
    "thing": -5.445,
    "yes-no": -5.309,
}


class Searched(NamedTuple):
    """The best score and the best cosine of the passages that the evidence was taken from."""

    score: float
    cosine: float


def form_of(asked: QuestionAnalysis) -> Form:
    """The form of the answer that a question asks for."""
    if asked.kind == "number" or asked.kind == "date":
        return asked.kind
    if asks_for_words(asked):
        return "said"
    if asked.kind in ("person", "place"):
        return "name"
    if asked.kind == "yes-no":
        return "whether"
    return "which" if asked.kind == "thing" and asked.focus else "open"


def rank(measures: NDArray[np.float64]) -> NDArray[np.float64]:
    """`(sentences,)`: log odds of each to be the one that answers, if one does."""
    return measures @ _column(0)


def score(
    asked: QuestionAnalysis, measures: NDArray[np.float64], searched: Searched | None = None
) -> NDArray[np.float64]:
    """`(sentences,)`, 0 to 1: how sure one may be that each suffices as an answer."""
    odds = measures @ _column(1 + FORMS.index(form_of(asked))) + INTERCEPT[asked.kind]
    return combine(about(asked, measures, searched), odds)


def combine(about: float, odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half of a score is that the evidence is about the question, half that it suffices, too."""
    combined: NDArray[np.float64] = likely(about) * (1 + likely(odds)) / 2
    return combined


def likely(odds: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Log odds as probabilities."""
    probable: NDArray[np.float64] = 1 / (1 + np.exp(-np.asarray(odds)))
    return probable


def about(
    asked: QuestionAnalysis, measures: NDArray[np.float64], searched: Searched | None = None
) -> float:
    """Log odds that the evidence is about the question at all.

    `searched` is known of archives in which a search chooses among many passages.
    """
    if searched is None:
        return float(summarise(measures) @ list(ABOUT.values()) + ABOUT_INTERCEPT)
    whole = outline(asked, measures, searched)
    return float(whole @ list(IN_ARCHIVE.values()) + IN_ARCHIVE_INTERCEPT)


def outline(
    asked: QuestionAnalysis, measures: NDArray[np.float64], searched: Searched
) -> NDArray[np.float64]:
    """What `IN_ARCHIVE` weighs."""
    heavy = [term for term in asked.terms if not term.light] or list(asked.terms)
    named = any(term.role == "name" for term in heavy)
    return np.append(summarise(measures), [searched.score, len(heavy), named, searched.cosine])


def summarise(measures: NDArray[np.float64]) -> NDArray[np.float64]:
    """What `ABOUT` weighs: the best of some measures, the least of others."""
    best, least = ([MEASURES.index(name) for name in names] for names in (BEST, LEAST))
    return np.concatenate([measures[:, best].max(axis=0), measures[:, least].min(axis=0)])


def _column(place: int) -> NDArray[np.float64]:
    return np.array([COEFFICIENTS[name][place] for name in MEASURES])
