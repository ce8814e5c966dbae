"""Months and seasons without a year: "in December", "between March and May", "last summer"."""

import re
from datetime import date

from assistant.text.date_ranges import SEASONS, Days, months_from, season, share
from assistant.text.date_words import (
    AMBIGUOUS,
    LOOSE_AFTER,
    MONTH,
    MONTH_AFTER,
    SHARE,
    YEAR,
    Match,
    is_habit,
    latest_year,
    month_number,
    rule,
    share_of,
)


def _is_written_as_month(match: Match) -> bool:
    """A bare month has a capital letter, unless nothing in the question has one."""
    word = match["month"]
    if word[0].isupper():
        return True
    return match.string.islower() and word not in AMBIGUOUS


# "Since May resigned": somebody of that name.
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


# A month once more in a pattern that has one by name already.
_ANY_MONTH = MONTH.replace("?P<month>", "?:")
_TO = r"(?:and|to|until|till|through)"


def _season_past(match: Match, today: date) -> Days | None:
    name = match["season"].lower()
    if match["which"] is None and is_habit(match):
        return None
    days = season(name, today.year)
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
