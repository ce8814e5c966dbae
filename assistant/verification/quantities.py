"""Numbers with what they count, and when two quantities are the same one.

Units of one dimension are brought to one (90 minutes, 1.5 hours); currencies never are.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from assistant.verification.numbers import WORDS, Number, by_word, read_numbers

_OF = {
    name + plural: (dimension, factor)
    for dimension, table in WORDS["units"].items()
    for name, factor in by_word(table).items()
    for plural in ("", "s")
}
_SYMBOLS = WORDS["symbols"]
_BEFORE = re.compile(r"(?:(?:US|A|C|NZ)?([$€£¥])|\b(VKr|SEK|NOK|DKK|USD|EUR|GBP|CHF|JPY)\b)\s?$")
_AFTER = re.compile(
    r"[\s\u00a0-]{0,2}(?:(?<=half.)an?\s)?(?:(%)|p(?:e|o)r\s(cent|ciento|cento)\b|pour\s(cent)\b|(percentage[\s-]points?)\b"
    r"|(?:of\s|de\s)?(?:[A-Z][a-z]+(?:an|ish|ese)\s)?(?:(square|cubic)\s)?([^\W\d_]+)"
    r"(/h\b|\s?/\s?hour\b|\s(?:an|per|pro|por)\s(?:hour|Stunde|hora)\b)?)"
)
_TO_NEXT = re.compile(r"\s?(?:to|and|or|[-–—])\s?(?:[$€£¥]|VKr\s)?", re.IGNORECASE)
_BETWEEN = re.compile(r",?\s(?:(?:and|und|y|et|e|en)\s)?")
_HEDGE = re.compile(
    r"(?:\b(about|around|some|roughly|approximately|close\sto|nearly|almost|just\sunder|more\sthan"
    r"|over|just\sover|(?:a\s)?little\s(?:over|under|more\sthan|less\sthan)|slightly\s(?:over|under)|less\sthan|fewer\sthan|under|at\sleast|at\smost|up\sto|above|below|well\sover"
    r"|an\sestimated|circa|or\sso|rund|etwa|ungefähr|fast|beinahe|knapp|gut|mehr\sals|über|unter|bis\szu|mindestens"
    r"|unos|unas|casi|cerca\sde|alrededor\sde|aproximadamente|más\sde|menos\sde|environ|près\sde|plus\sde|moins\sde"
    r"|circa|quasi|più\sdi|quase|mais\sde|ongeveer|bijna|meer\sdan)|(~|≈))\s(?:the\s|a\s|US|VKr\s)?[$€£¥]?$",
    re.IGNORECASE,
)
_SO_FAR = 0.06  # what is said to be rounded may be off by so much
_SO_FAR_PART = 0.2  # and what is less than half or more than a third
_SAME = 1e-6
_MEASURES = ("time", "length", "weight", "area", "volume")
_ABOVE = tuple(
    "more than,over,just over,at least,above,well over,mehr als,über,mindestens,más de,plus de"
    ",più di,mais de,meer dan".split(",")
)
_BELOW = ("nearly", "almost", "just under", "less than", "fewer than", "under", "below")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, its dimension ("" where nothing known is counted) and its unit's size in it.

    `start` and `end` take in the unit.
    """

    number: Number
    start: int
    end: int
    dimension: str = ""
    factor: float = 1.0
    hedge: str = ""

    @property
    def values(self) -> tuple[float, ...]:
        """In the base unit of the dimension."""
        return tuple(value * self.factor for value in self.number.values)


def read_quantities(text: str) -> list[Quantity]:
    """The quantities of a text; the first number of a range takes the unit of the second."""
    found: list[Quantity] = []
    for number in reversed(read_numbers(text)):
        unit, start, end = _unit(text, number)
        if not unit and found and _TO_NEXT.fullmatch(text[number.end : found[-1].number.start]):
            unit = (found[-1].dimension, found[-1].factor) if found[-1].dimension else None
        dimension, factor = unit or ("share" if number.share else "", 1.0)
        hedge = _HEDGE.search(text[max(0, number.start - 18) : number.start])
        hedged = " ".join((hedge[1] or hedge[2]).lower().split()) if hedge else ""
        found.append(Quantity(number, start, end, dimension, factor, hedged))
    return found[::-1]


def _unit(text: str, number: Number) -> tuple[tuple[str, float] | None, int, int]:
    """The unit before or after a number, and where number and unit begin and end."""
    start, end = number.start, number.end
    before = _BEFORE.search(text[max(0, number.start - 6) : number.start])
    if before:
        symbol = (_SYMBOLS.get(before[1] or "") or before[2]).lower()
        return _OF[symbol], start - len(before[0]), end
    after = _AFTER.match(text, end)
    if not after:
        return None, start, end
    if after[1] or after[2] or after[3]:
        return _OF["percent"], start, after.end()
    if after[4]:
        return _OF["percentagepoint"], start, after.end()
    dimension, factor = _OF.get(after[6].lower(), ("", 1.0))
    if not dimension:
        return None, start, end
    dimension = f"{after[5]} {dimension}" if after[5] else dimension
    return (f"{dimension} an hour" if after[7] else dimension, factor), start, after.end()


def read_compound(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """Those that are said in two units: 3 hours and 35 minutes, as 215 minutes."""
    return [
        Quantity(
            Number(one.number.start, other.number.end, (total / other.factor,)),
            one.start,
            other.end,
            one.dimension,
            other.factor,
            one.hedge,
        )
        for one, other in pairwise(quantities)
        if one.dimension == other.dimension
        and one.factor > other.factor
        and _BETWEEN.fullmatch(text[one.end : other.start])
        and (total := one.values[0] + other.values[0])
    ]


class Unmet(NamedTuple):
    """Quantities that are not said: numbers, those of another unit, and those without a unit."""

    numbers: tuple[str, ...]
    units: tuple[str, ...]
    bare: tuple[str, ...]


def find_unmet(
    wanted: Sequence[Quantity], said: Sequence[Quantity], near: Sequence[Quantity], text: str
) -> Unmet:
    """The words of `text` whose quantity is not among those said.

    It may also be among those `near`, but not rounded: among many numbers, one is near any other.
    A number that is said of another unit (crowns for euros) is a wrong unit; two sides may be
    two days or not.
    """
    found = Unmet((), (), ())
    for quantity in wanted:
        alike = [other for other in said if _same_number(quantity, other)]
        alike += [other for other in near if _same_number(replace(quantity, hedge=""), other)]
        words = (text[quantity.start : quantity.end],)
        same = [other for other in alike if _same_dimension(quantity, other)]
        if not alike:
            found = found._replace(numbers=found.numbers + words)
        elif not same:
            found = found._replace(units=found.units + words)
        elif quantity.dimension in _MEASURES and not any(other.dimension for other in same):
            found = found._replace(bare=found.bare + words)
    return found


def _same_dimension(one: Quantity, other: Quantity) -> bool:
    if not one.dimension or not other.dimension:
        return True
    return one.dimension == other.dimension and (
        one.factor == other.factor or _near(one, one.values, other.values, _tolerance(one, other))
    )


def _same_number(one: Quantity, other: Quantity) -> bool:
    tolerance = _tolerance(one, other)
    if one.dimension == other.dimension and one.dimension:
        return _near(one, one.values, other.values, tolerance)
    shared = one.dimension == "share" or other.dimension == "share"
    if shared and (one.number.share or other.number.share):
        return _near(one, one.values, other.values, tolerance)
    return _near(one, one.number.values, other.number.values, tolerance)


def _tolerance(one: Quantity, other: Quantity) -> float:
    """Only what is said to be rounded may be; a share in words is round by itself."""
    if one.number.share and one.hedge in (*_ABOVE, *_BELOW):
        return _SO_FAR_PART
    if one.hedge and (one.number.share or count_digits(one) < count_digits(other)):
        return _SO_FAR
    if one.number.share != other.number.share:
        return 0.02
    return 1e-3 if one.factor != other.factor else _SAME


def count_digits(quantity: Quantity) -> int:
    """How many digits say something: 62,000 is rounder than 62,800."""
    return max(
        (len(f"{value:.10g}".replace(".", "").strip("0")) for value in quantity.number.values),
        default=0,
    )


def _near(one: Quantity, wanted: Sequence[float], said: Sequence[float], tolerance: float) -> bool:
    return any(
        (math.isclose(value, other, rel_tol=tolerance) and is_bounded(one.hedge, value, other))
        or (one.hedge in _ABOVE and math.isclose(value, _cut(other, count_digits(one))))
        for value in wanted
        for other in said
    )


def _cut(value: float, digits: int) -> float:
    """`value` with only its first `digits`: 1,150 is more than 1,000 and 312 more than 300."""
    if value <= 0:
        return value
    step = 10.0 ** (math.floor(math.log10(value)) + 1 - digits)
    return math.floor(value / step + 1e-9) * step


def is_bounded(hedge: str, value: float, other: float) -> bool:
    """More than 60 may be 62 and not 58."""
    slack = abs(value) * 1e-3
    if hedge in _ABOVE:
        return other >= value - slack
    if hedge in _BELOW:
        return other <= value + slack
    return True
