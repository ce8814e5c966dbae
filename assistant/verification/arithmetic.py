"""What follows by simple arithmetic from the numbers and dates of the cited sentences.

Nearby are sums and differences of two values, the sum of all, shares, percentages of change, and
the time between two dates or hours. Further off are sums of three, products and quotients: chance
hits some of them, so that only a number of several digits follows from those.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations, permutations, product

from assistant.text.dates import Date
from assistant.verification.date_resolution import day_of, move
from assistant.verification.quantities import Quantity, count_digits, is_bounded, rounds_to

_Value = tuple[str, float]  # of a dimension; "" where nothing known is counted
_MOST = 12  # quantities that are combined: among more anything can be found
_MOST_DATES = 30  # readings of dates, of about 10 dates
_FEW, _FEW_FOR_SHARE = 3, 4  # quantities of a dimension from which hedged ones may follow roughly
_ABOUT = 0.05  # how far off a hedged number may be
_PART = 0.03  # a third
_ABOUT_PART = 0.2  # and "less than half" or "more than a third"
_LARGE = 1000  # from here on sums may be rounded without a hedge
_AMOUNT = 100  # from here on, what has no unit beside crowns is crowns: 9 million of 21m crowns
_SMALL = 12  # up to here chance hits every number
PRECISE = 3  # digits that chance does not hit
_UNLIKE = frozenset(("", "share", "points", "time", "months"))
_DAY = 1440  # minutes
_LONGEST = 500_000  # minutes, or months; what is longer dates nothing


class Arithmetic:
    """What can be computed from quantities and dates.

    >>> from assistant.text.dates import read_dates
    >>> from assistant.verification.quantities import read_quantities
    >>> hours = read_dates("From 11:40 p.m. to 12:15 a.m.")
    >>> Arithmetic([], hours).yields(read_quantities("35 minutes")[0])
    True
    """

    def __init__(self, quantities: Sequence[Quantity], dates: Sequence[Date]) -> None:
        self._quantities = quantities[:_MOST]
        self._valued = _valued(self._quantities)
        self._dates = dates[:_MOST_DATES]
        self._most = max(Counter(one.dimension for one in quantities).values(), default=0)

    @cached_property
    def _sums(self) -> list[_Value]:
        return [*_sums_of(self._valued)]

    @cached_property
    def _rest(self) -> list[_Value]:
        return [*_ratios_of(self._valued), *_of_dates(self._dates)]

    @cached_property
    def _products(self) -> list[_Value]:
        return [*_products_of(self._quantities, self._valued)]

    def yields(self, wanted: Quantity) -> bool:
        """Whether `wanted` follows, rounded as it is written."""
        products = [one for one in self._products if one[1] > _SMALL]
        if any(_is_exact(wanted, *one) for one in (*self._sums, *products)):
            return True
        rounded = [one for one in self._sums if wanted.hedge or abs(one[1]) >= _LARGE]
        if any(_is_rounded(wanted, *one) for one in (*rounded, *self._rest)):
            return True
        is_few = self._most <= (_FEW_FOR_SHARE if wanted.number.share else _FEW)
        least = 2 if wanted.hedge and is_few else PRECISE
        if count_digits(wanted) >= least and self.reaches(wanted):
            return True
        given = (*self._sums, *self._rest)
        is_round = wanted.number.share or count_digits(wanted) < PRECISE
        is_rough = bool(wanted.hedge or wanted.number.share) and is_round and is_few
        return is_rough and any(_is_about(wanted, *one) for one in given)

    def reaches(self, wanted: Quantity) -> bool:
        """Whether it might follow, perhaps by chance."""
        sums = (*self._sums, *_threes_of(self._valued))
        return any(_is_rounded(wanted, *one) for one in (*sums, *self._products))


def find_implied(dates: Sequence[Date], quantities: Sequence[Quantity]) -> Iterator[Date]:
    """The dates that are as far from one of `dates` as a quantity says: 11 minutes after 9:40."""
    spans = {
        (one.dimension, int(sign * value))
        for one in quantities[:_MOST]
        for value in one.values
        for sign in (1, -1)
        if value < _LONGEST
    }
    for known, (dimension, span) in product(dates[:_MOST_DATES], spans):
        day = day_of(known)
        if dimension == "time" and day and span % _DAY == 0:
            yield move(known, day, span // _DAY)
        elif dimension == "time" and known.minute is not None:
            yield replace(known, minute=(known.minute + span) % _DAY)
        elif dimension == "months" and known.year:
            months = known.year * 12 + (known.month or 1) - 1 + span
            is_round = span % 12 == 0
            month = known.month if is_round else months % 12 + 1 if known.month else None
            yield Date(0, 0, months // 12, month, known.day if is_round else None)


def _sums_of(valued: Sequence[_Value]) -> Iterator[_Value]:
    """Sums and differences, which are given exactly unless they are large or hedged."""
    for dimension, values in _by_dimension(valued):
        if len(values) > 2:
            yield dimension, sum(value for other, value in valued if other == dimension)
        for one, other in combinations(values, 2):
            yield dimension, one + other
            if dimension == "share":
                yield "points", 100 * abs(one - other)
            else:
                yield dimension, abs(one - other)
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


def _ratios(small: float, large: float) -> Iterator[_Value]:
    if small > 0:
        yield from (("share", small / large), ("", large / small))
        yield from (("share", large / small - 1), ("share", 1 - small / large))


def _threes_of(valued: Sequence[_Value]) -> Iterator[_Value]:
    """Sums of three, and what two leave of a third."""
    for dimension, values in _by_dimension(valued):
        for some in combinations(values, 3):
            yield from ((dimension, sum(some)), (dimension, abs(2 * max(some) - sum(some))))


def _products_of(quantities: Sequence[Quantity], valued: Sequence[_Value]) -> Iterator[_Value]:
    """Products, quotients (crowns a tonne), and values a share up or down."""
    for one, other in permutations((one for one in quantities if one.number.values), 2):
        value, divisor = one.values[0], other.number.values[0]
        yield one.dimension, value * divisor
        if divisor:
            yield "" if one.dimension == other.dimension else one.dimension, value / divisor
    for (kind, share), (dimension, value) in product(valued, valued):
        if kind == "share" and value > 1:
            factors = (1 - share, 1 + share, 1 / (1 + share), 1 / (1 - share) if share < 1 else 0)
            yield from ((dimension, value * factor) for factor in factors)


def _valued(quantities: Sequence[Quantity]) -> list[_Value]:
    valued = [(one.dimension, one.values[0]) for one in quantities if one.number.values]
    units = {dimension for dimension, _ in valued} - _UNLIKE
    if len(units) != 1:
        return valued
    (unit,) = units
    return [(d if d or value < _AMOUNT else unit, value) for d, value in valued]


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
        first, last = day_of(one), day_of(other)
        if first and last:
            days = abs((first - last).days)
            yield from (("time", days * _DAY), ("time", (days + 1) * _DAY))
            yield "months", round(days / 30.44)


def _said(wanted: Quantity, dimension: str) -> tuple[float, ...]:
    """Its values as they compare with one of `dimension`; none where that is another one."""
    if not dimension and wanted.dimension == "months":  # 61 and 52: nine years older
        return wanted.number.values
    if wanted.dimension and dimension and wanted.dimension != dimension:
        return ()
    return wanted.values if wanted.dimension else wanted.number.values


def _is_exact(wanted: Quantity, dimension: str, value: float) -> bool:
    return any(math.isclose(one, value, rel_tol=1e-6) for one in _said(wanted, dimension))


def _is_rounded(wanted: Quantity, dimension: str, value: float) -> bool:
    return any(
        rounds_to(one, value, wanted.factor) and is_bounded(wanted.hedge, one, value)
        for one in _said(wanted, dimension)
        if one
    )


def _is_about(wanted: Quantity, dimension: str, value: float) -> bool:
    so_far = _ABOUT
    if wanted.number.share:
        so_far = _ABOUT_PART if wanted.hedge else _PART
    return any(
        math.isclose(one, value, rel_tol=so_far) and is_bounded(wanted.hedge, one, value)
        for one in _said(wanted, dimension)
    )
