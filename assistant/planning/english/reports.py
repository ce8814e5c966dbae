"""A question of several reports of one source: "between the report on A and the article on B", or
what it reported "on 6 November, and again on 15 December". Each is looked for with its own day.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.schema.query_plan import Time

_REPORT = (
    r"(?:article|report|story|piece|coverage|review|column|interview|editorial|analysis|guide)"
)
_ACCOUNT = re.compile(
    rf"\b(?:the|an?|another|its)\s+(?:(?!(?:the|and|or|an?|of|on|about)\s)[\w|.’'-]+\s+){{0,3}}?"
    rf"{_REPORT}\s+(?=(?:on|about|of|that|which|from"
    r"|discussing|detailing|covering|describing|mentioning|concerning|regarding|published|dated)\b)",
    re.IGNORECASE,
)
# What stands between two of them belongs to neither.
_BETWEEN = re.compile(
    r"[\s,;]*(?:\b(?:and|or|but|while|whereas|than|with|to|from|does|did|is|was|compared|as)\b[\s,;]*)*$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;]\s+(?=(?:and|but|then|while|whereas)\b)|\s(?=(?:and|but|while)\b)")
_END = re.compile(r"[,;]\s(?!(?:about|on|of|regarding|concerning)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Account:
    """What one report is said to be about, and when it came out."""

    text: str
    time: Time | None


def accounts(question: str, times: Sequence[Time]) -> tuple[Account, ...]:
    """The reports that `question` sets side by side; none where it speaks of one.

    >>> [one.text for one in accounts("Do the report on ice and a story about eels agree?", ())]
    ['the report on ice', 'a story about eels agree?']
    """
    starts = [match.start() for match in _ACCOUNT.finditer(question)]
    if len(starts) > 1:
        spans = list(itertools.pairwise([*starts, len(question)]))
    else:
        spans = _dated(question, times)
    return tuple(
        Account(_BETWEEN.sub("", question[start:end]).strip(" ,;"), _only(times, start, end))
        for start, end in spans
    )


def _dated(question: str, times: Sequence[Time]) -> list[tuple[int, int]]:
    """Where each of several days of publication is spoken of, from break to break."""
    bounded = all(time.days.first and time.days.last for time in times)
    if len(times) < 2 or not bounded or all(time.use == "prefer" for time in times):
        return []
    cuts = [0]
    for one, other in itertools.pairwise(times):
        found = list(_BREAK.finditer(question, one.end, other.start))
        if not found:
            return []
        cuts.append(next((m for m in found if m[0][0] in ",;"), found[0]).start())
    end = _END.search(question, times[-1].end)
    return list(itertools.pairwise([*cuts, end.start() if end else len(question)]))


def _only(times: Sequence[Time], start: int, end: int) -> Time | None:
    inside = [time for time in times if start <= time.start < end]
    return inside[0] if len(inside) == 1 else None
