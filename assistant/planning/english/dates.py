"""Finds English expressions for days in a text; this module has those that name a date.

"3 March 2021", "Q3 2023", "the 1990s", "Christmas"; a day and month without a year mean the most
recent one.

No library does this for questions: of 120 times in the 261 questions of planner_cases.jsonl
dateparser 1.5 finds 104, with a correct end in 43, and it finds one in 29 of the 141 questions that
have none; parsedatetime 2.6 is similar. Neither supports ranges of days. dateutil does the
arithmetic.
"""

import re
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import TH, relativedelta

from assistant.planning.english.periods import PARTS
from assistant.planning.english.relative_dates import RELATIVE
from assistant.text.date_ranges import (
    SEASONS,
    Days,
    hull,
    months_from,
    one,
    period_of,
    season,
    share,
)
from assistant.text.date_words import (
    DAY,
    DAY_TO,
    IN_YEAR,
    MONTH,
    ON_WEEKDAY,
    ORDINALS,
    SHARE,
    YEAR,
    YEAR_AFTER,
    Match,
    Named,
    latest_year,
    month_number,
    rule,
    share_of,
)


def _slashed(match: Match, today: date) -> Days | None:
    first, second = int(match["a"]), int(match["b"])
    if match["sign"] == "." or first > 12:
        return one(date(int(match["year"]), second, first))
    # 3/4/2021 is ambiguous: British or American order.
    return one(date(int(match["year"]), first, second)) if second > 12 or first == second else None


def _day_of_month(match: Match, today: date) -> Days:
    month, day = month_number(match), int(match["day"])
    year = int(match["year"]) if match["year"] else latest_year(today, month, day)
    last = int(match["to"]) if "to" in match.re.groupindex else day
    return Days(date(year, month, day), date(year, month, last))


def _month_of_year(match: Match, today: date) -> Days:
    return share(months_from(int(match["year"]), month_number(match), 1), share_of(match))


def _part_of_year(match: Match, today: date) -> Days:
    months = 6 if match["part"].lower() in ("half", "h") else 3
    which = ORDINALS.get(match["which"].lower()) or int(match["which"])
    if which * months > 12:
        raise ValueError(match[0])
    return months_from(int(match["year"]), (which - 1) * months + 1, months)


def _decade(match: Match, today: date) -> Days:
    year = int(match["decade"])
    is_century = year % 100 == 0 and year != 2000
    return share(
        period_of("century" if is_century else "decade", date(year, 1, 1)), share_of(match)
    )


def _century(match: Match, today: date) -> Days:
    return share(
        period_of("century", date(int(match["century"]) * 100 - 100, 1, 1)), share_of(match)
    )


def _season(match: Match, today: date) -> Days:
    name, year = match["season"].lower(), int(match["year"])
    if name == "winter":  # the one that begins in it or the one that ends in it
        return hull([season(name, year - 1), season(name, year)])
    return season(name, year)


def _year(match: Match, today: date) -> Days:
    return share(period_of("year", date(int(match["year"]), 1, 1)), share_of(match))


def _plain_year(match: Match, today: date) -> Days:
    return period_of("year", date(int(match["year"]), 1, 1))


def _short_month(match: Match, today: date) -> Days:
    """Nov '23, 11/2023."""
    year = int(match["year"]) if "year" in match.re.groupindex else 2000 + int(match["short"])
    number = int(match["number"]) if "number" in match.re.groupindex else month_number(match)
    return months_from(year, number, 1)


_NINETIES = {"sixties": 6, "seventies": 7, "eighties": 8, "nineties": 9}
_CENTURIES = {"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21}


def _nineties(match: Match, today: date) -> Days:
    said = match["decade"].lower()
    tens = int(said[0]) if said[0].isdigit() else _NINETIES[said]
    return share(period_of("decade", date(1900 + 10 * tens, 1, 1)), share_of(match))


def _named_century(match: Match, today: date) -> Days:
    first = _CENTURIES[match["century"].lower()] * 100 - 100
    return share(period_of("century", date(first, 1, 1)), share_of(match))


def _years(match: Match, today: date) -> Days:
    first, last = int(match["a"]), match["b"]
    last_year = int(last) if len(last) == 4 else first - first % 100 + int(last)
    if not first < last_year < first + 100:
        raise ValueError(match[0])
    return Days(date(first, 1, 1), date(last_year, 12, 31))


def _iso(match: Match, today: date) -> Days:
    return one(date.fromisoformat(match["iso"]))


ABSOLUTE = (
    rule(r"(?P<iso>\d{4}-\d\d-\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?", _iso),
    rule(r"(?P<a>\d{1,2})(?P<sign>[/.])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4})", _slashed),
    rule(rf"{ON_WEEKDAY}(?:the\s+)?{DAY}{DAY_TO}\s+(?:of\s+)?{MONTH}{IN_YEAR}", _day_of_month),
    rule(rf"{ON_WEEKDAY}{MONTH}\s+{DAY}{DAY_TO}{IN_YEAR}", _day_of_month),
    rule(rf"{ON_WEEKDAY}(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH}{IN_YEAR}", _day_of_month),
    rule(rf"{ON_WEEKDAY}{MONTH}\s+(?:the\s+)?{DAY}{IN_YEAR}", _day_of_month),
    rule(rf"{SHARE}?{MONTH},?\s+(?:of\s+)?{YEAR}", _month_of_year),
    rule(rf"{MONTH}\s+['’](?P<short>\d\d)", _short_month),
    rule(rf"(?P<number>0?[1-9]|1[0-2])/{YEAR}", _short_month),
    rule(
        r"(?:the\s+)?(?P<which>first|second|third|fourth|1st|2nd|3rd|4th)\s+(?P<part>quarter|half)"
        rf"\s+(?:of\s+)?{YEAR}",
        _part_of_year,
    ),
    rule(rf"(?P<part>q|h)(?P<which>[1-4])\s+(?:of\s+)?{YEAR}", _part_of_year),
    rule(rf"{SHARE}?(?P<decade>(?:1\d|20)\d0)['’]?s", _decade),
    rule(
        rf"\b(?:in|during|of|since|from|until|before|after"
        rf"|throughout)\s+(?P<named>(?:the\s+)?{SHARE}?"
        r"(?:['’]?(?P<decade>[6-9]0['’]?s|sixties|seventies|eighties|nineties)))(?!\s*(?:°"
        r"|degrees))",
        _nineties,
    ),
    rule(rf"{SHARE}?(?:the\s+)?(?P<century>{'|'.join(_CENTURIES)})[\s-]century", _named_century),
    rule(rf"{SHARE}?(?P<century>1\d|2[01])(?:st|th)[\s-]century", _century),
    rule(rf"(?P<season>{'|'.join(SEASONS)})\s+(?:of\s+)?{YEAR}", _season),
    rule(rf"{SHARE}{YEAR}", _year),
    rule(rf"{YEAR_AFTER}(?P<named>{YEAR})", _plain_year),
    rule(rf"{YEAR_AFTER}(?:1\d{{3}}|20\d\d)\s+(?:and|or)\s+(?P<named>{YEAR})", _plain_year),
    rule(r"(?P<named>(?P<year>20\d\d))['’]s(?=\s+(?-i:[a-z]))", _plain_year),
    rule(r"(?P<a>1\d{3}|20\d\d)[-–/](?P<b>(?:1\d|20)?\d\d)", _years),
    rule(
        r"(?:between|from)\s+(?P<named>(?P<a>1\d{3}|20\d\d)\s+(?:and|to|until|till|through)\s+"
        r"(?P<b>1\d{3}|20\d\d))",
        _years,
    ),
)


_ON = (
    r"\b(?:on|since|before|after|at|over|by|until|till|around|during|between|and|to|of|in)\s+"
    r"(?:the\s+)?"
)
# Month, first day and last day; Christmas includes the public holidays.
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
# In "Christmas tree" or "May Day Square" the name is not a date.
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


HOLIDAYS = (
    rule(rf"(?:the\s+)?{_NAMES},?\s+(?:of\s+|in\s+)?{YEAR}", _of_year),
    rule(rf"{_ON}(?P<named>{_NAMES}){_ALONE}", _past, is_relative=True, is_yearless=True),
    rule(rf"(?:last|this|past)\s+{_NAMES}{_ALONE}", _past, is_relative=True, is_yearless=True),
)


_FORMS = (*ABSOLUTE, *RELATIVE, *PARTS, *HOLIDAYS)


def find_dates(text: str, today: date) -> list[Named]:
    """All days that `text` names, without overlaps, in order."""
    found = [named for rule in _FORMS for named in rule(text, today)]
    taken: list[Named] = []
    for named in sorted(found, key=lambda named: named.start - named.end):
        if all(named.end <= other.start or other.end <= named.start for other in taken):
            taken.append(named)
    return sorted(taken, key=lambda named: named.start)
