"""The expressions in which English names days: absolute ones ("3 March 2021", "Q3 2023", "the 1990s")
and those relative to the day of asking ("last week", "two months ago", "in December").

No library does this for questions: on the 261 of tests/assistant/retrieval/understanding_cases.jsonl
dateparser 1.5 finds 104 of 120 times but a right end in only 43, and sees one in 29 of 141 that have
none; parsedatetime 2.6 is much alike. Neither knows stretches. The arithmetic is dateutil's.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from dateutil.relativedelta import relativedelta

from assistant.retrieval.days import (
    SEASONS,
    Days,
    Share,
    Unit,
    ago,
    hull,
    months_from,
    one,
    season,
    share,
    stretch,
)

Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Named:
    """Days that a text names from code point `start` to `end`.

    `is_relative`: they depend on the day of asking. `is_yearless`: they would lie in another year
    if another date said so ("between 3 March and 10 April 2024").
    """

    days: Days
    start: int
    end: int
    is_relative: bool = False
    is_yearless: bool = False


_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
} | {"a": 1, "an": 1, "the": 1, "couple": 2, "a couple of": 2, "few": 7, "several": 7}
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4}
_ORDINALS |= {"4th": 4}
# First names, verbs and nouns, too: alone, they are months only after a word that says so.
_AMBIGUOUS = frozenset("march april may june august".split())

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS)})"
_ON_WEEKDAY = rf"(?:(?:{'|'.join(_WEEKDAYS)}),?\s+)?"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_DAY_TO = r"\s*(?:-|–|\bto\b|\band\b)\s*(?P<to>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1\d{3}|20\d\d)(?![\d,.]*\d|-\d|\s*(?:%|per\s?cent|crowns|dollars|euros|people))"
_IN_YEAR = rf"(?:,?\s+(?:of\s+)?{_YEAR})?"
_SHARE = r"(?:(?P<share>early|mid|late|(?:beginning|start|middle|end) of)(?:-|\s+)(?:the\s+)?)"
_UNIT = r"(?P<unit>day|week|month|quarter|year|decade)"
_COUNT = r"(?P<count>\d{1,3}|a couple of|couple|few|several|" + "|".join(
    word for word in _NUMBERS if word not in ("a", "an", "the", "couple", "a couple of")
) + ")"
_YEAR_AFTER = r"\b(?:in|during|throughout|since|before|after|until|till|by|of|for|from|to)\s+"
_MONTH_AFTER = r"\b(?:in|during|throughout|since|until|till)\s+"
_LOOSE_AFTER = r"\b(?:before|after|by|of|from|to|between|and|for)\s+"


def find_dates(text: str, today: date) -> list[Named]:
    """All that `text` names, none overlapping another, in order of the text."""
    found = [named for rule in _RULES for named in rule(text, today)]
    taken: list[Named] = []
    for named in sorted(found, key=lambda named: named.start - named.end):
        if all(named.end <= other.start or other.end <= named.start for other in taken):
            taken.append(named)
    return sorted(taken, key=lambda named: named.start)


def count_of(word: str) -> int:
    """The number that a word says: two, a, 14."""
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _rule(
    pattern: str,
    read: Callable[[Match, date], Days | None],
    *,
    is_relative: bool = False,
) -> Callable[[str, date], Iterator[Named]]:
    """A reader of one form; a group `named`, if there is one, is what names the days."""
    compiled = re.compile(rf"(?<![\w/])(?:{pattern})(?!\w)", re.IGNORECASE)

    def find(text: str, today: date) -> Iterator[Named]:
        for match in compiled.finditer(text):
            try:
                days = read(match, today)
            except (ValueError, OverflowError):  # 31 February, the year 9999 and a century
                continue
            if days is not None:
                group = "named" if "named" in compiled.groupindex else 0
                yearless = "year" in compiled.groupindex and not match["year"]
                yield Named(days, *match.span(group), is_relative or yearless, yearless)

    return find


def _month_number(match: Match) -> int:
    start = match["month"].lower()[:3]
    return next(n for n, month in enumerate(_MONTHS, start=1) if month.startswith(start))


def _share(match: Match) -> Share:
    said = (match["share"] or "").lower()
    names = {"beginning of": "early", "start of": "early", "middle of": "mid", "end of": "late"}
    return cast(Share, names.get(said, said))


def _unit(match: Match) -> Unit:
    return cast(Unit, match["unit"].lower())


def _is_written_as_month(match: Match) -> bool:
    """A bare month has a capital letter, unless nothing in the question has one."""
    word = match["month"]
    if word[0].isupper():
        return True
    return match.string.islower() and word not in _AMBIGUOUS


def _latest_year(today: date, month: int, day: int = 1) -> int:
    """The year in which that day was last seen."""
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1


def _slashed(match: Match, today: date) -> Days | None:
    first, second = int(match["a"]), int(match["b"])
    if match["sign"] == "." or first > 12:
        return one(date(int(match["year"]), second, first))
    # 3/4/2021 is two different days on the two sides of the Atlantic.
    return one(date(int(match["year"]), first, second)) if second > 12 or first == second else None


def _day_of_month(match: Match, today: date) -> Days:
    month, day = _month_number(match), int(match["day"])
    year = int(match["year"]) if match["year"] else _latest_year(today, month, day)
    last = int(match["to"]) if "to" in match.re.groupindex else day
    return Days(date(year, month, day), date(year, month, last))


def _month_of_year(match: Match, today: date) -> Days:
    return share(months_from(int(match["year"]), _month_number(match), 1), _share(match))


def _bare_month(match: Match, today: date) -> Days | None:
    if not _is_written_as_month(match):
        return None
    month = _month_number(match)
    return share(months_from(_latest_year(today, month), month, 1), _share(match))


def _unambiguous_month(match: Match, today: date) -> Days | None:
    return None if match["month"].lower() in _AMBIGUOUS else _bare_month(match, today)


def _last_month_named(match: Match, today: date) -> Days:
    month = _month_number(match)
    year = today.year if month < today.month else today.year - 1
    return months_from(year, month, 1)


def _part_of_year(match: Match, today: date) -> Days:
    months = 6 if match["part"].lower() in ("half", "h") else 3
    which = _ORDINALS.get(match["which"].lower()) or int(match["which"])
    if which * months > 12:
        raise ValueError(match[0])
    return months_from(int(match["year"]), (which - 1) * months + 1, months)


def _decade(match: Match, today: date) -> Days:
    year = int(match["decade"])
    is_century = year % 100 == 0 and year != 2000
    return share(stretch("century" if is_century else "decade", date(year, 1, 1)), _share(match))


def _century(match: Match, today: date) -> Days:
    return share(stretch("century", date(int(match["century"]) * 100 - 100, 1, 1)), _share(match))


def _season(match: Match, today: date) -> Days:
    name, year = match["season"].lower(), int(match["year"])
    if name == "winter":  # the one that begins in it or the one that ends in it
        return hull([season(name, year - 1), season(name, year)])
    return season(name, year)


def _season_past(match: Match, today: date) -> Days:
    name = match["season"].lower()
    days = season(name, today.year)
    over = days.first if match["which"].lower() == "this" else days.last
    return days if over and over < today else season(name, today.year - 1)


def _year(match: Match, today: date) -> Days:
    return share(stretch("year", date(int(match["year"]), 1, 1)), _share(match))


def _plain_year(match: Match, today: date) -> Days:
    return stretch("year", date(int(match["year"]), 1, 1))


def _years(match: Match, today: date) -> Days:
    first, last = int(match["a"]), match["b"]
    last_year = int(last) if len(last) == 4 else first - first % 100 + int(last)
    if not first < last_year < first + 100:
        raise ValueError(match[0])
    return Days(date(first, 1, 1), date(last_year, 12, 31))


def _near_day(match: Match, today: date) -> Days:
    said = " ".join(match["near"].lower().split())
    if said == "last night":
        return Days(today - timedelta(1), today)
    return one(today - timedelta({"yesterday": 1, "the day before yesterday": 2}.get(said, 0)))


def _this_unit(match: Match, today: date) -> Days:
    return stretch(_unit(match), today)


def _last_unit(match: Match, today: date) -> Days:
    return stretch(_unit(match), today - ago(_unit(match), 1))


def _weekend(match: Match, today: date) -> Days:
    saturday = today - timedelta((today.weekday() + 2) % 7)
    is_running = today.weekday() >= 5 and match["which"].lower() != "this"
    saturday -= timedelta(7 if is_running else 0)
    return Days(saturday, saturday + timedelta(1))


def _past_units(match: Match, today: date) -> Days:
    return Days(today - ago(_unit(match), count_of(match["count"] or "one")), today)


def _recent_units(match: Match, today: date) -> Days:
    return Days(today - ago(_unit(match), {"day": 7, "week": 5, "month": 4}[_unit(match)]), today)


def _hours(match: Match, today: date) -> Days:
    return Days(today - timedelta(-(-int(match["hours"]) // 24)), today)


def _units_ago(match: Match, today: date) -> Days:
    return stretch(_unit(match), today - ago(_unit(match), count_of(match["count"])))


def _weekday(match: Match, today: date) -> Days:
    back = (today.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
    is_today_meant = "which" not in match.re.groupindex
    return one(today - timedelta(back or (0 if is_today_meant else 7)))


def _day_number(match: Match, today: date) -> Days:
    day = int(match["day"])
    month = today if day <= today.day else today - relativedelta(months=1)
    return one(month.replace(day=day))


def _iso(match: Match, today: date) -> Days:
    return one(date.fromisoformat(match["iso"]))


_RULES = (
    _rule(r"(?P<iso>\d{4}-\d\d-\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?", _iso),
    _rule(r"(?P<a>\d{1,2})(?P<sign>[/.])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4})", _slashed),
    _rule(rf"{_ON_WEEKDAY}(?:the\s+)?{_DAY}{_DAY_TO}\s+(?:of\s+)?{_MONTH}{_IN_YEAR}", _day_of_month),
    _rule(rf"{_ON_WEEKDAY}{_MONTH}\s+{_DAY}{_DAY_TO}{_IN_YEAR}", _day_of_month),
    _rule(rf"{_ON_WEEKDAY}(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}{_IN_YEAR}", _day_of_month),
    _rule(rf"{_ON_WEEKDAY}{_MONTH}\s+(?:the\s+)?{_DAY}{_IN_YEAR}", _day_of_month),
    _rule(rf"{_SHARE}?{_MONTH},?\s+(?:of\s+)?{_YEAR}", _month_of_year),
    _rule(rf"{_MONTH_AFTER}(?P<named>(?:the\s+)?{_SHARE}?{_MONTH})", _bare_month, is_relative=True),
    _rule(rf"(?:the\s+)?{_SHARE}{_MONTH}", _bare_month, is_relative=True),
    _rule(
        rf"{_LOOSE_AFTER}(?P<named>{_SHARE}?{_MONTH})", _unambiguous_month, is_relative=True
    ),
    _rule(rf"last\s+{_MONTH}", _last_month_named, is_relative=True),
    _rule(
        r"(?:the\s+)?(?P<which>first|second|third|fourth|1st|2nd|3rd|4th)\s+(?P<part>quarter|half)"
        rf"\s+(?:of\s+)?{_YEAR}",
        _part_of_year,
    ),
    _rule(rf"(?P<part>q|h)(?P<which>[1-4])\s+(?:of\s+)?{_YEAR}", _part_of_year),
    _rule(rf"{_SHARE}?(?P<decade>(?:1\d|20)\d0)['’]?s", _decade),
    _rule(rf"{_SHARE}?(?P<century>1\d|2[01])(?:st|th)[\s-]century", _century),
    _rule(rf"(?P<season>{'|'.join(SEASONS)})\s+(?:of\s+)?{_YEAR}", _season),
    _rule(rf"(?P<which>last|this|past)\s+(?P<season>{'|'.join(SEASONS)})", _season_past,
          is_relative=True),
    _rule(rf"{_SHARE}{_YEAR}", _year),
    _rule(rf"{_YEAR_AFTER}(?P<named>{_YEAR})", _plain_year),
    _rule(r"(?P<a>1\d{3}|20\d\d)[-–](?P<b>(?:1\d|20)?\d\d)", _years),
    _rule(
        r"(?:between|from)\s+(?P<named>(?P<a>1\d{3}|20\d\d)\s+(?:and|to|until|till|through)\s+"
        r"(?P<b>1\d{3}|20\d\d))",
        _years,
    ),
    _rule(
        r"(?P<near>the\s+day\s+before\s+yesterday|(?<!sang )yesterday|last\s+night|tonight|today"
        r"|this\s+(?:morning|afternoon|evening))(?:['’]s)?",
        _near_day,
        is_relative=True,
    ),
    _rule(
        r"(?:(?:earlier|later)\s+|so\s+far\s+)?this\s+(?P<unit>week|month|quarter|year|decade)"
        r"(?:['’]s)?",
        _this_unit,
        is_relative=True,
    ),
    _rule(
        r"(?<!the )(?:last|the\s+previous)\s+(?P<unit>week|month|quarter|year)(?:['’]s)?"
        r"(?!\s+of\b)",
        _last_unit,
        is_relative=True,
    ),
    _rule(r"(?P<which>last|this|past|the)\s+weekend(?:['’]s)?", _weekend, is_relative=True),
    _rule(
        rf"(?:the\s+)?(?:past|last|previous)\s+{_COUNT}\s+{_UNIT}s?", _past_units, is_relative=True
    ),
    _rule(
        rf"\b(?:in|over|during|within|for)\s+(?P<named>the\s+(?:past|last)\s+(?P<count>){_UNIT})"
        r"(?!\s+of\b)",
        _past_units,
        is_relative=True,
    ),
    _rule(r"(?:the\s+)?(?:past|last)\s+(?P<hours>\d{1,3})\s+hours", _hours, is_relative=True),
    _rule(r"(?:the\s+)?recent\s+(?P<unit>day|week|month)s", _recent_units, is_relative=True),
    _rule(
        rf"(?P<count>\d{{1,3}}|a couple of|{'|'.join(w for w in _NUMBERS if w != 'the')})\s+"
        r"(?P<unit>day|week|month|year|decade)s?\s+ago",
        _units_ago,
        is_relative=True,
    ),
    _rule(
        rf"(?:\b(?:on|since|until|till|before|after|between|and|to)\s+|^)(?P<named>{_WEEKDAY})"
        r"(?:['’]s)?(?:\s+(?:morning|afternoon|evening|night))?(?!\s+(?-i:[A-Z])|['’]s\s+(?-i:[A-Z]))",
        _weekday,
        is_relative=True,
    ),
    _rule(rf"(?P<which>last|past|this\s+past)\s+{_WEEKDAY}(?:['’]s)?", _weekday, is_relative=True),
    _rule(rf"\bon\s+(?P<named>the\s+{_DAY})(?=\s*[?.,!]|\s*$)", _day_number, is_relative=True),
)
