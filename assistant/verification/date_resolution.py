"""Resolves dates by their article's day of publication, and compares dates.

"On Monday" of an article of Tuesday, 9 April 2024 is 8 April 2024; "24 March" is the nearest one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from assistant.text.dates import Date, mask_dates, read_dates
from assistant.verification.quantities import read_quantities

_HOUR = 60  # minutes
_DAYS = {"yesterday": -1, "last night": -1, "tomorrow": 1}
_COUNTS = {"a": 1, "an": 1} | {
    word: count
    for count, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
_STEPS = {"last": -1, "previous": -1, "this": 0, "next": 1}
_SEASONS = (
    r"(?:year|spring|summer|autumn|fall|winter|jahr|frühjahr|frühling|sommer|herbst|año|primavera"
    r"|verano|otoño|invierno|année|printemps|été|automne|hiver)"
)
_IMPLIED = {  # years, by what is said of a year or a season
    0: rf"(?:this|diese\w?|est[ae]|cette|cet)\s{_SEASONS}\b",
    1: rf"(?:next|coming|nächste\w?|kommende\w?|próxim[oa])\s{_SEASONS}\b|{_SEASONS}\sprochaine?\b",
    -1: rf"(?:last|past|letzte\w?|vergangene\w?|vorige\w?)\s{_SEASONS}\b"
    rf"|{_SEASONS}\s(?:pasad[oa]|dernière?)\b",
}
_MOST_SPANS = 4  # durations of the cited sentences by which their dates are moved


@dataclass(frozen=True, slots=True)
class Said:
    """What was read of an article, its publication time if known, and what is cited of it."""

    text: str
    published_at: datetime | None = None
    cited: str = ""


def find_unmet_dates(statement: str, sentences: Sequence[Said]) -> dict[str, bool]:
    """The dates of `statement` that no sentence says or implies, in any form.

    With each, whether it only adds a month to a year that is cited: Christmas 1985.
    """
    known = [
        moment
        for sentence in sentences
        for found in read_dates(sentence.text)
        for moment in resolve(found, sentence.published_at)
    ]
    known += [moment for sentence in sentences for moment in (*_moved(sentence), *_years(sentence))]
    years = {
        found.year
        for sentence in sentences
        for found in read_dates(sentence.cited)
        if found.month is None
    }
    days = {sentence.published_at for sentence in sentences}
    unmet: dict[str, bool] = {}
    for wanted in read_dates(statement):
        readings = [wanted, *(m for day in days if day for m in _relative(wanted, day.date()))]
        is_word = statement[wanted.start : wanted.end].isalpha()  # shortly after midnight
        if not any(_agrees(one, other, is_word) for one in readings for other in known):
            is_month = wanted.month is not None and wanted.day is None and wanted.year in years
            unmet.setdefault(statement[wanted.start : wanted.end], is_month)
    return unmet


def _moved(said: Said) -> Iterator[Date]:
    """Hours and years of the cited sentences, so much earlier or later as these say.

    At 9:40 p.m., and 11 minutes later; for the first time in 221 years.
    """
    spans = read_quantities(mask_dates(said.cited))[:_MOST_SPANS]
    found = read_dates(said.cited)
    years = {one.year for one in found if one.year} | {d.year for d in [said.published_at] if d}
    for span in spans:
        for size in (sign * value for value in span.values for sign in (1, -1)):
            if span.dimension == "time" and abs(size) < 24 * _HOUR:
                for one in found:
                    if one.minute is not None:
                        minute = round(one.minute + size) % (24 * _HOUR)
                        yield replace(one, minute=minute)
            elif span.dimension == "months" and size % 12 == 0:
                yield from (Date(0, 0, year + round(size / 12)) for year in years)


def _years(said: Said) -> Iterator[Date]:
    """The years that "next spring" may be in, by the article's day."""
    if said.published_at is None:
        return
    year, text = said.published_at.year, said.text.casefold()
    for step, words in _IMPLIED.items():
        if re.search(rf"\b(?:{words})", text):
            yield from (Date(0, 0, year), Date(0, 0, year + step))


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


def _relative(found: Date, day: date) -> Iterator[Date]:
    if not found.relative:
        return
    if found.relative in _DAYS:
        yield _calendar(found, day + timedelta(_DAYS[found.relative]))
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
    if not (found.year and found.month and found.day):
        return found
    try:
        return replace(found, weekday=date(found.year, found.month, found.day).weekday())
    except ValueError:
        return found


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
