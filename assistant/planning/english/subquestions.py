"""Splits a question into parts: one for each source it names, for each report of one source, or for
each side of a comparison.

Also finds the clauses that describe the one thing asked for: "Who is accused of A, did B, and is
planning C?"
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.planning.english.attribution import LINK
from assistant.schema.query_plan import Mention, Subquestion, Time
from assistant.text.words import topic_stems

_CLAUSE = re.compile(
    r",\s|;\s|\s(?=(?:while|whereas|and|but|as\s+opposed\s+to|in\s+contrast|compared|before|after|than)\b)",
    re.IGNORECASE,
)
_AFTER_CONTENT = re.compile(r"\b(?:by|per|to)\s+(?:the\s+)?['\"‘“]?$", re.IGNORECASE)

# A name: capitals, and the small words within one.
_NAME = r"(?:the\s+)?(?-i:[A-Z])[\w’'-]*(?:\s+(?:of\s+|the\s+|de\s+)?(?-i:[A-Z])[\w’'-]*)*"
_THING = r"(?:the\s+|a\s+|an\s+)?[\w’'-]+(?:\s+[\w’'-]+){0,5}?"
_NOUNS = r"(?:\s+[a-z][\w-]*)?"  # the Brack levee
_COMPARISONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bdifferences?\s+between\s+(?P<a>{_THING})\s+and\s+(?P<b>{_THING})\s*(?:[?.,]|$)",
        rf"\bcompare\s+(?P<lead>[\w\s]*?\bof\s+)?(?P<a>{_NAME}{_NOUNS})\s+(?:and|with|to)\s+(?P<b>{_NAME}{_NOUNS})",
        rf"\b(?:do|does|did|how)\s+(?:do\s+|does\s+|did\s+)?(?P<a>{_NAME}{_NOUNS})\s+compare\s+(?:with|to|against)\s+(?P<b>{_NAME}{_NOUNS})",
        rf"(?P<a>{_NAME}{_NOUNS})\s+(?:versus|vs\.?)\s+(?P<b>{_NAME}{_NOUNS})",
        rf"\bboth\s+(?P<a>{_NAME})\s+and\s+(?P<b>{_NAME})",
        rf",\s+(?P<a>{_NAME}{_NOUNS})\s+or\s+(?P<b>{_NAME}{_NOUNS})\s*\??$",
        rf"\b(?:did|does|do|is|was|has|have|are|were)\s+(?P<a>{_NAME})\s.*\b(?:more|less|fewer|\w+er)\b"
        rf".*\bthan\s+(?P<b>{_NAME})",
    )
)

# A clause begins with a verb after a comma ("..., is accused of") or with a contrasting word.
_ADVERB = r"(?:also|then|later|recently|not\s+only|reportedly|allegedly|simultaneously|once|now)"
_VERB = (
    rf"(?:{_ADVERB}\s+)*(?:is|are|was|were|has|have|had|did|does|do|can|could|will|would|may|might"
    r"|who|whom|whose|which|where|when|what|how|why|being|\w{2,}ed|\w{3,}ing|\w{3,}[^s\W]s)\b"
)
_BEGINS = re.compile(
    rf"[,;]\s+(?=(?:(?:and|but|or|while|whereas|yet|all\s+while|as)\s+)?{_VERB})"
    rf"|\s+(?=(?:and|but)\s+{_VERB})"
    r"|\s+(?=(?:while|whereas|as\s+opposed\s+to|in\s+contrast\s+to|compared\s+(?:to|with))\b)",
    re.IGNORECASE,
)
_TELLING = 3  # content words; a clause with fewer is merged with the next
_LEAST = 3  # clauses, if no source is named: "In March, what did ..." is not split


def split(
    question: str, mentions: Sequence[Mention], times: Sequence[Time]
) -> tuple[Subquestion, ...]:
    """The parts of `question`, in order; empty if it has only one.

    >>> [part.text for part in split("Which is longer, the Lenn or the Selne?", (), ())]
    ['Which is longer, the Lenn?', 'Which is longer, the Selne?']
    """
    sources = [mention for mention in mentions if mention.sources]
    if len({mention.sources for mention in sources}) <= 1 and (
        several := accounts(question, times)
    ):
        of = sources[0].sources if sources else ()
        return tuple(Subquestion(one.text, of, _of_publication(one.time)) for one in several)
    if len(sources) > 1:
        return tuple(_by_source(question, sources, times))
    return () if sources else tuple(_compared(question))


def _of_publication(time: Time | None) -> Time | None:
    return time and replace(time, use="filter")


def clauses(
    question: str, mentions: Sequence[Mention], parts: Sequence[Subquestion]
) -> tuple[str, ...]:
    """The clauses that describe the one thing asked for; empty if there is only one.

    Also splits the text shared by sources in one list ("as reported by A and B"), since it is
    unknown which clause belongs to which source.

    >>> question = "Who runs the Orrel mill, was sued by Brack town, and is wanted in Selby port?"
    >>> clauses(question, (), ())
    ('Who runs the Orrel mill', 'was sued by Brack town', 'and is wanted in Selby port?')
    """
    if parts and len({part.text for part in parts}) == len(parts):
        return ()
    repeated = next((p.text for p in parts if sum(p.text == q.text for q in parts) > 1), question)
    names = [mention.name for mention in mentions if mention.sources]
    found = _pieces(repeated, names)
    return tuple(found) if len(found) >= (2 if names else _LEAST) else ()


def _pieces(text: str, names: Sequence[str]) -> list[str]:
    ends = [match.end() for match in _BEGINS.finditer(text)] + [len(text)]
    found: list[str] = []
    start = 0
    for end in ends:
        if _says(text[start:end], names):
            found.append(text[start:end].strip(" ,;"))
            start = end
    if found and start < len(text):
        found[-1] += f" {text[start:].strip(' ,;')}"
    return found


def _says(clause: str, names: Sequence[str]) -> bool:
    for name in names:
        clause = clause.replace(name, " ")
    return len(topic_stems(clause)) >= _TELLING


def _by_source(
    question: str, mentions: Sequence[Mention], times: Sequence[Time]
) -> list[Subquestion]:
    """A part for each source: its clause, and the time in it."""
    parts = []
    for start, end, row in _clauses(question, mentions):
        inside = [time for time in times if start <= time.start < end]
        time = inside[0] if len(inside) == 1 else None
        for mention in row:
            parts.append(Subquestion(question[start:end].strip(" ,;"), mention.sources, time))
    return parts


def _clauses(question: str, mentions: Sequence[Mention]) -> list[tuple[int, int, list[Mention]]]:
    """Start, end and sources of each clause; "by A and B" is one clause."""
    rows: list[list[Mention]] = [[mentions[0]]]
    for one, other in itertools.pairwise(mentions):
        if LINK.match(question[one.end : other.start]):
            rows[-1].append(other)
        else:
            rows.append([other])
    clauses: list[tuple[int, int, list[Mention]]] = []
    start = 0
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        end = _end_of_clause(question, row, following[0].start if following else len(question))
        clauses.append((start, end, row))
        start = end
    return clauses


def _end_of_clause(question: str, row: Sequence[Mention], limit: int) -> int:
    """ "..., as reported by A, and ..." ends soon after A; "A's article says ..., while" later."""
    if limit == len(question):
        return limit
    ends = [match.start() for match in _CLAUSE.finditer(question, row[-1].end, limit)]
    if not ends:
        return limit
    return ends[0] if _AFTER_CONTENT.search(question[: row[0].start]) else ends[-1]


def _compared(question: str) -> list[Subquestion]:
    """The question, once for each of the two things that it compares."""
    for pattern in _COMPARISONS:
        if match := pattern.search(question):
            (a, b), whole = (match.span("a"), match.span("b")), question
            return [
                Subquestion(" ".join((whole[: a[1]] + whole[b[1] :]).split())),
                Subquestion(" ".join((whole[: a[0]] + whole[b[0] :]).split())),
            ]
    return []


_REPORT = (
    r"(?:article|report|story|piece|coverage|review|column|interview|editorial|analysis|guide)"
)
_ACCOUNT = re.compile(
    rf"\b(?:the|an?|another|its)\s+(?:(?!(?:the|and|or|an?|of|on|about)\s)[\w|.’'-]+\s+){{0,3}}?"
    rf"{_REPORT}\s+(?=(?:on|about|of|that|which|from"
    r"|discussing|detailing|covering|describing|mentioning|concerning|regarding|published|dated)\b)",
    re.IGNORECASE,
)
# The text between two of them belongs to neither.
_BETWEEN = re.compile(
    r"[\s,;]*(?:\b(?:and|or|but|while|whereas|than|with|to|from|does|did|is|was|compared|as)\b[\s,;]*)*$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;]\s+(?=(?:and|but|then|while|whereas)\b)|\s(?=(?:and|but|while)\b)")
_END = re.compile(r"[,;]\s(?!(?:about|on|of|regarding|concerning)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Account:
    """The topic of one report, and its time of publication."""

    text: str
    time: Time | None


def accounts(question: str, times: Sequence[Time]) -> tuple[Account, ...]:
    """The reports that `question` compares; empty if there is only one.

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
    """The spans, from break to break, that each name one of several days of publication."""
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
