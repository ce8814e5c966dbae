"""The words that dates are made of in English, and how a form of date is looked for in a text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from assistant.retrieval.days import Days, Share, Unit

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


MONTHS = (
    "january february march april may june july august september october november december".split()
)
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
} | {"a": 1, "an": 1, "the": 1, "couple": 2, "a couple of": 2, "few": 7, "several": 7}
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4}
ORDINALS |= {"4th": 4}
# First names, verbs and nouns, too: alone, they are months only after a word that says so.
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
SHARE = r"(?:(?P<share>early|mid|late|(?:beginning|start|middle|end) of)(?:-|\s+)(?:the\s+)?)"
UNIT = r"(?P<unit>day|week|month|quarter|year|decade)"
COUNT = (
    r"(?P<count>\d{1,3}|a couple of|couple|few|several|"
    + "|".join(word for word in NUMBERS if word not in ("a", "an", "the", "couple", "a couple of"))
    + ")"
)
YEAR_AFTER = r"\b(?:in|during|throughout|since|before|after|until|till|by|of|for|from|to)\s+"
MONTH_AFTER = r"\b(?:in|during|throughout|since|until|till)\s+"
LOOSE_AFTER = r"\b(?:before|after|by|of|from|to|between|and|for)\s+"


def count_of(word: str) -> int:
    """The number that a word says: two, a, 14."""
    return int(word) if word.isdigit() else NUMBERS[word.lower()]


def rule(
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
                said = match.groupdict()
                yearless = "month" in said and not said.get("year")
                yield Named(days, *match.span(group), is_relative or yearless, yearless)

    return find


def month_number(match: Match) -> int:
    start = match["month"].lower()[:3]
    return next(n for n, month in enumerate(MONTHS, start=1) if month.startswith(start))


def share_of(match: Match) -> Share:
    said = (match["share"] or "").lower()
    names = {"beginning of": "early", "start of": "early", "middle of": "mid", "end of": "late"}
    return cast(Share, names.get(said, said))


def unit_of(match: Match) -> Unit:
    return cast(Unit, match["unit"].lower())


def latest_year(today: date, month: int, day: int = 1) -> int:
    """The year in which that day was last seen."""
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1
