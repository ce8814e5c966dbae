"""Which quantities of a statement its sources do not have, and which of these they contradict."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.text.dates import Date
from assistant.verification.arithmetic import PRECISE, Arithmetic
from assistant.verification.quantities import (
    Quantity,
    Said,
    count_digits,
    count_same,
    read_compound,
)

_COUNTED = re.compile(r"[\s-]?(?:d['’])?([^\W\d_]{3,})")
_MANY = 1000  # nobody counts so many things
_MOST_COUNTED = 12  # a writer may count so many things that no sentence counts


@dataclass(frozen=True, slots=True)
class Unmet:
    """A quantity that is not said, or (`is_unit`) only of another unit; grave if impossible."""

    quantity: Quantity
    is_unit: bool
    is_grave: bool


class QuantityCheck:
    """The quantities of the `cited` text and those `near` it, to ask what they bear and yield."""

    def __init__(
        self,
        cited: Sequence[tuple[str, list[Quantity]]],
        header: Sequence[Quantity],
        near: Sequence[Quantity],
        dates: Sequence[Date],
    ) -> None:
        told = [one for _, some in cited for one in some]
        self._said, self._near = Said([*told, *header]), Said(near)
        self._arithmetic = Arithmetic(told, dates)
        self._counted = {_counted(text, one) for text, some in cited for one in some} - {""}
        self._dimensions = {one.dimension for one in told} - {"", "time", "months"}
        self._years = {one.year for one in dates if one.year}
        self._hours = {
            one.minute // 60 % 12 for one in dates if one.minute is not None and not one.minute % 60
        }

    def find_unmet(self, wanted: Sequence[Quantity], text: str) -> Iterator[Unmet]:
        """The quantities of `text` that are not borne; those in two units count as one."""
        compound = [one for one in read_compound(wanted, text) if self._is_borne(one)]
        for one in wanted:
            if any(other.start <= one.start < other.end for other in compound):
                continue
            if self._is_borne(one) or self._is_hour(one, text) or self._is_year(one):
                continue
            alike = self._alike(one)
            is_other = any(other.dimension for other in self._said.alike(one))
            is_grave = is_other and not one.hedge if alike else self._is_impossible(one, text)
            yield Unmet(one, bool(alike), is_grave)

    def _alike(self, one: Quantity) -> list[Quantity]:
        """Those of its number; among many `near` numbers one is near any rounded one."""
        return self._said.alike(one) + self._near.alike(replace(one, hedge=""))

    def _is_borne(self, one: Quantity) -> bool:
        if any(count_same(one, other) for other in self._alike(one)):
            return True
        return self._said.has_rounded(one) or self._arithmetic.yields(one)

    def _is_hour(self, one: Quantity, text: str) -> bool:
        """Whether it is a full hour that is cited, in words: a las ocho de la tarde."""
        is_word = text[one.start : one.end].isalpha()
        return is_word and any(v % 12 in self._hours for v in one.number.values if v <= 24)

    def _is_year(self, one: Quantity) -> bool:
        """Whether it is a year that is cited, in a form that is not read as one: 2024年, ٢٠٢٤."""
        return not one.dimension and any(value in self._years for value in one.number.values)

    def _is_impossible(self, one: Quantity, text: str) -> bool:
        """Whether it has another's place or many digits, and no arithmetic reaches it."""
        if one.hedge or one.number.share or self._arithmetic.reaches(one):
            return False
        value = max(one.number.values)
        if one.dimension in self._dimensions or count_digits(one) >= PRECISE or value >= _MANY:
            return True
        is_counted = not self._counted or _counted(text, one) in self._counted - {""}
        return is_counted and value > _MOST_COUNTED


def _counted(text: str, quantity: Quantity) -> str:
    """The beginning of the word after a number: 40 beds."""
    found = _COUNTED.match(text, quantity.number.end)
    return found[1][:5].casefold() if found else ""
