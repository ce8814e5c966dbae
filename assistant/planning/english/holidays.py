"""Days that have a name of their own: Christmas, New Year's Eve, Easter; with a year or without."""

import re
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import TH, relativedelta

from assistant.text.date_ranges import Days, one
from assistant.text.date_words import YEAR, Match, rule

_ON = (
    r"\b(?:on|since|before|after|at|over|by|until|till|around|during|between|and|to|of|in)\s+"
    r"(?:the\s+)?"
)
# Month, first day and last day; of Christmas, the days that shops are shut.
_FEASTS = {
    r"new\s+year['’]s\s+eve": (12, 31, 31),
    r"new\s+year['’]s(?:\s+day)?": (1, 1, 1),
    r"valentine['’]?s\s+day": (2, 14, 14),
    r"may\s+day": (5, 1, 1),
    r"hallowe['’]?en": (10, 31, 31),
    r"christmas\s+eve": (12, 24, 24),
    r"christmas\s+day": (12, 25, 25),
    r"boxing\s+day": (12, 26, 26),
    r"christmas": (12, 24, 26),
}
_THANKSGIVING = r"thanksgiving(?:\s+day)?"  # the fourth Thursday of November

# Days after Easter Sunday.
_MOVABLE = {
    r"ash\s+wednesday": (-46, -46),
    r"palm\s+sunday": (-7, -7),
    r"good\s+friday": (-2, -2),
    r"easter\s+sunday": (0, 0),
    r"easter\s+monday": (1, 1),
    r"easter(?:\s+weekend)?": (-2, 1),
    r"easter\s+week": (1, 7),
    r"whit\s+sunday|pentecost": (49, 49),
}
_NAMES = rf"(?P<feast>{'|'.join((*_FEASTS, *_MOVABLE, _THANKSGIVING))})"
# A Christmas tree, May Day Square: of these, the name says no day.
_ALONE = (
    r"(?=\s*(?:[?.,;:!)]|$)|\s+(?:and|or|in|at|by|for|from|on|to|when|that|which|did|was|were)\b)"
)


def _feast(name: str, year: int) -> Days:
    for pattern, (month, first, last) in _FEASTS.items():
        if re.fullmatch(pattern, name):
            return Days(date(year, month, first), date(year, month, last))
    for pattern, (first, last) in _MOVABLE.items():
        if re.fullmatch(pattern, name):
            sunday = easter(year)
            return Days(sunday + timedelta(first), sunday + timedelta(last))
    return one(date(year, 11, 1) + relativedelta(weekday=TH(4)))


def _of_year(match: Match, today: date) -> Days:
    return _feast(match["feast"].lower(), int(match["year"]))


def _past(match: Match, today: date) -> Days:
    days = _feast(match["feast"].lower(), today.year)
    is_over = days.first is not None and days.first <= today
    return days if is_over else _feast(match["feast"].lower(), today.year - 1)


OCCASIONS = (
    rule(rf"(?:the\s+)?{_NAMES},?\s+(?:of\s+|in\s+)?{YEAR}", _of_year),
    rule(rf"{_ON}(?P<named>{_NAMES}){_ALONE}", _past, is_relative=True, is_yearless=True),
    rule(rf"(?:last|this|past)\s+{_NAMES}{_ALONE}", _past, is_relative=True, is_yearless=True),
)
