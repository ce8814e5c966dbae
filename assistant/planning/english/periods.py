"""Months and seasons without a year, and parts of longer periods.

"In December", "last summer", "the first week of March 2024", "the start of the month".
"""

import re
from datetime import date, timedelta

from assistant.text.date_ranges import (
    SEASONS,
    Days,
    Unit,
    ago,
    months_from,
    one,
    period_of,
    season,
    share,
)
from assistant.text.date_ranges import months_from as months
from assistant.text.date_words import (
    AMBIGUOUS,
    COUNT,
    IN_YEAR,
    LOOSE_AFTER,
    MONTH,
    MONTH_AFTER,
    SHARE,
    SHARES,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    Match,
    count_of,
    is_habit,
    latest_year,
    month_number,
    rule,
    share_of,
    unit_of,
)


def _is_written_as_month(match: Match) -> bool:
    """A bare month has a capital letter, unless nothing in the question has one."""
    word = match["month"]
    if word[0].isupper():
        return True
    return match.string.islower() and word not in AMBIGUOUS


# "Since May resigned": a person called May.
_DOES = re.compile(
    r"\s+(?!ended|started|opened|passed|finished)(?:[a-z]+ed|was|is|has|had|took|left|became|won|lost"
    r"|said|went|got)\b"
)
_AFTER_CUE = re.compile(r"\b(?:since|after|before|until|till)\s+$", re.IGNORECASE)


def _is_somebody(match: Match) -> bool:
    word = match["month"].lower()
    return (
        word in AMBIGUOUS
        and _DOES.match(match.string, match.end()) is not None
        and _AFTER_CUE.search(match.string[: match.start("month")]) is not None
    )


def _bare_month(match: Match, today: date) -> Days | None:
    if not _is_written_as_month(match) or _is_somebody(match):
        return None
    month = month_number(match)
    return share(months_from(latest_year(today, month), month, 1), share_of(match))


def _unambiguous_month(match: Match, today: date) -> Days | None:
    return None if match["month"].lower() in AMBIGUOUS else _bare_month(match, today)


def _last_month_named(match: Match, today: date) -> Days:
    month = month_number(match)
    year = today.year if month < today.month else today.year - 1
    return months_from(year, month, 1)


def _month_of_range(match: Match, today: date) -> Days | None:
    if not _is_written_as_month(match):
        return None
    month = month_number(match)
    return months_from(latest_year(today, month), month, 1)


# A second month in a pattern that already has a named group for one.
_ANY_MONTH = MONTH.replace("?P<month>", "?:")
_TO = r"(?:and|to|until|till|through)"


_HALF_A_YEAR = timedelta(183)


def _season_past(match: Match, today: date) -> Days | None:
    name = match["season"].lower()
    if match["which"] is None and is_habit(match):
        return None
    days = season(name, today.year)
    if (match["which"] or "").lower() == "this" and days.first:  # it may be about to begin
        is_near = days.first - today < _HALF_A_YEAR
        return days if is_near else season(name, today.year - 1)
    over = days.first if (match["which"] or "this").lower() == "this" else days.last
    return days if over and over < today else season(name, today.year - 1)


MONTHS_AND_SEASONS = (
    rule(rf"{MONTH_AFTER}(?P<named>(?:the\s+)?{SHARE}?{MONTH})", _bare_month, is_relative=True),
    # Between March and May: two months, though each alone may be a verb.
    rule(
        rf"(?:between|from)\s+(?P<named>{MONTH})(?=\s+{_TO}\s+{_ANY_MONTH})",
        _month_of_range,
        is_relative=True,
    ),
    rule(
        rf"(?:between|from)\s+{_ANY_MONTH}(?:\s+{YEAR})?\s+{_TO}\s+(?P<named>{MONTH})",
        _month_of_range,
        is_relative=True,
    ),
    rule(rf"(?:the\s+)?{SHARE}{MONTH}", _bare_month, is_relative=True),
    rule(rf"{LOOSE_AFTER}(?P<named>{SHARE}?{MONTH})", _unambiguous_month, is_relative=True),
    rule(
        rf"(?:in|during|throughout|for|over)\s+the\s+month\s+of\s+(?P<named>{SHARE}?{MONTH})",
        _bare_month,
        is_relative=True,
    ),
    rule(rf"last\s+{MONTH}", _last_month_named, is_relative=True),
    rule(
        rf"(?P<which>last|this|past)\s+(?P<season>{'|'.join(SEASONS)})",
        _season_past,
        is_relative=True,
    ),
    rule(
        rf"\b(?:in|over|during|since"
        rf"|throughout)\s+(?P<which>last\s+)?(?P<named>(?:the\s+)?(?P<season>{'|'.join(SEASONS)}))"
        r"(?=\s*[?.,;!]|\s*$|\s+(?:and|in|at|by|on|to|when)\b)",
        _season_past,
        is_relative=True,
        is_yearless=True,
    ),
)


_ORDINAL = {"first": 1, "opening": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_LAST = ("last", "final", "closing")
_WHICH = rf"(?:the\s+)?(?P<which>{'|'.join((*_ORDINAL, *_LAST))})"
# "The first weeks of the year": the default count.
_SOME: dict[Unit, int] = {"day": 7, "week": 4, "month": 3, "quarter": 2}
_PIECE = rf"{_WHICH}(?:\s+{COUNT})?\s+(?P<unit>day|week|month|quarter)(?P<many>s)?\s+(?:of|in)"
_WHOLE = r"(?P<which_whole>this|last|the)\s+(?P<whole>week|month|quarter|year)"


def _month(match: Match, today: date) -> Days:
    month = month_number(match)
    year = int(match["year"]) if match["year"] else latest_year(today, month)
    return months(year, month, 1)


def _year(match: Match, today: date) -> Days:
    return period_of("year", date(int(match["year"]), 1, 1))


def _relative(match: Match, today: date) -> Days:
    unit: Unit = match["whole"].lower()  # type: ignore[assignment]
    back = 1 if match["which_whole"].lower() == "last" else 0
    return period_of(unit, today - ago(unit, back))


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
    """ "In the third quarter", "in Q3": of the year if it is about money, else of a match."""
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

PARTS = (
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
