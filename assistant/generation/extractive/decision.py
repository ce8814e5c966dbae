"""Which sentence answers best, and how probable it is that it answers.

Both weigh what the reader says, the rank and cosine of the sentence's passage in the search, and
the shares of the question's words in the sentence and nowhere. Fitted by
tests/benchmarks/fit_decision.py.
"""

import math
from typing import NamedTuple

from assistant.fitted_weights import load_weights

_WEIGHTS = load_weights("generation/extractive/decision.json")
# A sentence that is less probable to answer is not quoted.
CAUTION: float = _WEIGHTS["caution"]
# Evidence whose best sentence is less probable to answer is not about the question.
NEAR: float = _WEIGHTS["near"]


class Measures(NamedTuple):
    """What is weighed of a sentence.

    The reader's log odds that it answers, and that none read with it does; the logarithm of its
    passage's rank from 1, and its cosine; the shares of the question's words that it has, and that
    no sentence of the evidence has.
    """

    odds: float
    none: float
    rank: float
    cosine: float
    said: float
    unsaid: float
    one: float = 1.0


def merit(measures: Measures) -> float:
    """Log odds to compare sentences by."""
    return _weighed("merit", measures)


def probability(measures: Measures) -> float:
    """0 to 1, calibrated: that the best sentence of the evidence answers."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, _weighed("answers", measures)))))


def _weighed(weights: str, measures: Measures) -> float:
    counts: dict[str, float] = _WEIGHTS[weights]
    return sum(counts[name] * value for name, value in zip(measures._fields, measures, strict=True))
