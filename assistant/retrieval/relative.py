"""Forms of date that depend on the day when they are said: "last week", "in December"."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from assistant.retrieval.days import (
    SEASONS,
    Days,
    Unit,
    ago,
    months_from,
    one,
    season,
    share,
    stretch,
)
from assistant.retrieval.wording import (
    AMBIGUOUS,
    COUNT,
    DAY,
    LOOSE_AFTER,
    MONTH,
    MONTH_AFTER,
    NUMBERS,
    SHARE,
    UNIT,
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


def _is_written_as_month(match: Match) -> bool:
    """A bare month has a capital letter, unless nothing in the question has one."""
    word = match["month"]
    if word[0].isupper():
        return True
    return match.string.islower() and word not in AMBIGUOUS


def _bare_month(match: Match, today: date) -> Days | None:
    if not _is_written_as_month(match):
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


def _season_past(match: Match, today: date) -> Days:
    name = match["season"].lower()
    days = season(name, today.year)
    over = days.first if match["which"].lower() == "this" else days.last
    return days if over and over < today else season(name, today.year - 1)


def _near_day(match: Match, today: date) -> Days:
    said = " ".join(match["near"].lower().split())
    if said == "last night":
        return Days(today - timedelta(1), today)
    return one(today - timedelta({"yesterday": 1, "the day before yesterday": 2}.get(said, 0)))


def _this_unit(match: Match, today: date) -> Days:
    return stretch(unit_of(match), today)


def _last_unit(match: Match, today: date) -> Days:
    return stretch(unit_of(match), today - ago(unit_of(match), 1))


def _weekend(match: Match, today: date) -> Days:
    saturday = today - timedelta((today.weekday() + 2) % 7)
    is_running = today.weekday() >= 5 and match["which"].lower() != "this"
    saturday -= timedelta(7 if is_running else 0)
    return Days(saturday, saturday + timedelta(1))


def _past_units(match: Match, today: date) -> Days:
    return Days(today - ago(unit_of(match), count_of(match["count"] or "one")), today)


_RECENT: dict[Unit, int] = {"day": 7, "week": 5, "month": 4}


def _recent_units(match: Match, today: date) -> Days:
    return Days(today - ago(unit_of(match), _RECENT[unit_of(match)]), today)


def _hours(match: Match, today: date) -> Days:
    return Days(today - timedelta(-(-int(match["hours"]) // 24)), today)


def _units_ago(match: Match, today: date) -> Days:
    return stretch(unit_of(match), today - ago(unit_of(match), count_of(match["count"])))


def _unit_before_last(match: Match, today: date) -> Days:
    return stretch(unit_of(match), today - ago(unit_of(match), 2))


def _past_fortnight(match: Match, today: date) -> Days:
    return Days(today - timedelta(14), today)


def _fortnight_ago(match: Match, today: date) -> Days:
    return stretch("week", today - timedelta(14))


def _weekdays_ago(match: Match, today: date) -> Days:
    back = (today.weekday() - WEEKDAYS.index(match["weekday"].lower())) % 7 or 7
    return one(today - timedelta(back + 7 * (count_of(match["count"]) - 1)))


def _weekday(match: Match, today: date) -> Days:
    back = (today.weekday() - WEEKDAYS.index(match["weekday"].lower())) % 7
    is_today_meant = "which" not in match.re.groupindex
    return one(today - timedelta(back or (0 if is_today_meant else 7)))


def _day_number(match: Match, today: date) -> Days:
    day = int(match["day"])
    month = today if day <= today.day else today - relativedelta(months=1)
    return one(month.replace(day=day))


RELATIVE = (
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
    rule(rf"last\s+{MONTH}", _last_month_named, is_relative=True),
    rule(
        rf"(?P<which>last|this|past)\s+(?P<season>{'|'.join(SEASONS)})",
        _season_past,
        is_relative=True,
    ),
    rule(
        r"(?P<near>the\s+day\s+before\s+yesterday|(?<!sang )yesterday|last\s+night|tonight|today"
        r"|this\s+(?:morning|afternoon|evening))(?:['’]s)?",
        _near_day,
        is_relative=True,
    ),
    rule(
        r"(?:(?:earlier|later)\s+|so\s+far\s+)?this\s+(?P<unit>week|month|quarter|year|decade)"
        r"(?:['’]s)?",
        _this_unit,
        is_relative=True,
    ),
    rule(
        r"(?<!the )(?:last|the\s+previous)\s+(?P<unit>week|month|quarter|year)(?:['’]s)?"
        r"(?!\s+of\b)",
        _last_unit,
        is_relative=True,
    ),
    rule(
        r"(?:the\s+)(?P<unit>week|month|quarter|year)\s+before\s+last(?:['’]s)?",
        _unit_before_last,
        is_relative=True,
    ),
    rule(r"(?:the\s+)?(?:past|last)\s+fortnight", _past_fortnight, is_relative=True),
    rule(r"a\s+fortnight\s+ago", _fortnight_ago, is_relative=True),
    rule(rf"{COUNT}\s+{WEEKDAY}s?\s+ago", _weekdays_ago, is_relative=True),
    rule(r"(?P<which>last|this|past|the)\s+weekend(?:['’]s)?", _weekend, is_relative=True),
    rule(rf"(?:the\s+)?(?:past|last|previous)\s+{COUNT}\s+{UNIT}s?", _past_units, is_relative=True),
    rule(
        rf"\b(?:in|over|during|within|for)\s+(?P<named>the\s+(?:past|last)\s+(?P<count>){UNIT})"
        r"(?!\s+of\b)",
        _past_units,
        is_relative=True,
    ),
    rule(r"(?:the\s+)?(?:past|last)\s+(?P<hours>\d{1,3})\s+hours", _hours, is_relative=True),
    rule(r"(?:the\s+)?recent\s+(?P<unit>day|week|month)s", _recent_units, is_relative=True),
    rule(
        rf"(?P<count>\d{{1,3}}|a couple of|{'|'.join(w for w in NUMBERS if w != 'the')})\s+"
        r"(?P<unit>day|week|month|year|decade)s?\s+ago",
        _units_ago,
        is_relative=True,
    ),
    rule(
        rf"(?:\b(?:on|since|until|till|before|after|between|and|to)\s+|^)(?P<named>{WEEKDAY})"
        r"(?:['’]s)?(?:\s+(?:morning|afternoon|evening|night))?(?!\s+(?-i:[A-Z])|['’]s\s+(?-i:[A-Z]))",
        _weekday,
        is_relative=True,
    ),
    rule(rf"(?P<which>last|past|this\s+past)\s+{WEEKDAY}(?:['’]s)?", _weekday, is_relative=True),
    rule(rf"\bon\s+(?P<named>the\s+{DAY})(?=\s*[?.,!](?!\d)|\s*$)", _day_number, is_relative=True),
)
