"""English words for dates, and helpers to write rules that find dates in a text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from assistant.text.date_ranges import Days, Share, Unit

Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Named:
    """Days that a text names from code point `start` to `end`.

    `is_relative`: they depend on the day of asking. `is_yearless`: the year may come from another
    date ("between 3 March and 10 April 2024").
    """

    days: Days
    start: int
    end: int
    is_relative: bool = False
    is_yearless: bool = False


MONTHS = (
    "january february march april may june july august september october november december".split()
)
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
} | {"a": 1, "an": 1, "the": 1, "couple": 2, "few": 7, "several": 7}
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4}
ORDINALS |= {"4th": 4}
# Also first names, verbs or nouns: alone they are months only after certain words ("in", "last").
AMBIGUOUS = frozenset("march april may june august".split())

MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
ON_WEEKDAY = rf"(?:(?:{'|'.join(WEEKDAYS)}),?\s+)?"
DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
DAY_TO = r"\s*(?:-|–|\bto\b|\band\b)\s*(?P<to>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
YEAR = r"(?P<year>1\d{3}|20\d\d)(?![\d,.]*\d|-\d|\s*(?:%|per\s?cent|crowns|dollars|euros|people))"
IN_YEAR = rf"(?:,?\s+(?:of\s+)?{YEAR})?"
SHARES = (
    r"(?P<share>early|mid|late|(?:beginning|start|outset|dawn|(?:early|first) part|middle|end|close"
    r"|tail end|(?:latter|later|last) part) of)"
)
SHARE = rf"(?:{SHARES}(?:-|\s+)(?:the\s+)?)"
UNIT = r"(?P<unit>day|week|month|quarter|year|decade)"
COUNT = (
    r"(?P<count>\d{1,3}|(?:a\s+)?(?:couple(?:\s+of)?|few)|several|"
    + "|".join(word for word in NUMBERS if word not in ("a", "an", "the", "couple", "few"))
    + ")"
)
YEAR_AFTER = (
    r"\b(?:in|during|throughout|since|before|after|until|till|by|of|for|from|to|around|circa"
    r"|(?:later|earlier|older|newer|more recent) than"
    r"|as of|as (?:early|late|recently|far back) as|(?:the|calendar|fiscal|financial) year"
    r"|fiscal|FY)\s+"
)
MONTH_AFTER = r"\b(?:in|during|throughout|since|until|till)\s+"
LOOSE_AFTER = r"\b(?:before|after|by|of|from|to|between|and|for)\s+"


def count_of(word: str) -> int:
    """The number that a word means: two, a, 14, a couple of."""
    plain = " ".join(word.lower().split()).removesuffix(" of")
    return int(plain) if plain.isdigit() else NUMBERS[plain.removeprefix("a ") or plain]


def rule(
    pattern: str,
    read: Callable[[Match, date], Days | None],
    *,
    is_relative: bool = False,
    is_yearless: bool = False,
) -> Callable[[str, date], Iterator[Named]]:
    """Makes a finder for one form of date; a group `named`, if any, is the span of the days."""
    compiled = re.compile(rf"(?<![\w/])(?:{pattern})(?!\w)", re.IGNORECASE)

    def find(text: str, today: date) -> Iterator[Named]:
        for match in compiled.finditer(text):
            try:
                days = read(match, today)
            except (ValueError, OverflowError):  # 31 February, the year 9999 and a century
                continue
            if days is not None:
                group = "named" if "named" in compiled.groupindex else 0
                said = match.groupdict()
                is_month = bool(said.get("month") and not (said.get("year") or said.get("short")))
                yield Named(
                    days, *match.span(group), is_relative or is_month, is_yearless or is_month
                )

    return find


def month_number(match: Match) -> int:
    start = match["month"].lower()[:3]
    return next(n for n, month in enumerate(MONTHS, start=1) if month.startswith(start))


def share_of(match: Match) -> Share:
    said = " ".join((match["share"] or "").lower().split())
    if said.endswith(" of"):
        opens = said.startswith(("beginning", "start", "outset", "dawn", "early", "first"))
        return "early" if opens else "mid" if said.startswith("middle") else "late"
    return cast(Share, said)


def is_habit(match: Match) -> bool:
    """Whether any year is meant, as the tense before it shows: "Is it warm in the summer?"."""
    tenses = re.findall(
        r"\b(?:(is|are|do|does|can)|did|was|were|has|have|had)\b",
        match.string[: match.start()],
        re.I,
    )
    return bool(tenses and tenses[-1])


def unit_of(match: Match) -> Unit:
    return cast(Unit, match["unit"].lower())


def latest_year(today: date, month: int, day: int = 1) -> int:
    """The latest year in which that day is not in the future."""
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1
