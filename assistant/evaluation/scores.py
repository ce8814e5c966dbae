"""A metric's score for one case: part and whole. A figure is the sum of parts by that of wholes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from assistant.evaluation.case import Case


class Score(NamedTuple):
    """`whole` is 1 for means over cases, or the number of a case's citations for shares of them."""

    part: float
    whole: float = 1.0


# None if the case is not eligible.
Metric = Callable[["Case"], Score | None]
