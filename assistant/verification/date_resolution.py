"""Resolves dates by their article's day of publication, and compares dates.

"On Monday" of an article of Tuesday, 9 April 2024 is 8 April 2024; "24 March" is the nearest one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from assistant.text.dates import Date, read_dates

_HOUR = 60  # minutes
_MORNING, _EVENING = 6 * _HOUR, 18 * _HOUR
DAYS = {"yesterday": -1, "last night": -1, "tomorrow": 1}
_COUNTS = {"a": 1, "an": 1} | {
    word: count
    for count, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
_STEPS = {"last": -1, "previous": -1, "this": 0, "next": 1}


@dataclass(frozen=True, slots=True)
class Said:
    """What was read of an article, its publication time if known, and what is cited of it."""

    text: str
    published_at: datetime | None = None
    cited: str = ""


def find_unmet_dates(statement: str, sentences: Sequence[Said]) -> tuple[str, ...]:
    """The dates of `statement` that no sentence says or implies, in any form, each once."""
    known = [
        moment
        for sentence in sentences
        for found in read_dates(sentence.text)
        for moment in resolve(found, sentence.published_at)
        if not (moment.day and found.relative.endswith(" week"))  # it says no day
    ]
    days = {sentence.published_at for sentence in sentences}
    unmet: list[str] = []
    stated = read_dates(statement)
    known += _after_midnight(stated, known)
    known += [moment for sentence in sentences for moment in _in_relative_years(sentence)]
    for wanted in stated:
        readings = [wanted, *(m for day in days if day for m in _relative(wanted, day.date()))]
        is_word = statement[wanted.start : wanted.end].isalpha()  # shortly after midnight
        if not any(_agrees(one, other, is_word) for one in readings for other in known):
            unmet.append(statement[wanted.start : wanted.end])
    return tuple(dict.fromkeys(unmet))


def _in_relative_years(said: Said) -> Iterator[Date]:
    """The days without a year of what is cited, in the years that it tells: 27 June, next year."""
    if said.published_at is None:
        return
    dates, day = read_dates(said.cited), said.published_at.date()
    told = [one for one in dates if one.relative.endswith(" year")]
    years = {moment.year for one in told for moment in _relative(one, day)}
    for found in dates:
        if found.month and found.year is None:
            yield from (_with_weekday(replace(found, year=year)) for year in years)


def _after_midnight(stated: Sequence[Date], known: Sequence[Date]) -> list[Date]:
    """The days after those that are known, where an evening is told and an hour of the night said.

    The e-mail was sent at 11:05 p.m. on 12 January, so 12:15 a.m. is on 13 January.
    """
    hours = [one.minute for one in known if one.minute is not None and not one.halved]
    early = [one.minute for one in stated if one.minute in hours and one.minute < _MORNING]
    if not early or max(hours) < _EVENING:
        return []
    days = {day for one in known if (day := day_of(one))}
    return [_calendar(Date(0, 0), day + timedelta(1)) for day in days]


def resolve(found: Date, published_at: datetime | None) -> Iterator[Date]:
    """The possible meanings of a date in an article: as written, and as a calendar day."""
    yield _with_weekday(found)
    if published_at is None:
        return
    day = published_at.date()
    yield from _relative(found, day)
    if found.weekday is not None:
        back = timedelta((day.weekday() - found.weekday) % 7)
        for moment in (day - back, day - back + timedelta(7)):
            yield _calendar(found, moment)
    elif found.month and found.year is None:
        years = (day.year - 1, day.year, day.year + 1)
        nearest = min(years, key=lambda y: _distance(y, found.month or 1, found.day or 15, day))
        yield _with_weekday(replace(found, year=nearest))
        if found.day is None and nearest > day.year - 1:  # last September, of an article of May
            is_past = found.month < day.month
            yield replace(found, year=day.year if is_past else day.year - 1)


def _relative(found: Date, day: date) -> Iterator[Date]:
    if not found.relative:
        return
    if found.relative in DAYS:
        yield _calendar(found, day + timedelta(DAYS[found.relative]))
        return
    word, unit = found.relative.split()[:2]
    unit = unit.removesuffix("s")
    step = _STEPS[word] if word in _STEPS else -(_COUNTS.get(word) or int(word))
    if found.relative.endswith("ago") and unit in ("day", "week"):
        yield _calendar(found, day + timedelta(step * (7 if unit == "week" else 1)))
    elif unit == "week":
        monday = day + timedelta(7 * step - day.weekday())
        yield from (_calendar(found, monday + timedelta(days)) for days in range(7))
    elif unit == "year":
        yield replace(found, year=day.year + step, relative="")
    elif unit == "month":
        months = day.year * 12 + day.month - 1 + step
        yield replace(found, year=months // 12, month=months % 12 + 1, relative="")


def _calendar(found: Date, day: date) -> Date:
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
    fields = ("year", "month", "day", "weekday", "minute")
    if (wanted.halved or known.halved) and wanted.minute is not None and known.minute is not None:
        wanted = replace(wanted, minute=wanted.minute % 720)
        known = replace(known, minute=known.minute % 720)
    return all(getattr(wanted, field) in (None, getattr(known, field)) for field in fields)
