"""The probability that a statement is supported: a logistic regression over `features.py`.

Fitted (score.json) on hand-labelled sentences of summaries of the project's own articles, and on
mutations of faithful ones.
"""

import numpy as np
from numpy.typing import NDArray

from assistant.fitted_weights import load_weights
from assistant.verification.features import FEATURES

# None is negative, so that being closer never lowers the score.
_FITTED: dict[str, float] = load_weights("verification/score.json")
WEIGHTS = np.array([_FITTED[name] for name in FEATURES])
INTERCEPT = _FITTED["intercept"]


def score(measures: NDArray[np.float64]) -> float:
    """The probability, from 0 to 1."""
    return float(1 / (1 + np.exp(-(measures @ WEIGHTS + INTERCEPT))))
