"""Doubled, tripled, halved: whether the sentences have two values that are so far apart."""

import re
from collections.abc import Sequence
from itertools import permutations

from assistant.verification.quantities import Quantity

_TIMES = {
    "doubled": 2, "doubling": 2, "tripled": 3, "tripling": 3, "trebled": 3, "trebling": 3,
    "quadrupled": 4, "quadrupling": 4, "halved": 0.5, "halving": 0.5,
}  # fmt: skip
_SAID = re.compile(rf"\b(?:{'|'.join(_TIMES)})\b", re.IGNORECASE)
_ALSO = {
    2: r"\b(?:doubl\w+|twice|two-?fold|two times)\b",
    3: r"\b(?:tripl\w+|trebl\w+|three-?fold|three times)\b",
    4: r"\b(?:quadrupl\w+|four-?fold|four times)\b",
    0.5: r"\b(?:halv\w+|half)\b",
}
_OFF = 0.2  # of the factor: newsrooms round


def find_unmultiplied(statement: str, said: str, quantities: Sequence[Quantity]) -> tuple[str, ...]:
    """The words of `statement` that tell a factor which `said`, and its quantities, do not."""
    factors = list(_factors(quantities))
    return tuple(
        word
        for word in _SAID.findall(statement)
        if not re.search(_ALSO[_TIMES[word.lower()]], said, re.IGNORECASE)
        if not any(abs(f / _TIMES[word.lower()] - 1) <= _OFF for f in factors)
    )


def _factors(quantities: Sequence[Quantity]) -> list[float]:
    """Each value by each other one of its dimension, and what a percentage of change comes to."""
    found = [
        new / old
        for one, other in permutations(quantities, 2)
        if one.dimension == other.dimension
        for old in one.values
        for new in other.values
        if old > 0
    ]
    shares = [v for q in quantities if q.dimension == "share" for v in q.values]
    return [*found, *(1 + share for share in shares), *(1 - share for share in shares)]
