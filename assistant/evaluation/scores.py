"""What a metric says of one case: a part of a whole; a figure is the sum of parts by wholes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from assistant.evaluation.case import Case


class Score(NamedTuple):
    """A mean over cases has wholes of 1; a share of all citations has a case's citations."""

    part: float
    whole: float = 1.0


# None where the case is not eligible.
Metric = Callable[["Case"], Score | None]
