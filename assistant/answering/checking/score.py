"""How likely a statement is borne out, from 0 to 1: a logistic regression over `features.py`.

Fitted by `python -m tests.benchmarks.fit_support ../shared/eval` on faithful sentences and on
mutations of them; no text of it is kept here.
"""

import numpy as np
from numpy.typing import NDArray

# In the order of FEATURES; none is negative, so that being closer never lowers the score.
WEIGHTS = (1.63, 2.17, 1.3, 0.06, 1.38, 1.22, 1.63, 2.08, 2.37, 2.69)
INTERCEPT = -14.79


def score(measures: NDArray[np.float64]) -> float:
    """From 0 to 1."""
    return float(1 / (1 + np.exp(-(measures @ np.array(WEIGHTS) + INTERCEPT))))
