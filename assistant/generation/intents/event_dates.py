"""The date of the event in a sentence: the first date that belongs to the event itself.

"Closed on Monday" is; "since it was closed on Monday" dates something else, and "will reopen on
Monday" has not happened. Without a date of its own, a sentence has its article's day alone.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from assistant.text.date_ranges import in_words
from assistant.text.dates import MONTHS, Date, read_dates
from assistant.verification.date_resolution import resolve

Precision = Literal["day", "month", "year"]

_CLAUSE = r"[^,;:–—]*$"
# What is dated in such a clause is another event than the sentence's.
_ASIDE = re.compile(
    r"\b(?:since|until|till|before|after|because|than|whose|which|who|where|if|unless|once|ahead\s+of"
    r"|following)\b" + _CLAUSE + r"|\b(?:by|from|for|to|like|as)\s+(?:the\s+)?(?:\w+\s+of\s+)?$",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|shall|would|due|scheduled|expected|plan(?:s|ned|ning)?|intends?|hopes?|hoped|likely"
    r"|next|coming|(?:is|are|was|were)\s+to|may|might|could|should|must)\b" + _CLAUSE,
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"(?:if|had|were|should|unless|whether)\b", re.IGNORECASE)
_DATELINE = re.compile(
    r"^[^a-z]{3,40}(?:,?\s[A-Z][a-z]+\.?\s\d{1,2})?\s?(?:\([^)]{2,40}\)\s?)?[-–—]+\s"
)
_PREPOSITION = re.compile(
    r"\b(?:in|during|throughout|early|late|mid|last|this|of)[\s-]+$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The day, or the first day of the month or year, on which something happened.

    `is_own`: the sentence says so itself; else it is its article's day.
    """

    day: date
    precision: Precision = "day"
    is_own: bool = True

    def __str__(self) -> str:
        if self.precision == "day":
            return in_words(self.day)
        month = f"{MONTHS[self.day.month - 1].title()} " if self.precision == "month" else ""
        return f"{month}{self.day.year}"


def occurred(sentence: str, published_at: datetime | None) -> Occurrence | None:
    """When the event of `sentence` took place, by its own dates; None where they do not say.

    >>> told = datetime.fromisoformat("2024-03-05T08:00+01:00")
    >>> str(occurred("Valdoria closed the bridge late on Monday.", told))
    '4 March 2024'
    """
    published = published_at.date() if published_at else None
    sentence = _DATELINE.sub(lambda match: " " * len(match[0]), sentence)
    if _SUPPOSED.match(sentence.lstrip()):
        return None
    found = [
        when
        for said in read_dates(sentence)
        if _is_own(said, sentence) and (when := _resolved(said, published_at))
        if published is None or when.day <= published
    ]
    to_the_day = [when for when in found if when.precision == "day"]
    return next(iter(to_the_day or found), None)


def _is_own(said: Date, sentence: str) -> bool:
    """Whether a date is said of the sentence's own event, and of one that has taken place."""
    before = sentence[: said.start]
    if said.minute is not None or any(p.search(before) for p in (_ASIDE, _AHEAD)):
        return False
    # "In January", not "the January floods"; the expression itself may hold its preposition.
    is_month = said.month is not None and said.day is None and said.year is None
    first = sentence[said.start : said.end].split()[0]
    return not is_month or not first[0].isupper() or bool(_PREPOSITION.search(before))


def _resolved(found: Date, published_at: datetime | None) -> Occurrence | None:
    """The calendar's day, month or year of a date; a weekday is the last one."""
    if found.weekday is not None:
        if published_at is None:
            return None
        back = (published_at.date().weekday() - found.weekday) % 7
        return Occurrence(published_at.date() - timedelta(back))
    if "week" in found.relative:
        return None
    best: Occurrence | None = None
    for moment in resolve(found, published_at):  # the later readings are the fuller ones
        best = _occurrence(moment) or best
    return best


def _occurrence(moment: Date) -> Occurrence | None:
    if moment.year is None or moment.relative:
        return None
    precision: Precision = "day" if moment.day else "month" if moment.month else "year"
    if moment.day and not moment.month:
        return None
    try:
        return Occurrence(date(moment.year, moment.month or 1, moment.day or 1), precision)
    except ValueError:  # 31 June
        return None
