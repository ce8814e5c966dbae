"""Reads the times that a question asks about.

Combines the days it names with "since", "before" and the like, and decides whether they are times
of publication or of an event.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from assistant.planning.english.dates import Named, find_dates
from assistant.schema.query_plan import Time, Use
from assistant.text.date_ranges import Days
from assistant.text.recency import means_nowadays

_MASK = "\ue000"  # replaces each character of an expression that names days
_PIECES = (
    r"(?:articles?|reports?|stor(?:y|ies)|coverage|pieces?|columns?|reviews?|interviews?"
    r"|editorials?|news)"
)
# Before [the vote of] 3 March: but the report of 3 March was published then.
_DAYS = (
    rf"(?:the\s+|about\s+)?(?:(?:the|an?)\s+(?:(?!{_PIECES})[\w’'-]+\s+){{1,5}}?(?:of|on|in)\s+)?"
    rf"({_MASK}+)"
)
_RANGE = re.compile(
    rf"(?:(?:between|from)\s+)?({_MASK}+)\s*(?:,?\s*\b(?:and|to|until|till|through)\b|[-–])\s*"
    rf"(?:the\s+)?({_MASK}+)",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"\b(?P<word>(?:ever\s+)?since|on\s+or\s+after|(?:starting|beginning)(?:\s+(?:on|in|from))?"
    rf"|later\s+than|newer\s+than|after|following|from)\s+{_DAYS}"
    r"(?P<on>\s+on(?:wards?)?\b)?",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?P<word>before|prior\s+to|ahead\s+of|(?:older|earlier)\s+than"
    rf"|(?:up\s+)?(?:until|till)|up\s+to|by|as\s+of|not?\s+later\s+than|on\s+or\s+before)\s+{_DAYS}",
    re.IGNORECASE,
)
# "Articles from March", "the report on ice published on", "the papers write about it in".
_PUBLISHED = re.compile(
    rf"\b{_PIECES}\b[^,.;?]{{0,60}}\b(?:from|of|dated)\s+(?:the\s+)?$"
    rf"|\b{_PIECES}\s+(?:(?:from|of|in|on|for)\s+)?(?:the\s+)?$"
    r"|\b(?:published|printed|posted|dated|written)\s+(?:(?:on|in|between|from)\s+)?$"
    rf"|\b(?:{_PIECES}|(?:news)?papers?|press|media)\b[^,.;?]*\b(?:appeared|ran|published|printed"
    r"|wr[io]te|written|report(?:ed)?|say|said|cover(?:ed)?)\b[^,.;?]*\s(?:in|on|during)\s+$",
    re.IGNORECASE,
)

_MOST_YEARS, _LATER = 20, 14  # before the last one; days in which an event is reported


def read_times(
    question: str,
    today: date,
    newest: date | None = None,
    is_covered: Callable[[Days], bool] = lambda _: True,
) -> tuple[Time, ...]:
    """Every time that `question` asks about, in order; it is asked on the day `today`.

    A date without a year is the most recent one before `newest`, the archive's last day, if that is
    before today; of those that the archive `is_covered` for, if there is one.

    >>> [str(time.days) for time in read_times("Who left after 3 March 2021?", date(2024, 11, 20))]
    ['from 4 March 2021 on']
    """
    named = find_dates(question, today)
    if newest and newest < today:
        then = {(one.start, one.end): one for one in find_dates(question, newest)}
        named = [then.get((n.start, n.end), n) if n.kind == "yearless" else n for n in named]
    named = [_covered(one, is_covered) if one.kind == "yearless" else one for one in named]
    if means_nowadays(question):
        named = [n for n in named if question[n.start : n.end].lower() != "today"]
    masked = _mask(question, named)
    times: list[Time] = []
    for start, end, days, parts in _combine(masked, named):
        text = question[start:end]
        is_relative = all(part.kind != "absolute" for part in parts) or any(
            part.kind == "relative" for part in parts
        )
        is_published = is_relative or _is_publication(masked[:start], text)
        use: Use = "filter" if is_published else "prefer"
        times.append(Time(days, use, text, start, end, is_relative))
    return tuple(times)


def _covered(one: Named, is_covered: Callable[[Days], bool]) -> Named:
    """It in the last year in which the archive has articles on it or from the weeks after it."""
    years = (_years_before(one.days, back) for back in range(_MOST_YEARS))
    found = (days for days in years if is_covered(days.widened(_LATER)))
    return replace(one, days=next(found, one.days))


def _years_before(days: Days, years: int) -> Days:
    first, last = (day and day - relativedelta(years=years) for day in (days.first, days.last))
    return Days(first, last)


def _mask(question: str, named: Sequence[Named]) -> str:
    for one in named:
        length = one.end - one.start
        question = question[: one.start] + _MASK * length + question[one.end :]
    return question


def _combine(masked: str, named: Sequence[Named]) -> list[tuple[int, int, Days, list[Named]]]:
    """Each time asked about: its span, and the expressions that it is made of."""
    left = {one.start: one for one in named}
    found: list[tuple[int, int, Days, list[Named]]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(masked):
            starts = [match.start(n) for n, said in enumerate(match.groups(), 1) if _is_mask(said)]
            parts = [left[start] for start in starts if start in left]
            days = read(match, parts) if len(parts) == len(starts) else None
            if days is not None:
                found.append((match.start(), match.end(), days, parts))
                for part in parts:
                    del left[part.start]
    found += [(one.start, one.end, one.days, [one]) for one in left.values()]
    return sorted(found, key=lambda item: item[0])


def _is_mask(said: str | None) -> bool:
    return bool(said) and set(said or "") == {_MASK}


def _range(match: re.Match[str], parts: Sequence[Named]) -> Days | None:
    first, last = parts
    if not (first.days.first and last.days.last):
        return None
    since = first.days.first
    if first.kind == "yearless" and (last.kind != "yearless" or since > last.days.last):
        since = since + relativedelta(year=last.days.last.year)
        since -= relativedelta(years=1 if since > last.days.last else 0)
    if since > last.days.last:  # "between May and March 2024"
        return Days(last.days.first, first.days.last)
    return Days(since, last.days.last)


def _since(match: re.Match[str], parts: Sequence[Named]) -> Days | None:
    days, word = parts[0].days, match["word"].lower()
    if word == "from" and not match["on"]:
        return None
    if word.endswith("than") or word in ("after", "following"):
        return Days(days.last and days.last + timedelta(1), None)
    return Days(days.first, None)


def _until(match: re.Match[str], parts: Sequence[Named]) -> Days | None:
    days = parts[0].days
    if re.match(r"before|prior|ahead|older|earlier", match["word"].lower()):
        return Days(None, days.first and days.first - timedelta(1))
    return Days(None, days.last)


_READERS: tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str], Sequence[Named]], Days | None]], ...
] = ((_RANGE, _range), (_UNTIL, _until), (_SINCE, _since))


def _is_publication(before: str, text: str) -> bool:
    if text.lower().startswith("by "):  # "reported by March": no time of publication
        return False
    return bool(_PUBLISHED.search(before))
