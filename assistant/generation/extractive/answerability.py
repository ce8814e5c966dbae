"""The decision: is the evidence about the question at all, which sentence is the best, and does it
suffice to answer.

Small linear models over `MEASURES`, fitted together (answerability.json) but for `IN_ARCHIVE`,
which was fitted by asking the whole chain (in_archive.json).
"""

from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from assistant.fitted import load_weights
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
CAUTION: float = load_weights("generation/extractive/caution.json")["caution"]

_MODEL = load_weights("generation/extractive/answerability.json")
_ARCHIVE_MODEL = load_weights("generation/extractive/in_archive.json")
# Of the best that any sentence reaches, and the least that any lacks: log odds that the evidence
# is about the question.
ABOUT: dict[str, float] = _MODEL["about"]
ABOUT_INTERCEPT: float = _MODEL["about_intercept"]
# The same of an archive of many articles, from what the search says of its passages, too: the best
# score and cosine; how many words the question has, and whether a name.
IN_ARCHIVE: dict[str, float] = _ARCHIVE_MODEL["coefficients"]
IN_ARCHIVE_INTERCEPT: float = _ARCHIVE_MODEL["intercept"]
BEST = ("similarity", "clause", "covered", "together")
LEAST = ("names_absent", "names_missing", "unmet")
# Of each measure: what it counts in ranking, then in sufficing, for each of `FORMS`.
COEFFICIENTS: dict[str, tuple[float, ...]] = _MODEL["coefficients"]
INTERCEPT: dict[Kind, float] = _MODEL["intercept"]


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
