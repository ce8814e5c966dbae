"""What follows by simple arithmetic from the numbers and dates of the cited sentences.

Differences and sums of two values of one dimension, the sum of all, shares and percentages of
change, and the time between two dates or hours. What is hedged may be rounded further.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, product

from assistant.text.dates import Date
from assistant.verification.date_resolution import day_of
from assistant.verification.quantities import Quantity, count_digits, is_bounded

_Value = tuple[str, float]  # of a dimension; "" where nothing known is counted
_MOST = 12  # quantities that are combined: among more anything can be found
_MOST_DATES = 60  # readings of dates, of about 20 dates
_FEW, _FEW_FOR_SHARE = 3, 4  # quantities of a dimension from which hedged ones may follow
_ABOUT = 0.05  # how far off a hedged number may be
_ABOUT_PART = 0.2  # and "less than half" or "more than a third"
_AMOUNT = 1000  # from here on, what has no unit beside crowns is crowns: 9 million of 21m crowns
_MEASURES = ("length", "length an hour", "weight", "area", "volume")
_CONVERTED = 0.04  # how far off a measure in another unit may be
_UNLIKE = frozenset(("", "share", "points", "time", "months"))
_DAY = 1440  # minutes


def follows(wanted: Quantity, quantities: Sequence[Quantity], dates: Sequence[Date]) -> bool:
    """Whether `wanted` follows from what is given, rounded as it is written.

    >>> from assistant.text.dates import read_dates
    >>> from assistant.verification.quantities import read_quantities
    >>> hours = read_dates("From 11:40 p.m. to 12:15 a.m.")
    >>> follows(read_quantities("35 minutes")[0], [], hours)
    True
    """
    valued = _valued(quantities[:_MOST])
    sums = list(_sums(valued))
    parts = list(_parts_of(valued))
    given = [*sums, *_ratios_of(valued), *_of_dates(dates)]
    rounded = [one for one in sums if wanted.hedge or abs(one[1]) >= _AMOUNT]
    rounded += parts if wanted.hedge else []
    exact = [
        (dimension, value)
        for dimension, value in (*sums, *parts)
        if _is_exact(wanted, dimension, value)
    ]
    if exact or any(_is_rounded(wanted, *one) for one in (*rounded, *given[len(sums) :])):
        return True
    most = max(Counter(one.dimension for one in quantities).values(), default=0)
    is_round = wanted.number.share or count_digits(wanted) <= 2
    few = _FEW_FOR_SHARE if wanted.number.share else _FEW
    is_rough = bool(wanted.hedge) and is_round and most <= few
    return is_rough and any(_is_about(wanted, dimension, value) for dimension, value in given)


def is_apart(wanted: Date, dates: Sequence[Date], quantities: Sequence[Quantity]) -> bool:
    """Whether it is as far from a date as a quantity says: 11 minutes after 9:40 p.m."""
    spans = [span for one in quantities if one.dimension == "time" for span in one.values]
    return any(
        math.isclose(between, span)
        for known in dates
        for dimension, between in _of_dates([wanted, known])
        if dimension == "time"
        for span in spans
    )


def is_rounded(wanted: Quantity, given: Quantity) -> bool:
    """Whether `wanted` is `given` with fewer digits, at least two: 41 million for 41.3.

    In another unit it is near it: 15 metres for 50 feet.
    """
    is_converted = (
        wanted.dimension == given.dimension in _MEASURES and wanted.factor != given.factor
    )
    if is_converted and any(_is_near(one, two) for one in wanted.values for two in given.values):
        return True
    return any(
        _is_rounded(wanted, given.dimension, value, least=2)
        for value in (given.values if wanted.dimension else given.number.values)
    )


def _is_near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_CONVERTED)


def _sums(valued: Sequence[_Value]) -> Iterator[_Value]:
    """Sums and differences, which are given exactly unless they are large or hedged."""
    for dimension, values in _by_dimension(valued):
        if len(values) > 2:
            yield dimension, sum(value for other, value in valued if other == dimension)
        for one, other in combinations(values, 2):
            yield dimension, one + other
            yield dimension, abs(one - other)
            if dimension == "share":
                yield "points", 100 * abs(one - other)
        if values.count(0) == 0 and [d for d, _ in valued].count(dimension) > len(values):
            yield dimension, 2 * values[0]  # 12 in one town and 12 in the other
    points = [value / 100 for dimension, value in valued if dimension == "points"]
    shares = [value for dimension, value in valued if dimension == "share"]
    for one, other in product(shares, points):  # 1.5 points above 4.25 percent
        yield from (("share", one + other), ("share", abs(one - other)))


def _by_dimension(valued: Sequence[_Value]) -> Iterator[tuple[str, list[float]]]:
    """The different values of each dimension."""
    for dimension in {dimension for dimension, _ in valued}:
        found = (value for other, value in valued if other == dimension)
        yield dimension, list(dict.fromkeys(found))


def _ratios_of(valued: Sequence[_Value]) -> Iterator[_Value]:
    for _, values in _by_dimension(valued):
        for one, other in combinations(values, 2):
            yield from _ratios(*sorted((one, other)))
    for share in [value for dimension, value in valued if dimension == "share"]:
        yield "share", 1 - share
        yield "", 1 + share  # up by 300 percent is four times as much


def _parts_of(valued: Sequence[_Value]) -> Iterator[_Value]:
    shares = [value for dimension, value in valued if dimension == "share"]
    for share, (dimension, value) in product(shares, valued):
        if value > 1:
            yield dimension, share * value


def _valued(quantities: Sequence[Quantity]) -> list[_Value]:
    valued = [(one.dimension, one.values[0]) for one in quantities if one.number.values]
    units = {dimension for dimension, _ in valued} - _UNLIKE
    if len(units) != 1:
        return valued
    (unit,) = units
    return [(d if d or value < _AMOUNT else unit, value) for d, value in valued]


def _ratios(small: float, large: float) -> Iterator[_Value]:
    if small > 0:
        yield from (("share", small / large), ("", large / small))
        yield from (("share", large / small - 1), ("share", 1 - small / large))


def _of_dates(dates: Sequence[Date]) -> Iterator[_Value]:
    for one, other in combinations(dates[:_MOST_DATES], 2):
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
        first, last = day_of(one), day_of(other)
        if first and last:
            days = abs((first - last).days)
            yield from (("time", days * _DAY), ("time", (days + 1) * _DAY))
            yield "months", round(days / 30.44)


def _is_rounded(wanted: Quantity, dimension: str, value: float, least: int = 1) -> bool:
    if wanted.dimension and dimension and wanted.dimension != dimension:
        return False
    said = wanted.values if wanted.dimension else wanted.number.values
    return any(
        _rounds_to(number, value, least, wanted.factor) and is_bounded(wanted.hedge, number, value)
        for number in said
        if number
    )


def _is_exact(wanted: Quantity, dimension: str, value: float) -> bool:
    if wanted.dimension and dimension and wanted.dimension != dimension:
        return False
    said = wanted.values if wanted.dimension else wanted.number.values
    return any(math.isclose(one, value, rel_tol=1e-6) for one in said)


def _is_about(wanted: Quantity, dimension: str, value: float) -> bool:
    if wanted.dimension and dimension and wanted.dimension != dimension:
        return False
    so_far = _ABOUT_PART if wanted.number.share else _ABOUT
    said = wanted.values if wanted.dimension else wanted.number.values
    return any(
        math.isclose(one, value, rel_tol=so_far) and is_bounded(wanted.hedge, one, value)
        for one in said
    )


def _rounds_to(said: float, value: float, least: int, factor: float) -> bool:
    if not math.isfinite(said):
        return False
    digits = f"{said / factor:.10g}".replace(".", "").strip("0")
    if len(digits) < 2:
        return math.isclose(said, value, rel_tol=1e-6 if least > 1 else 0.01)
    step = 10.0 ** (math.floor(math.log10(abs(said))) + 1 - len(digits))
    return abs(said - value) <= step / 2 + 1e-9
