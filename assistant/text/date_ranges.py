"""Ranges of days: weeks, months, quarters, and their early, middle and late parts.

Both ends are included; None is an open end.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

Unit = Literal["day", "week", "month", "quarter", "year", "decade"]
Share = Literal["", "early", "mid", "late"]

_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
# Articles are dated in their publisher's time zone, where days do not begin and end as in UTC.
_ZONES = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to `last`."""

    first: date | None
    last: date | None

    def widened(self, days: int) -> "Days":
        """The range with `days` more at its end, for articles written afterwards."""
        last = self.last and min(self.last, date.max - timedelta(days)) + timedelta(days)
        return Days(self.first, last)

    @property
    def length(self) -> int:
        """The number of days; 0 if an end is open."""
        return (self.last - self.first).days + 1 if self.first and self.last else 0

    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """First and last moment, in any time zone."""
        first = last = None
        if self.first:
            first = datetime.combine(max(self.first, _FLOOR), time.min, UTC) - _ZONES
        if self.last:
            last = datetime.combine(min(self.last, _CEILING), time.max, UTC) + _ZONES
        return first, last

    def __str__(self) -> str:
        """In words: "from 3 March 2021 to 9 March 2021"."""
        if self.first == self.last and self.first:
            return f"on {in_words(self.first)}"
        since = f"from {in_words(self.first)}" if self.first else ""
        until = f"{'to' if self.first else 'until'} {in_words(self.last)}" if self.last else "on"
        return f"{since} {until}".strip()


_FLOOR, _CEILING = date(2, 1, 1), date(9998, 12, 31)


def in_words(day: date) -> str:
    """The day in words: 3 March 2021."""
    return f"{day:%-d %B} {day.year}"


def one(day: date) -> Days:
    return Days(day, day)


def period_of(unit: Unit, day: date) -> Days:
    """The calendar week, month, quarter, ... that contains `day`.

    >>> str(period_of("quarter", date(2024, 2, 29)))
    'from 1 January 2024 to 31 March 2024'
    """
    if unit == "day":
        return one(day)
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Days(monday, monday + timedelta(days=6))
    months = _MONTHS[unit]
    since_zero = day.year * 12 + day.month - 1
    year, month = divmod(since_zero - since_zero % months, 12)
    return months_from(max(year, 1), month + 1, months)


def months_from(year: int, month: int, months: int) -> Days:
    """`months` months, beginning with the first day of `month`."""
    first = date(year, month, 1)
    return Days(first, first + relativedelta(months=months, days=-1))


def share(days: Days, which: Share) -> Days:
    """The early, middle or late third of `days`.

    A month is split into 10, 10 and the remaining days, a decade into 4, 2 and 4 years.
    """
    if not which or not (days.first and days.last):
        return days
    first = days.first
    if days.length <= 31:
        tenth, twentieth = first.replace(day=10), first.replace(day=20)
        cuts = [first, tenth + timedelta(days=1), twentieth + timedelta(days=1)]
    elif days.length <= 366:
        cuts = [first, first + relativedelta(months=4), first + relativedelta(months=8)]
    else:
        tenth_part = relativedelta(years=round(days.length / 3652))
        cuts = [first, first + tenth_part * 4, first + tenth_part * 6]
    ends = [cuts[1] - timedelta(days=1), cuts[2] - timedelta(days=1), days.last]
    place = ("early", "mid", "late").index(which)
    return Days(cuts[place], ends[place])


def ago(unit: Unit, count: int) -> relativedelta:
    """`count` units as a delta to subtract."""
    if unit in ("day", "week"):
        return relativedelta(days=count * (7 if unit == "week" else 1))
    return relativedelta(months=count * _MONTHS[unit])


def hull(stretches: list[Days]) -> Days:
    """The shortest range that contains all of them."""
    firsts = [days.first for days in stretches]
    lasts = [days.last for days in stretches]
    return Days(
        None if None in firsts else min(day for day in firsts if day),
        None if None in lasts else max(day for day in lasts if day),
    )


def overlap(one: Days, other: Days) -> bool:
    return not (
        (one.first and other.last and other.last < one.first)
        or (one.last and other.first and other.first > one.last)
    )
