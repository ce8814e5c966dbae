"""Forms of date that cut a piece out of a longer stretch: "the first week of March 2024", "the last
Friday of May", "the start of the month", "the closing days of 2023".
"""

import re
from datetime import date, timedelta

from assistant.text.date_ranges import Days, Unit, ago, one, share, stretch
from assistant.text.date_ranges import months_from as months
from assistant.text.date_words import (
    COUNT,
    IN_YEAR,
    MONTH,
    SHARES,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    Match,
    count_of,
    latest_year,
    month_number,
    rule,
    share_of,
    unit_of,
)

_ORDINAL = {"first": 1, "opening": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_LAST = ("last", "final", "closing")
_WHICH = rf"(?:the\s+)?(?P<which>{'|'.join((*_ORDINAL, *_LAST))})"
# The first weeks of a year: so many, where nothing says how many.
_SOME: dict[Unit, int] = {"day": 7, "week": 4, "month": 3, "quarter": 2}
_PIECE = rf"{_WHICH}(?:\s+{COUNT})?\s+(?P<unit>day|week|month|quarter)(?P<many>s)?\s+(?:of|in)"
_WHOLE = r"(?P<which_whole>this|last|the)\s+(?P<whole>week|month|quarter|year)"


def _month(match: Match, today: date) -> Days:
    month = month_number(match)
    year = int(match["year"]) if match["year"] else latest_year(today, month)
    return months(year, month, 1)


def _year(match: Match, today: date) -> Days:
    return stretch("year", date(int(match["year"]), 1, 1))


def _relative(match: Match, today: date) -> Days:
    unit: Unit = match["whole"].lower()  # type: ignore[assignment]
    back = 1 if match["which_whole"].lower() == "last" else 0
    return stretch(unit, today - ago(unit, back))


def _cut(match: Match, whole: Days) -> Days | None:
    """The first two weeks, the last days, the third week."""
    if not (whole.first and whole.last):
        return None
    unit, which = unit_of(match), match["which"].lower()
    count = count_of(match["count"]) if match["count"] else _SOME[unit] if match["many"] else 1
    if which in _LAST:
        piece = Days(whole.last + timedelta(1) - ago(unit, count), whole.last)
    else:
        first = whole.first + ago(unit, _ORDINAL[which] - 1)
        piece = Days(first, first + ago(unit, count) - timedelta(1))
    within = piece.first and piece.last and whole.first <= piece.first and piece.first <= whole.last
    return piece if within else None


def _weekday(match: Match, whole: Days) -> Days | None:
    """The second Tuesday, the last Friday."""
    if not (whole.first and whole.last):
        return None
    wanted, which = WEEKDAYS.index(match["weekday"].lower()), match["which"].lower()
    if which in _LAST:
        return one(whole.last - timedelta((whole.last.weekday() - wanted) % 7))
    day = whole.first + timedelta((wanted - whole.first.weekday()) % 7 + 7 * (_ORDINAL[which] - 1))
    return one(day) if day <= whole.last else None


def _share(match: Match, today: date) -> Days:
    whole = _relative(match, today)
    return whole if match["whole"].lower() == "week" else share(whole, share_of(match))


def _quarter(match: Match, today: date) -> Days | None:
    """In the third quarter, in Q3: of the year, where it is about money; else of a match."""
    if not _MONEY.search(match.string):
        return None
    which = match["which"].lower()
    first = 3 * (_ORDINAL.get(which) or int(which)) - 2
    return months(today.year if first <= today.month else today.year - 1, first, 3)


_MONEY = re.compile(
    r"\b(?:profits?|loss(?:es)?|lost|lose|earn\w*|revenues?|sales|sold|sell|margins?|turnover"
    r"|econom\w+"
    r"|gdp|gr[eo]w|growth|inflation|orders|output|exports|imports|dividends?|results)\b",
    re.IGNORECASE,
)

PORTIONS = (
    rule(rf"{_PIECE}\s+{MONTH}{IN_YEAR}", lambda m, today: _cut(m, _month(m, today))),
    rule(rf"{_PIECE}\s+{YEAR}", lambda m, today: _cut(m, _year(m, today))),
    rule(rf"{_PIECE}\s+{_WHOLE}", lambda m, today: _cut(m, _relative(m, today)), is_relative=True),
    rule(
        rf"{_WHICH}\s+{WEEKDAY}\s+(?:of|in)\s+{MONTH}{IN_YEAR}",
        lambda m, today: _weekday(m, _month(m, today)),
    ),
    rule(
        rf"{_WHICH}\s+{WEEKDAY}\s+(?:of|in)\s+{_WHOLE}",
        lambda m, today: _weekday(m, _relative(m, today)),
        is_relative=True,
    ),
    rule(rf"(?:the\s+)?{SHARES}[-\s]+{_WHOLE}(?!\s+(?:of|to)\b|\s+\d)", _share, is_relative=True),
    rule(
        r"\b(?:in|for|during|over|of)\s+(?P<named>the\s+(?P<which>first|second|third"
        r"|fourth)\s+quarter)"
        r"(?!\s+of\b)",
        _quarter,
        is_yearless=True,
    ),
    rule(r"q(?P<which>[1-4])(?!\s+(?:of\s+)?\d)", _quarter, is_yearless=True),
)
