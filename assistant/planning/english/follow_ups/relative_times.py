"""Resolves times relative to the conversation: "the year before", "the next day", "since then"."""

import re
from datetime import date, timedelta

from assistant.planning.english.dates import find_dates
from assistant.planning.turns import Read, Turn
from assistant.text.date_ranges import Days, Unit, ago, in_words
from assistant.text.date_words import MONTHS, NUMBERS, count_of

_UNIT = r"(?P<unit>day|week|month|quarter|year|decade)"
_COUNT = r"(?P<count>\d{1,2}|an?|" + "|".join(w for w in NUMBERS if len(w) > 2 and w != "the") + ")"
_END = r"(?=\s*(?:[?.,;]|$)|\s+(?:that|then)\b)"
_BEFORE = frozenset("before earlier previous preceding prior".split())
_SHIFTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:(?:in|on|during)\s+)?the\s+{_UNIT}\s+(?P<side>before|after)(?:\s+that)?{_END}",
        rf"\b(?:(?:in|on|during)\s+)?the\s+(?P<side>previous|preceding|prior|following|next)\s+{_UNIT}\b",
        rf"\b(?:(?:in|on|during)\s+)?the\s+(?P<side>next)\s+{_UNIT}\b",
        rf"\b{_COUNT}\s+{_UNIT}s?\s+(?P<side>earlier|later|before|after)(?:\s+that)?{_END}",
    )
)
_SAME = re.compile(
    rf"\b(?P<how>in|on|during|by|since|before|after|until|at)\s+(?:(?:that|the\s+same)\s+(?:{_UNIT}|time"
    r"|point)|then)\b|\bback\s+then\b|(?<!what )(?<!and )\bthat\s+(?P<bare>day|week|month|year)\b",
    re.IGNORECASE,
)
_QUARTERS = ("first", "second", "third", "fourth")
_YEAR = re.compile(r"\b(?:1\d{3}|20\d\d)\b")
_MONTH_ALONE = re.compile(
    rf"\b(?P<month>{'|'.join(MONTHS)})\b(?!\s+(?:\d|of\b))|\b(?P<day>\d{{1,2}}\s+(?:{'|'.join(MONTHS)})"
    rf"|(?:{'|'.join(MONTHS)})\s+\d{{1,2}})\b(?!,?\s+\d{{4}})",
    re.IGNORECASE,
)


def time_of(turns: tuple[Turn, ...], read: Read) -> Days | None:
    """The time that was last spoken of: by a question, by what was cited, or its publication."""
    for turn in reversed(turns):
        if (days := read(turn.question).days) and days.first:
            return days
        for sentence, day in zip(turn.cited, turn.days, strict=False):
            named = [one for one in find_dates(sentence, day) if one.days.first] if day else []
            if named:
                return named[0].days
        if turn.answered and turn.days and turn.days[0]:
            return Days(turn.days[0], turn.days[0])
    return None


def is_told_from_before(question: str) -> bool:
    """Whether it says a time by another."""
    return any(pattern.search(question) for pattern in (*_SHIFTS, _SAME))


def with_times(question: str, base: Days | None) -> str:
    """`question` with the times in it said so that they are understood alone.

    >>> with_times("What was it the year before?", Days(date(2024, 1, 1), date(2024, 12, 31)))
    'What was it in 2023?'
    """
    if base is None or base.first is None:
        return question
    for pattern in _SHIFTS:
        if match := pattern.search(question):
            return question[: match.start()] + _shifted(match, base) + question[match.end() :]
    if match := _SAME.search(question):
        said = _same(match, base)
        return question[: match.start()] + said + question[match.end() :]
    return question


def with_year(words: str, base: Days | None) -> str:
    """A month or a day without a year gets the one that was spoken of.

    >>> with_year("in March", Days(date(2024, 5, 1), date(2024, 5, 31)))
    'in March 2024'
    """
    match = _MONTH_ALONE.search(words)
    if base is None or base.first is None or not match or _YEAR.search(words):
        return words
    if not (words[match.start("month")].isupper() if match["month"] else True):
        return words
    return f"{words[: match.end()]} {base.first.year}{words[match.end() :]}"


def _shifted(match: re.Match[str], base: Days) -> str:
    said = match.groupdict()
    unit: Unit = match["unit"].lower()  # type: ignore[assignment]
    step = ago(unit, count_of(said.get("count") or "one"))
    is_before = match["side"].lower() in _BEFORE
    if is_before:
        assert base.first
        return _when(unit, base.first - step)
    last = base.last or base.first
    assert last
    return _when(unit, last + step)


def _same(match: re.Match[str], base: Days) -> str:
    assert base.first
    how = (match["how"] or "in").lower()
    if how in ("by", "since", "before", "after", "until"):
        return f"{how} {spoken_day(base)}"
    if unit := match["unit"] or match["bare"]:
        return _when(unit.lower(), base.first)  # type: ignore[arg-type]
    return _spoken(base)


def _spoken(base: Days) -> str:
    """ "in 2024", "on 3 March 2024", as wide as it was."""
    assert base.first
    length = base.length
    return _when("day" if length == 1 else "month" if 1 < length <= 31 else "year", base.first)


def spoken_day(base: Days) -> str:
    """ "2024", "3 March 2024"."""
    return _spoken(base).partition(" ")[2]


def _when(unit: Unit, day: date) -> str:
    match unit:
        case "day":
            return f"on {in_words(day)}"
        case "week":
            return f"in the week of {in_words(day - timedelta(days=day.weekday()))}"
        case "month":
            return f"in {day:%B} {day.year}"
        case "quarter":
            return f"in the {_QUARTERS[(day.month - 1) // 3]} quarter of {day.year}"
        case "decade":
            return f"in the {day.year // 10}0s"
    return f"in {day.year}"
