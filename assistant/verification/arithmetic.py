"""What follows by simple arithmetic from the numbers and dates of the cited sentences.

Differences and sums of two values of one dimension, the sum of all, shares and percentages of
change, and the time between two dates or hours.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from assistant.verification.dates import Date
from assistant.verification.quantities import Quantity

_Value = tuple[str, float]  # of a dimension; "" where nothing known is counted
_MOST = 12  # quantities that are combined: among more anything can be found
_DAY = 1440  # minutes


def follows(wanted: Quantity, quantities: Sequence[Quantity], dates: Sequence[Date]) -> bool:
    """Whether `wanted` follows from what is given, rounded as it is written.

    >>> from assistant.verification.dates import read_dates
    >>> from assistant.verification.quantities import read_quantities
    >>> hours = read_dates("From 11:40 p.m. to 12:15 a.m.")
    >>> follows(read_quantities("35 minutes")[0], [], hours)
    True
    """
    given = [*_of_numbers(quantities), *_of_dates(dates)]
    return any(_is_rounded(wanted, dimension, value) for dimension, value in given)


def is_rounded(wanted: Quantity, given: Quantity) -> bool:
    """Whether `wanted` is `given` with fewer digits, at least two: 41 million for 41.3."""
    return any(
        _is_rounded(wanted, given.dimension, value, least=2)
        for value in (given.values if wanted.dimension else given.number.values)
    )


def _of_numbers(quantities: Sequence[Quantity]) -> Iterator[_Value]:
    valued = [(one.dimension, one.values[0]) for one in quantities[:_MOST] if one.number.values]
    for dimension in {dimension for dimension, _ in valued}:
        values = list(dict.fromkeys(value for other, value in valued if other == dimension))
        if len(values) > 2:
            yield dimension, sum(value for other, value in valued if other == dimension)
        for one, other in combinations(values, 2):
            yield dimension, one + other
            yield dimension, abs(one - other)
            yield from _ratios(*sorted((one, other)))
        if values.count(0) == 0 and [d for d, _ in valued].count(dimension) > len(values):
            yield dimension, 2 * values[0]  # 12 in one town and 12 in the other
    for share in [value for dimension, value in valued if dimension == "share"]:
        yield "share", 1 - share
        yield from ((dimension, share * value) for dimension, value in valued if value > 1)


def _ratios(small: float, large: float) -> Iterator[_Value]:
    if small > 0:
        yield from (("share", small / large), ("", large / small))
        yield from (("share", large / small - 1), ("share", 1 - small / large))


def _of_dates(dates: Sequence[Date]) -> Iterator[_Value]:
    for one, other in combinations(dates, 2):
        if one.minute is not None and other.minute is not None:
            between = abs(one.minute - other.minute)
            yield from (("time", between), ("time", _DAY - between))
            if one.halved or other.halved:
                yield "time", between % (_DAY / 2)
        if one.year and other.year:
            years = abs(one.year - other.year)
            yield from (
                (d, v) for n in (years, years - 1) for d, v in (("months", 12 * n), ("", n))
            )
        first, last = _day(one), _day(other)
        if first and last:
            days = abs((first - last).days)
            yield from (("time", days * _DAY), ("time", (days + 1) * _DAY))
            yield "months", round(days / 30.44)


def _day(found: Date) -> date | None:
    try:
        return date(found.year or 0, found.month or 0, found.day or 0)
    except ValueError:
        return None


def _is_rounded(wanted: Quantity, dimension: str, value: float, least: int = 1) -> bool:
    if wanted.dimension and dimension and wanted.dimension != dimension:
        return False
    said = wanted.values if wanted.dimension else wanted.number.values
    return any(_rounds_to(number, value, least, wanted.factor) for number in said if number)


def _rounds_to(said: float, value: float, least: int, factor: float) -> bool:
    if not math.isfinite(said):
        return False
    digits = f"{said / factor:.10g}".replace(".", "").strip("0")
    if len(digits) < 2:
        return math.isclose(said, value, rel_tol=1e-6 if least > 1 else 0.01)
    step = 10.0 ** (math.floor(math.log10(abs(said))) + 1 - len(digits))
    return abs(said - value) <= step / 2 + 1e-9
