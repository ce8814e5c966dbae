"""Numbers with what they count, and when two quantities are the same one.

Units of one dimension are brought to one (90 minutes, 1.5 hours); currencies never are.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.verification.numbers import WORDS, Number, by_word, read_numbers

_OF = {
    name + plural: (dimension, factor)
    for dimension, table in WORDS["units"].items()
    for name, factor in by_word(table).items()
    for plural in ("", "s", "es", "e", "n", "en")
}
_SYMBOLS = WORDS["symbols"]
_BEFORE = re.compile(r"(?:(?:US|A|C|NZ)?([$€£¥])|\b(VKr|SEK|NOK|DKK|USD|EUR|GBP|CHF|JPY)\b)\s?$")
_AFTER = re.compile(
    r"[\s\u00a0-]{0,2}(?:(?<=half.)an?\s)?"
    r"(?:(?P<percent>%|p[eo]r\sci?ento?\b|pour\scent\b)|(?P<degree>°)"
    r"|(?P<percentagepoint>percentage[\s-]points?|puntos?\sporcentual(?:es)?|points?\sde\spourcentage)\b"
    r"|(?:of\s|de\s|d['’])?(?:[A-Z][a-z]+(?:an|ish|ese)\s)?(?:(?P<power>square|cubic)\s)?(?P<unit>[^\W\d_]+)"
    r"(?P<rate>/h\b|\s?/\s?hour\b|\s(?:an|per|pro|por)\s(?:hour|Stunde|hora)\b)?)"
)
_MINUS = re.compile(r"(?:(?<!\bal\s)(?<!\bau\s)\b(?:minus|menos|moins)\s|(?:^|[\s(])[-−])$")
_BELOW = re.compile(r"\s?[CF]?\b,?\s?(?:below (?:zero|freezing)|unter Null|bajo cero|sous zéro)")
_TO_NEXT = re.compile(r"\s?(?:to|and|or|[-–—])\s?(?:[$€£¥]|VKr\s)?", re.IGNORECASE)
_BETWEEN = re.compile(r",?\s(?:(?:and|und|y|et|e|en)\s)?")
_HEDGES = {
    phrase: kind for kind, phrases in WORDS["hedges"].items() for phrase in phrases.split(",")
}
_ANY_HEDGE = "|".join(sorted(_HEDGES, key=len, reverse=True)).replace(" ", r"\s")
_THE = r"(?:(?:the|a|la|le|las|los|les|el|die|der|das)\s)?"
_HEDGE = re.compile(rf"(?:\b({_ANY_HEDGE})\s|[~≈]\s?){_THE}(?:US|VKr\s)?[$€£¥]?$", re.IGNORECASE)
_SO_FAR = 0.06  # what is said to be rounded may be off by so much
_SO_FAR_PART = 0.2  # and what is less than half or more than a third
_SAME = 1e-6
_CONVERTED = 0.04  # how far off a measure in another unit may be
_AS_WRITTEN, _AT_MOST = 1.06, 2.1  # the factor that two quantities which agree are apart


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, its dimension ("" where nothing known is counted) and its unit's size in it.

    `start` and `end` take in the unit. `hedge` is "about", "above" or "below".
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
        is_first = found and _TO_NEXT.fullmatch(text[number.end : found[-1].number.start])
        if not unit and is_first and not number.share:  # up a third to 1,200 crowns is no range
            unit = (found[-1].dimension, found[-1].factor) if found[-1].dimension else None
        dimension, factor = unit or ("share" if number.share else "", 1.0)
        if dimension == "heat" and _is_below_zero(text, number.start, end):
            number = replace(number, values=tuple(-value for value in number.values))
        found.append(Quantity(number, start, end, dimension, factor, _hedge(text, number.start)))
    return found[::-1]


def _is_below_zero(text: str, start: int, end: int) -> bool:
    return bool(_MINUS.search(text[max(0, start - 9) : start]) or _BELOW.match(text, end))


def mask_units(text: str) -> str:
    """`text` without numbers and their units: VKr is no name."""
    letters = list(text)
    for one in read_quantities(text):
        letters[one.start : one.end] = " " * (one.end - one.start)
    return "".join(letters)


def unit_of(word: str) -> tuple[str, float]:
    """The dimension of a unit and its size in it; "" for a word that is none."""
    return _OF.get(word.lower(), ("", 1.0))


def _hedge(text: str, start: int) -> str:
    hedge = _HEDGE.search(text[max(0, start - 24) : start])
    return _HEDGES[" ".join((hedge[1] or "about").lower().split())] if hedge else ""


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
    for name in ("percent", "percentagepoint", "degree"):
        if after[name]:
            return _OF[name], start, after.end()
    dimension, factor = unit_of(after["unit"])
    if not dimension:
        return None, start, end
    dimension = f"{after['power']} {dimension}" if after["power"] else dimension
    return (f"{dimension} an hour" if after["rate"] else dimension, factor), start, after.end()


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


class Said:
    """The quantities of a text, to ask whether one is among them."""

    def __init__(self, quantities: Sequence[Quantity]) -> None:
        same = {
            (one.number.values, one.number.share, one.dimension, one.factor): one
            for one in quantities
        }
        self._by_value = sorted(
            (
                (value, number, one)
                for number, one in enumerate(same.values())
                for value in {*one.number.values, *one.values}
            ),
            key=lambda entry: entry[:2],
        )
        self._values = [value for value, _, _ in self._by_value]

    def alike(self, wanted: Quantity) -> list[Quantity]:
        """Those of the same number, whatever they count."""
        return [other for other in self._close(wanted) if _same_number(wanted, other)]

    def has_rounded(self, wanted: Quantity) -> bool:
        """Whether `wanted` is one with fewer digits, at least two: 41 million for 41.3.

        In another unit it is near it: 15 metres for 50 feet.
        """
        return any(_is_rounded(wanted, other) for other in self._close(wanted))

    def _close(self, wanted: Quantity) -> list[Quantity]:
        """Those whose number, or value in the base unit, is not far off."""
        factor = _AT_MOST if wanted.hedge or wanted.number.share else _AS_WRITTEN
        found: dict[int, Quantity] = {}
        for value in {*wanted.number.values, *wanted.values}:
            low, high = sorted((value / factor, value * factor))
            first, last = bisect_left(self._values, low), bisect_right(self._values, high)
            found |= {number: one for _, number, one in self._by_value[first:last]}
        return list(found.values())


def _is_rounded(wanted: Quantity, given: Quantity) -> bool:
    is_measure = wanted.dimension == given.dimension not in ("time", "months", "share")
    if is_measure and wanted.factor != given.factor:
        return _near(replace(wanted, hedge=""), wanted.values, given.values, _CONVERTED)
    if wanted.dimension and given.dimension and wanted.dimension != given.dimension:
        return False
    values = given.values if wanted.dimension else given.number.values
    said = wanted.values if wanted.dimension else wanted.number.values
    return count_digits(wanted) > 1 and any(
        rounds_to(one, value, wanted.factor) and is_bounded(wanted.hedge, one, value)
        for one in said
        for value in values
    )


def rounds_to(said: float, value: float, factor: float = 1.0) -> bool:
    """Whether `said`, in units of `factor`, is `value` rounded to its digits."""
    if not said or not math.isfinite(said):
        return False
    digits = len(f"{abs(said / factor):.10g}".replace(".", "").strip("0"))
    if digits < 2 and factor == 1:
        return math.isclose(said, value, rel_tol=0.01)
    step = factor * 10.0 ** (math.floor(math.log10(abs(said / factor))) + 1 - digits)
    return abs(said - value) <= step / 2 + 1e-9


def count_same(one: Quantity, other: Quantity) -> bool:
    """Whether they count the same as far as is known: two sides may be two days."""
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
    if one.number.share and one.hedge in ("above", "below"):
        return _SO_FAR_PART
    if one.hedge and (one.number.share or count_digits(one) < count_digits(other)):
        return _SO_FAR
    if one.number.share != other.number.share:
        return 0.02
    return 1e-3 if one.factor != other.factor else _SAME


def count_digits(quantity: Quantity) -> int:
    """How many digits say something: 62,000 is rounder than 62,800."""
    return max(
        (len(f"{abs(value):.10g}".replace(".", "").strip("0")) for value in quantity.number.values),
        default=0,
    )


def _near(one: Quantity, wanted: Sequence[float], said: Sequence[float], tolerance: float) -> bool:
    return any(
        (math.isclose(value, other, rel_tol=tolerance) and is_bounded(one.hedge, value, other))
        or (one.hedge == "above" and math.isclose(value, _cut(other, count_digits(one))))
        for value in wanted
        for other in said
    )


def _cut(value: float, digits: int) -> float:
    """`value` with only its first `digits`: 1,150 is more than 1,000 and 312 more than 300."""
    if value <= 0 or math.isinf(value):
        return value
    step = 10.0 ** (math.floor(math.log10(value)) + 1 - digits)
    return math.floor(value / step + 1e-9) * step


def is_bounded(hedge: str, value: float, other: float) -> bool:
    """More than 60 may be 62 and not 58."""
    slack = abs(value) * 1e-3
    if hedge == "above":
        return other >= value - slack
    if hedge == "below":
        return other <= value + slack
    return True
