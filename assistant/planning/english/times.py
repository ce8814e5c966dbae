"""Reads the times that a question asks about.

Combines the days it names with words such as "since", "before" and "two days after", and decides
whether they are times of publication or of an event.
"""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from assistant.planning.english.dates import find_dates
from assistant.schema.query_plan import Time
from assistant.text.date_ranges import Days, Unit, ago, period_of
from assistant.text.date_words import Named, count_of
from assistant.text.recency import means_nowadays

_MASK = "\ue000"  # replaces each character of an expression that names days
_A = rf"({_MASK}+)"
_COUNTED = (
    r"(?P<count>\d{1,3}|an?|the|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
)
_UNITS = r"(?P<unit>day|week|month|year)s?"
_REPORTS = (
    r"(?:articles?|reports?|stor(?:y|ies)|coverage|pieces?|columns?|editions?|reviews?|reporting"
    r"|interviews?|editorials?|published|reported|posted|printed)"
)
# before [the election of] 3 March: but "after the report of 3 March" says when it was published.
_WORDS = rf"(?:(?!{_REPORTS})[\w’'-]+\s+){{1,5}}?"
_LINK = rf"(?:(?:the|this|that|an?)\s+{_WORDS}(?:of|on|in)\s+)?"
_ABOUT = r"(?:about\s+|around\s+|the\s+)?"
_RANGE = re.compile(
    rf"(?:(?:between|from)\s+)?{_A}\s*(?:,?\s*\b(?:and|to|until|till|through|up\s+to)\b"
    rf"|[-–])\s*(?:the\s+)?{_A}",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    rf"\b(?:in\s+)?(?P<all>the\s+)?{_COUNTED}\s+{_UNITS}\s+(?P<side>before|after|following"
    rf"|prior\s+to"
    r"|later\s+than|up\s+to|to|ending(?:\s+(?:on|in))?|until)"
    rf"\s+{_LINK}{_ABOUT}{_A}",
    re.IGNORECASE,
)
_WITHIN = re.compile(rf"\bwithin\s+{_COUNTED}\s+{_UNITS}\s+of\s+{_LINK}{_ABOUT}{_A}", re.IGNORECASE)
_WEEK_OF = re.compile(
    rf"\b(?:the\s+)?(?P<unit>weekend|week|month)\s+(?:of|beginning|starting|commencing|ending)"
    rf"\s+(?:on\s+)?{_A}",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"\b(?P<word>(?:ever\s+)?since|on\s+or\s+after|no\s+earlier\s+than|not\s+before|as\s+from"
    rf"|(?:starting|beginning)"
    r"(?:\s+(?:on|in|from))?|(?<!no )(?<!not )later\s+than|newer\s+than|more\s+recent\s+than|after"
    rf"|(?:in\s+)?the\s+(?:aftermath|wake)\s+of|following|from)\s+{_ABOUT}{_LINK}{_A}(?P<on>\s+on(?:wards?)?\b)?",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    rf"\b(?P<word>(?<!not )before|prior\s+to|ahead\s+of|older\s+than|(?<!no )earlier\s+than"
    rf"|(?:up\s+)?(?:until|till)"
    rf"|up\s+to|up\s+to\s+and\s+including|by|as\s+of|no(?:t)?\s+later\s+than|on\s+or\s+before)\s+{_ABOUT}{_LINK}{_A}",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    rf"\b{_REPORTS}\s*(?:,\s*)?(?:published\s*)?(?:\b(?:of|from|in|on|dated|for"
    rf"|between)\s*)?(?:the\s*)?$|\bwritten\s+$",
    re.IGNORECASE,
)
# "Articles that appeared in", "a story that the paper ran on", "the coverage of it from".
_PIECES = (
    r"(?:articles?|reports?|stor(?:y|ies)|pieces?|columns?|reviews?|interviews?|editorials?"
    r"|coverage)"
)
_APPEARED = re.compile(
    rf"\b{_PIECES}\b"
    r"[^,.;?]{0,40}\b(?:appeared|ran|came\s+out|printed|published|posted|filed|written|released"
    r"|dated)\b"
    r"[^,.;?]{0,20}$"
    rf"|\b{_PIECES}\b[^,.;?]{{0,60}}\s(?:from|of|dated)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BY_DAY = re.compile(
    r"\breport(?:ed|s)?\b[^,.;?]*\s(?:on|published\s+on)\s+$|\bpublished\s+(?:on|in)\s+$",
    re.IGNORECASE,
)
# "What did the papers write about it in March?": published then, about events of any day.
_BY_THE_PRESS = re.compile(
    r"\b(?:(?:news)?papers?|press|media|journalists?|reporters?|outlets?)\b[^,.;?]*"
    r"\b(?:wr[io]te|written|report(?:ed)?|sa(?:y|id)|cover(?:ed)?|publish(?:ed)?)\b[^,.;?]*"
    r"\s(?:in|on|during)\s+$",
    re.IGNORECASE,
)
_NEWER = re.compile(r"(?:newer|older|later|earlier|more\s+recent)\s+than\b", re.IGNORECASE)
_EXCLUDED = re.compile(
    r"\b(?:other\s+than|except|apart\s+from|but\s+not)\s+(?:on|in|for)?\s*$", re.I
)


def read_times(question: str, today: date, newest: date | None = None) -> tuple[Time, ...]:
    """Every time that `question` asks about, in order; it is asked on the day `today`.

    A date without a year is the most recent one before `newest`, the archive's last day, if that is
    before today.

    >>> [str(time.days) for time in read_times("Who left after 3 March 2021?", date(2024, 11, 20))]
    ['from 4 March 2021 on']
    """
    named = find_dates(question, today)
    if newest and newest < today:
        then = {(one.start, one.end): one for one in find_dates(question, newest)}
        named = [then.get((n.start, n.end), n) if n.is_yearless else n for n in named]
    if means_nowadays(question):
        named = [n for n in named if question[n.start : n.end].lower() != "today"]
    masked = _mask(question, named)
    times: list[Time] = []
    for start, end, days, parts in _combine(masked, named, today):
        if _EXCLUDED.search(masked[:start]):
            continue
        is_relative = _is_relative(parts)
        text = question[start:end]
        is_published = is_relative or _is_publication(masked[:start], text, parts)
        times.append(
            Time(days, "filter" if is_published else "prefer", text, start, end, is_relative)
        )
    return tuple(times)


def _mask(question: str, named: list[Named]) -> str:
    letters = list(question)
    for one in named:
        letters[one.start : one.end] = _MASK * (one.end - one.start)
    return "".join(letters)


def _combine(
    masked: str, named: list[Named], today: date
) -> list[tuple[int, int, Days, list[Named]]]:
    """Each time asked about: its span, and the expressions that it is made of."""
    left = {one.start: one for one in named}
    found: list[tuple[int, int, Days, list[Named]]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(masked):
            starts = [match.start(n) for n in range(1, (match.lastindex or 0) + 1)]
            parts = [left[start] for start in starts if start in left]
            wanted = sum(_MASK in (group or "") for group in match.groups())
            days = read(match, parts, today) if len(parts) == wanted else None
            if days is not None:
                found.append((match.start(), match.end(), days, parts))
                for part in parts:
                    del left[part.start]
    found += [(one.start, one.end, one.days, [one]) for one in left.values()]
    return sorted(found, key=lambda item: item[0])


def _range(match: re.Match[str], parts: list[Named], today: date) -> Days | None:
    first, last = parts
    if not (first.days.first and last.days.last):
        return None
    since = first.days.first
    if first.is_yearless and (not last.is_yearless or since > last.days.last):
        since = since + relativedelta(year=last.days.last.year)
        since -= relativedelta(years=1 if since > last.days.last else 0)
    return Days(since, last.days.last) if since <= last.days.last else None


def _offset(match: re.Match[str], parts: list[Named], today: date) -> Days | None:
    """ "Two days after" a day is a day; "the week after", "the days before" are adjacent ranges."""
    days = parts[0].days
    if not (days.first and days.last):
        return None
    unit: Unit = match["unit"].lower()  # type: ignore[assignment]
    side = match["side"].lower()
    is_to = side == "until" or side.startswith(("up", "to", "ending"))
    is_one = match["count"].lower() == "the" and (unit != "day" or "days" in match[0].lower())
    is_stretch = is_one or bool(match["all"])
    step = ago("week" if unit == "day" and is_stretch else unit, count_of(match["count"]))
    if is_to:  # the five years to 2023
        whole = is_one or match["all"]
        return Days(days.last + timedelta(1) - step, days.last) if whole else None
    if side in ("before", "prior to"):
        end = days.first - timedelta(1)
        return Days(days.first - step, end) if is_stretch else _single(days.first - step)
    if is_stretch:
        return Days(days.last + timedelta(1), days.last + step)
    return _single(days.last + step)


def _single(day: date) -> Days:
    return Days(day, day)


def _within(match: re.Match[str], parts: list[Named], today: date) -> Days | None:
    days = parts[0].days
    step = ago(match["unit"].lower(), count_of(match["count"]))  # type: ignore[arg-type]
    return Days(days.first - step, days.last + step) if days.first and days.last else None


def _week_of(match: re.Match[str], parts: list[Named], today: date) -> Days | None:
    first = parts[0].days.first
    if first and match["unit"].lower() == "weekend":
        saturday = first + timedelta(
            (5 - first.weekday()) % 7 if first.weekday() < 5 else 5 - first.weekday()
        )
        return Days(saturday, saturday + timedelta(1))
    return period_of(match["unit"].lower(), first) if first else None  # type: ignore[arg-type]


def _since(match: re.Match[str], parts: list[Named], today: date) -> Days | None:
    days, word = parts[0].days, match["word"].lower()
    if word == "from" and not match["on"]:
        return None
    is_later = word.endswith("than") and not word.startswith("no ")
    if is_later or word in ("after", "following") or word.endswith(" of"):
        return Days(days.last and days.last + timedelta(1), None)
    return Days(days.first, None)


def _until(match: re.Match[str], parts: list[Named], today: date) -> Days | None:
    days, word = parts[0].days, match["word"].lower()
    if re.match(r"before|prior|ahead|older|earlier", word):
        return Days(None, days.first and days.first - timedelta(1))
    return Days(None, days.last)


_READERS = (
    (_RANGE, _range),
    (_WITHIN, _within),
    (_OFFSET, _offset),
    (_WEEK_OF, _week_of),
    (_SINCE, _since),
    (_UNTIL, _until),
)


def _is_relative(parts: list[Named]) -> bool:
    """Whether it depends on today; in "3 March to 10 April 2024" the second date has the year."""
    if all(part.is_relative for part in parts):
        return True
    return any(part.is_relative and not part.is_yearless for part in parts)


def _is_publication(before: str, text: str, parts: list[Named]) -> bool:
    if text.lower().startswith("by "):  # "reported by March": no time of publication
        return False
    if any(cue.search(before) for cue in (_PUBLISHED, _APPEARED, _BY_THE_PRESS)):
        return True
    if _NEWER.match(text) and re.search(rf"\b{_PIECES}\b", before, re.IGNORECASE):
        return True
    is_day = all(part.days.length == 1 for part in parts)
    return bool(is_day and _BY_DAY.search(before))
