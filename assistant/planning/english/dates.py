"""Finds English expressions for days in a question: dates, and days that depend on today.

"3 March 2021" and the like are read as in any text (`assistant.text.dates`); here are "Q3 2023",
"last week", "early 2024". A day or month without a year is the most recent one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from string import Template
from typing import Literal, cast

from assistant.text.date_ranges import (
    Days,
    Share,
    Unit,
    ago,
    hull,
    months_from,
    one,
    period_of,
    share,
)
from assistant.text.dates import MONTHS, WEEKDAYS, Date, read_dates

Match = re.Match[str]
Kind = Literal["absolute", "relative", "yearless"]


@dataclass(frozen=True, slots=True)
class Named:
    """Days that a text names from code point `start` to `end`.

    "relative" ones depend on the day of asking; so do "yearless" ones, whose year may come from
    another date ("between 3 March and 10 April 2024").
    """

    days: Days
    start: int
    end: int
    kind: Kind = "absolute"


def find_dates(text: str, today: date) -> list[Named]:
    """All days that `text` names, without overlaps, in order."""
    found = [*_in_forms(text, today), *_in_dates(text, today)]
    taken: list[Named] = []
    for named in sorted(found, key=lambda named: named.start - named.end):
        if all(named.end <= other.start or other.end <= named.start for other in taken):
            taken.append(named)
    return [_shared(text, one) for one in sorted(taken, key=lambda named: named.start)]


_SHARE = re.compile(
    r"\b(?:the\s+)?(?:(?P<early>early|(?:start|beginning)\s+of)|(?P<mid>mid|middle\s+of)"
    r"|(?P<late>late|end\s+of))[-\s]+(?:the\s+)?$",
    re.IGNORECASE,
)
_LEAST_SHARED = 28  # days that have an early part


def _shared(text: str, named: Named) -> Named:
    """With the words before it that mean a part: early, the end of."""
    part = _SHARE.search(text[: named.start])
    if part is None or named.days.length < _LEAST_SHARED:
        return named
    return replace(named, days=share(named.days, cast(Share, part.lastgroup)), start=part.start())


_COUNTS = {"a": 1, "an": 1, "couple of": 2, "few": 7, "several": 7} | {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
_QUARTERS = ("first", "second", "third", "fourth")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # months
_BACK = {"yesterday": 1, "last night": 1, "the day before yesterday": 2}


def _unit(match: Match) -> Unit:
    return cast(Unit, match["unit"].lower())


def _count(match: Match) -> int:
    said = " ".join((match["count"] or "one").lower().split())
    return int(said) if said.isdigit() else _COUNTS[said]


def _near_day(match: Match, today: date) -> Days:
    return one(today - timedelta(_BACK.get(" ".join(match["near"].lower().split()), 0)))


def _period(match: Match, today: date) -> Days:
    back = 0 if match["which"].lower() == "this" else 1
    if not back and _unit(match) == "week":  # on a Monday it is more than a day
        return Days(today - timedelta(7), today)
    return period_of(_unit(match), today - ago(_unit(match), back))


def _weekend(match: Match, today: date) -> Days:
    back = (today.weekday() + 2) % 7  # days since a Saturday
    if today.weekday() >= 5 and match["which"].lower() != "this":
        back += 7
    return Days(today - timedelta(back), today - timedelta(back - 1))


def _past_units(match: Match, today: date) -> Days:
    return Days(today - ago(_unit(match), _count(match)), today)


def _units_ago(match: Match, today: date) -> Days:
    return period_of(_unit(match), today - ago(_unit(match), _count(match)))


def _weekday(match: Match, today: date) -> Days:
    back = (today.weekday() - WEEKDAYS.index(match["weekday"].lower())) % 7
    return one(today - timedelta(back or (7 if match["last"] else 0)))


def _quarter(match: Match, today: date) -> Days:
    which = int(match["nth"] or _QUARTERS.index(match["word"].lower()) + 1)
    return months_from(int(match["year"]), 3 * which - 2, 3)


def _season(match: Match, today: date) -> Days:
    return months_from(int(match["year"]), _SEASONS[match["season"].lower()], 3)


_READ: Mapping[str, Callable[[Match, date], Days]] = {
    "ago": _units_ago,
    "near": _near_day,
    "past": _past_units,
    "period": _period,
    "quarter": _quarter,
    "season": _season,
    "weekday": _weekday,
    "weekend": _weekend,
}
# The kind of days, what reads them, and a form, in which a space stands for any white space.
_FORMS = r"""
relative near    (?P<near>(?:the day before )?yesterday|last night|tonight|today|this $daytime)
relative past    (?:in|over|during|within) (?P<named>the (?:past|last) (?P<count>)$unit)(?! of\b)
relative period  (?:the )?(?P<which>this|last|past|previous) $unit(?! of\b)
relative weekend (?P<which>this|last|past|the) weekend(?! before)
relative past    (?:the )?(?:past|last|previous) (?:a )?$count ${unit}s?
relative ago     (?<!than\x20)(?<!half\x20)(?:a )?$count ${unit}s? ago
relative weekday $after(?P<named>(?:(?P<last>last|past) )?$weekday(?: $daytime)?)(?!$date)
absolute quarter (?:q(?P<nth>[1-4])|(?:the )?(?P<word>$ordinal) quarter) (?:of )?$year
absolute season  (?:the )?$season (?:of )?$year
"""
_PARTS = {
    "after": r"(?:(?:on|since|until|till|before|after|by|from|to|between|and) |^|(?=last|past))",
    "count": rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})",
    "date": r",? (?-i:[A-Z]|\d|the \d|[a-z]+ \d)",  # Monday, 3 May; Monday the 3rd
    "daytime": r"(?:morning|afternoon|evening|night)",
    "ordinal": "|".join(_QUARTERS),
    "season": rf"(?P<season>{'|'.join(_SEASONS)})",
    "unit": r"(?P<unit>day|week|month|quarter|year|decade)",
    "weekday": rf"(?P<weekday>{'|'.join(WEEKDAYS)})",
    "year": r"(?P<year>1[5-9]\d\d|20\d\d)",
}


def _compiled() -> Iterator[tuple[Kind, Callable[[Match, date], Days], re.Pattern[str]]]:
    for line in _FORMS.strip().splitlines():
        kind, reader, form = line.split(maxsplit=2)
        pattern = Template(form).substitute(_PARTS).replace(" ", r"\s+")
        whole = rf"(?<![\w/])(?:{pattern})(?:['’]s)?(?!\w)"
        yield cast(Kind, kind), _READ[reader], re.compile(whole, re.IGNORECASE)


_COMPILED = list(_compiled())


def _in_forms(text: str, today: date) -> Iterator[Named]:
    for kind, read, form in _COMPILED:
        for match in form.finditer(text):
            try:
                span = match.span("named" if "named" in form.groupindex else 0)
                yield Named(read(match, today), *span, kind)
            except (ValueError, OverflowError):  # before the year 1
                continue


_JOINED = re.compile(r"\b(early|mid|late)-(?=\d{4}\b)", re.IGNORECASE)
_LOWER_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")


def _in_dates(text: str, today: date) -> Iterator[Named]:
    """Days, months and years; those with the same span are the two ends of a range."""
    if text.islower():
        text = _LOWER_MONTH.sub(lambda match: match[0].capitalize(), text)
    text = _JOINED.sub(r"\1 ", text)
    by_span: dict[tuple[int, int], list[Days]] = {}
    kinds: dict[tuple[int, int], Kind] = {}
    for found in read_dates(text):
        try:
            days = _days_of(found, today) if _is_meant(found, text) else None
        except (ValueError, OverflowError):  # 31 February
            continue
        if days is not None:
            words = text[found.start : found.end]
            span = found.end - len(words[_CUE.match(words).end() :]), found.end  # type: ignore[union-attr]
            by_span.setdefault(span, []).append(days)
            kinds[span] = "absolute" if found.year else "yearless"
    for span, several in by_span.items():
        yield Named(hull(several), *span, kinds[span])


_YEAR_AFTER = re.compile(
    r"\b(?:in|during|throughout|since|before|after|until|till|by|of|for|from|to|through|between|and|or"
    r"|than|early|mid|late)[\s-]+$",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(r"\s[A-Z]")


def _is_meant(found: Date, text: str) -> bool:
    """Whether it is a date: not the 2012 roof, the November vote, nor April Kepler."""
    if found.month is None:
        return bool(_YEAR_AFTER.search(text[: found.start]))
    is_named = text[: found.start].endswith("the ") or _SOMEBODY.match(text, found.end)
    return bool(found.year or found.day or not is_named)


_CUE = re.compile(r"(?:(?:[a-z]+|mid-)\s?)?(?=[A-Z\d])|")  # since March


def _days_of(found: Date, today: date) -> Days | None:
    if found.month is None:
        return period_of("year", date(found.year, 1, 1)) if found.year else None
    month, day = found.month, found.day
    past = (month, day or 1) <= (today.month, today.day)
    year = found.year or (today.year if past else today.year - 1)
    return one(date(year, month, day)) if day else months_from(year, month, 1)
