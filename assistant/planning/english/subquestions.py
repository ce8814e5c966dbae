"""Splits a question into parts: one for each source it names.

Also finds the clauses that describe the one thing asked for: "Who is accused of A, did B, and is
planning C?"
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from assistant.planning.english.sources import LINK
from assistant.schema.query_plan import Mention, Subquestion, Time
from assistant.text.words import topic_stems

# A clause begins with a verb after a comma ("..., is accused of") or with a contrasting word.
_VERB = (
    r"(?:(?:also|then|later|recently|once|now)\s+)*(?:is|are|was|were|has|have|had|did|does|do|can"
    r"|could|will|would|may|might|who|whom|whose|which|where|when|what|how|why|\w{2,}ed|\w{3,}ing"
    r"|\w{3,}[^s\W]s)\b"
)
_BEGINS = re.compile(
    rf"[,;]\s+(?=(?:(?:and|but|or|while|whereas|yet|as)\s+)?{_VERB})|\s+(?=(?:and|but)\s+{_VERB})"
    r"|\s+(?=(?:while|whereas|compared)\b)",
    re.IGNORECASE,
)
_TELLING = 3  # content words; a clause with fewer is merged with the next
_LEAST = 3  # clauses, if no source is named: "In March, what did ..." is not split


def split(
    question: str, mentions: Sequence[Mention], times: Sequence[Time]
) -> tuple[Subquestion, ...]:
    """The parts of `question`, one for each source, in order; empty if it names only one."""
    sources = [mention for mention in mentions if mention.sources]
    if len({mention.sources for mention in sources}) <= 1:
        return ()
    return tuple(_by_source(question, sources, times))


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
    texts = [part.text for part in parts]
    if parts and len(set(texts)) == len(texts):
        return ()
    repeated = next((text for text in texts if texts.count(text) > 1), question)
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
) -> Iterator[Subquestion]:
    """A part for each source: its clause, and the time in it; "by A and B" is one clause."""
    rows: list[list[Mention]] = [[mentions[0]]]
    for one, other in itertools.pairwise(mentions):
        if LINK.match(question[one.end : other.start]):
            rows[-1].append(other)
        else:
            rows.append([other])
    start = 0
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        end = following[0].start if following else len(question)
        text = question[start:end].strip(" ,;")
        for mention in row:
            yield Subquestion(text, mention.sources, _only(times, start, end))
        start = end


def _only(times: Sequence[Time], start: int, end: int) -> Time | None:
    inside = [time for time in times if start <= time.start < end]
    return inside[0] if len(inside) == 1 else None
