"""Expressions for days that depend on the day of asking: "last week", "in December"."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from assistant.planning.english.periods import MONTHS_AND_SEASONS
from assistant.text.date_ranges import Days, Unit, ago, one, period_of
from assistant.text.date_words import (
    COUNT,
    DAY,
    NUMBERS,
    UNIT,
    WEEKDAY,
    WEEKDAYS,
    Match,
    count_of,
    is_habit,
    rule,
    unit_of,
)


def _near_day(match: Match, today: date) -> Days:
    said = " ".join(match["near"].lower().split())
    if said.endswith("before last"):
        return Days(today - timedelta(2), today - timedelta(1))
    if said == "last night":
        return Days(today - timedelta(1), today)
    if said == "overnight":
        return Days(today - timedelta(1), today)
    return one(today - timedelta({"yesterday": 1, "the day before yesterday": 2}.get(said, 0)))


def _this_unit(match: Match, today: date) -> Days:
    """Of a week the seven days before: on a Monday, "this week" is not one day."""
    if unit_of(match) == "week":
        return Days(today - timedelta(7), today)
    return period_of(unit_of(match), today)


def _earlier_in_unit(match: Match, today: date) -> Days | None:
    """ "Earlier in the year", except after a habit: "is celebrated earlier in the year"."""
    return None if is_habit(match) else _this_unit(match, today)


def _last_unit(match: Match, today: date) -> Days:
    return period_of(unit_of(match), today - ago(unit_of(match), 1))


def _weekend(match: Match, today: date) -> Days:
    saturday = today - timedelta((today.weekday() + 2) % 7)
    is_running = today.weekday() >= 5 and match["which"].lower() != "this"
    saturday -= timedelta(7 if is_running else 0)
    return Days(saturday, saturday + timedelta(1))


def _weekend_before_last(match: Match, today: date) -> Days:
    saturday = today - timedelta((today.weekday() + 2) % 7 + 7)
    return Days(saturday, saturday + timedelta(1))


def _past_units(match: Match, today: date) -> Days:
    return Days(today - ago(unit_of(match), count_of(match["count"] or "one")), today)


def _this_year(match: Match, today: date) -> Days:
    return period_of("year", today)


_RECENT: dict[Unit, int] = {"day": 7, "week": 5, "month": 4}


def _recent_units(match: Match, today: date) -> Days:
    return Days(today - ago(unit_of(match), _RECENT[unit_of(match)]), today)


def _hours(match: Match, today: date) -> Days:
    return Days(today - timedelta(-(-int(match["hours"]) // 24)), today)


def _units_ago(match: Match, today: date) -> Days:
    said = match["count"].lower()
    if said.endswith(("few", "several")):  # from two to six of them
        return Days(today - ago(unit_of(match), 6), today - ago(unit_of(match), 2))
    return period_of(unit_of(match), today - ago(unit_of(match), count_of(match["count"])))


def _beyond_ago(match: Match, today: date) -> Days:
    """ "More than a year ago" ends then; "less than a year ago" begins then."""
    then = today - ago(unit_of(match), count_of(match["count"]))
    is_less = match["more"].lower() in ("less", "under", "not")
    return Days(then, today) if is_less else Days(None, then)


def _ago_today(match: Match, today: date) -> Days:
    """The exact day: "a week ago today", "two and a half weeks ago"."""
    return one(today - ago(unit_of(match), count_of(match["count"])))


def _halves_ago(match: Match, today: date) -> Days:
    """The month of "half a year ago", "a year and a half ago"."""
    count = count_of(match["count"]) if match["count"] else 0
    return period_of("month", today - relativedelta(months=12 * count + 6))


def _this_time(match: Match, today: date) -> Days:
    then = today - ago(unit_of(match), 1)
    return period_of("month", then) if unit_of(match) == "year" else one(then)


def _other_day(match: Match, today: date) -> Days:
    return Days(today - ago("day", 7 if unit_of(match) == "day" else 21), today)


def _day_of_last_month(match: Match, today: date) -> Days:
    back = 1 if match["which"].lower() == "last" else 0
    return one((today - relativedelta(months=back)).replace(day=int(match["day"])))


def _unit_before_last(match: Match, today: date) -> Days:
    return period_of(unit_of(match), today - ago(unit_of(match), 2))


def _past_fortnight(match: Match, today: date) -> Days:
    return Days(today - timedelta(14), today)


def _fortnight_ago(match: Match, today: date) -> Days:
    return period_of("week", today - timedelta(14))


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
    *MONTHS_AND_SEASONS,
    rule(
        r"(?P<near>the\s+day\s+before\s+yesterday|(?<!sang )yesterday|last\s+night"
        r"|the\s+night\s+before\s+last|tonight|today"
        r"|overnight(?!\s+(?:on|from|into)\b)"
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
    rule(r"the\s+weekend\s+before\s+last", _weekend_before_last, is_relative=True),
    rule(
        r"(?P<more>more|longer|over|less|under)\s+(?:than\s+)?"
        rf"(?P<count>an?\b|{COUNT.removeprefix('(?P<count>').removesuffix(')')})\s+{UNIT}s?\s+ago",
        _beyond_ago,
        is_relative=True,
    ),
    rule(r"(?P<which>last|this|past|the)\s+weekend(?:['’]s)?", _weekend, is_relative=True),
    rule(rf"(?:the\s+)?(?:past|last|previous)\s+{COUNT}\s+{UNIT}s?", _past_units, is_relative=True),
    rule(
        rf"\b(?:in|over|during|within|for)\s+(?P<named>the\s+(?:past|last)\s+(?P<count>){UNIT})"
        r"(?!\s+of\b)",
        _past_units,
        is_relative=True,
    ),
    rule(
        r"(?P<count>a|an|one|two|three|four|\d{1,2})\s+(?P<unit>day|week|month"
        r"|year)s?\s+ago\s+today",
        _ago_today,
        is_relative=True,
    ),
    rule(
        r"(?:half\s+a\s+year|(?P<count>a|one|two|three|four|five)\s+(?:years?\s+and\s+a\s+half"
        r"|and\s+a\s+half\s+years))\s+ago",
        _halves_ago,
        is_relative=True,
    ),
    rule(r"this\s+(?:time|day)\s+last\s+(?P<unit>week|month|year)", _this_time, is_relative=True),
    rule(r"the\s+other\s+(?P<unit>day|week)", _other_day, is_relative=True),
    rule(
        rf"(?:on\s+)?(?:the\s+)?{DAY}\s+of\s+(?P<which>this|last|the)\s+month",
        _day_of_last_month,
        is_relative=True,
    ),
    rule(
        r"(?:earlier|later|early|late)\s+(?:on\s+)?in\s+the\s+(?P<unit>day|week|month|quarter|year)"
        r"(?!\s+(?:of|to)\b)",
        _earlier_in_unit,
        is_relative=True,
    ),
    rule(r"(?:the\s+)?year[- ]to[- ]date", _this_year, is_relative=True),
    rule(
        rf"{WEEKDAY}['’]s(?=\s+(?-i:[a-z]))",
        _weekday,
        is_relative=True,
    ),
    rule(r"(?:the\s+)?(?:past|last)\s+(?P<hours>\d{1,3})\s+hours", _hours, is_relative=True),
    rule(r"(?:the\s+)?recent\s+(?P<unit>day|week|month)s", _recent_units, is_relative=True),
    rule(
        r"(?P<count>\d{1,3}|(?:a\s+)?(?:couple\s+of|few)|"
        + "|".join(word for word in NUMBERS if word != "the")
        + r")\s+"
        r"(?P<unit>day|week|month|year|decade)s?\s+ago",
        _units_ago,
        is_relative=True,
    ),
    rule(
        rf"(?:\b(?:on|since|until|till|before|after|between|from|and|to)\s+|^)(?P<named>{WEEKDAY})"
        r"(?:['’]s)?(?:\s+(?:morning|afternoon|evening|night))?(?!\s+(?-i:[A-Z])"
        r"|['’]s\s+(?-i:[A-Z]))",
        _weekday,
        is_relative=True,
    ),
    rule(rf"(?P<which>last|past|this\s+past)\s+{WEEKDAY}(?:['’]s)?", _weekday, is_relative=True),
    rule(rf"{WEEKDAY}\s+(?:morning|afternoon|evening|night)", _weekday, is_relative=True),
    rule(
        rf"\b(?:on|since|before|after|until|till|by"
        rf"|from)\s+(?P<named>the\s+{DAY})(?=\s*[?.,!](?!\d)|\s*$)",
        _day_number,
        is_relative=True,
    ),
)
