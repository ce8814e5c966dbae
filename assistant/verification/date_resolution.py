"""Resolves dates by their article's day of publication, and compares dates.

"On Monday" of an article of Tuesday, 9 April 2024 is 8 April 2024; "24 March" is the nearest one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from assistant.text.dates import YEARS, Date, read_dates

_HOUR = 60  # minutes
DAYS = {"yesterday": -1, "last night": -1, "tomorrow": 1}
_COUNTS = {"a": 1, "an": 1} | {
    word: count
    for count, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
_STEPS = {"last": -1, "previous": -1, "this": 0, "next": 1}


@dataclass(frozen=True, slots=True)
class Said:
    """What was read of an article, and its publication time if known."""

    text: str
    published_at: datetime | None = None


def find_unmet_dates(
    statement: str, sentences: Sequence[Said], implied: Iterable[Date] = ()
) -> list[Date]:
    """The dates of `statement` that no sentence says or implies, in any form.

    `implied` are days that follow from the sentences in other ways.
    """
    known = [
        replace(moment, day=None, weekday=None) if found.relative.endswith(" week") else moment
        for sentence in sentences
        for found in read_dates(sentence.text)
        for moment in resolve(found, sentence.published_at)
    ]
    days = {day for sentence in sentences if (day := day_of_issue(sentence.published_at))}
    known += implied
    unmet = []
    for wanted in read_dates(statement):
        readings = [wanted, *(moment for day in days for moment in _relative(wanted, day))]
        is_word = statement[wanted.start : wanted.end].isalpha()  # shortly after midnight
        if not any(_agrees(one, other, is_word) for one in readings for other in known):
            unmet.append(wanted)
    return unmet


def resolve(found: Date, published_at: datetime | None) -> Iterator[Date]:
    """The possible meanings of a date in an article: as written, and as a calendar day."""
    yield _with_weekday(found)
    day = day_of_issue(published_at)
    if day is None:
        return
    yield from _relative(found, day)
    if found.weekday is not None:
        back = (day.weekday() - found.weekday) % 7
        yield from (move(found, day, -back), move(found, day, 7 - back))
    elif found.month and found.year is None:
        years = (day.year - 1, day.year, day.year + 1)
        nearest = min(years, key=lambda y: _distance(y, found.month or 1, found.day or 15, day))
        yield _with_weekday(replace(found, year=nearest))
        if found.day is None and nearest > day.year - 1:  # last September, of an article of May
            is_past = found.month < day.month
            yield replace(found, year=day.year if is_past else day.year - 1)


def day_of_issue(published_at: datetime | None) -> date | None:
    """The day from which an article counts; None where no date of a text could be near it."""
    if published_at is None or not YEARS.start < published_at.year < YEARS.stop - 1:
        return None
    return published_at.date()


def _relative(found: Date, day: date) -> Iterator[Date]:
    if not found.relative:
        return
    if found.relative in DAYS:
        yield move(found, day, DAYS[found.relative])
        return
    word, unit = found.relative.split()[:2]
    unit = unit.removesuffix("s")
    step = _STEPS[word] if word in _STEPS else -(_COUNTS.get(word) or int(word))
    if found.relative.endswith("ago") and unit in ("day", "week"):
        yield move(found, day, step * (7 if unit == "week" else 1))
    elif unit == "week":
        monday = 7 * step - day.weekday()
        yield from (move(found, day, monday + days) for days in range(7))
    elif unit == "year":
        yield replace(found, year=day.year + step, relative="")
    elif unit == "month":
        months = day.year * 12 + day.month - 1 + step
        yield replace(found, year=months // 12, month=months % 12 + 1, relative="")


def move(found: Date, day: date, days: int) -> Date:
    """`found` as the calendar day that is so many `days` after `day`."""
    day += timedelta(days)
    return replace(
        found, year=day.year, month=day.month, day=day.day, weekday=day.weekday(), relative=""
    )


def _with_weekday(found: Date) -> Date:
    day = day_of(found)
    return replace(found, weekday=day.weekday()) if day else found


def day_of(found: Date) -> date | None:
    """The calendar day of a date; None without one."""
    try:
        return date(found.year or 0, found.month or 0, found.day or 0)
    except ValueError:
        return None


def _distance(year: int, month: int, day_of_month: int, day: date) -> int:
    return abs((date(year, month, min(day_of_month, 28)) - day).days)


def _agrees(wanted: Date, known: Date, is_about: bool = False) -> bool:
    """Whether everything that is wanted is known and equal; `is_about` an hour is near enough."""
    if is_about and wanted.minute is not None and known.minute is not None:
        apart = abs(wanted.minute - known.minute)
        return min(apart, 1440 - apart) < _HOUR
    if wanted.relative:
        return wanted.relative == known.relative
    if (wanted.halved or known.halved) and wanted.minute is not None and known.minute is not None:
        wanted = replace(wanted, minute=wanted.minute % 720)
        known = replace(known, minute=known.minute % 720)
    fields = ("year", "month", "day", "weekday", "minute")
    return all(getattr(wanted, field) in (None, getattr(known, field)) for field in fields)
