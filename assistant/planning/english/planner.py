"""What a question asks for besides its matter: when, from whom, in which parts, and how new.

Read from its words alone, and from the names that the archive has; each finding knows its place.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from assistant.planning.english.attribution import LINK, may_attribute
from assistant.planning.english.recency import asks_for_latest
from assistant.planning.english.source_mentions import Mention, find_mentions, within_names
from assistant.planning.english.subquestions import Part, clauses, split
from assistant.planning.english.times import Time, Use, read_times
from assistant.planning.known_names import Names
from assistant.text.date_ranges import Days, hull

_DAY_IN_NAME = re.compile(r"\b[A-Z]\w+\s+(?:Today|[A-Z]\w+day|Now|Latest)\b|\b[A-Z]\w+day\s+[A-Z]")
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question, understood. `missing` are publishers of whom the archive has nothing.

    `parts` are each looked for apart; so are `clauses`, of a question that says several things of
    the one that it asks for.
    """

    question: str
    times: tuple[Time, ...] = ()
    mentions: tuple[Mention, ...] = ()
    missing: tuple[Mention, ...] = ()
    parts: tuple[Part, ...] = ()
    clauses: tuple[str, ...] = ()
    latest: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """The archive's sources that it names, in its order."""
        return tuple(dict.fromkeys(s for mention in self.mentions for s in mention.sources))

    @property
    def authors(self) -> tuple[str, ...]:
        """The archive's authors that it names, in its order."""
        return tuple(dict.fromkeys(a for mention in self.mentions for a in mention.authors))

    @property
    def listed_missing(self) -> tuple[Mention, ...]:
        """Those of `missing` that are asked beside a source of the archive: "A and B"."""
        row = sorted((*self.mentions, *self.missing), key=lambda mention: mention.start)
        listed = [
            pair
            for pair in pairwise(row)
            if LINK.match(self.question[pair[0].end : pair[1].start])
            if any(mention in self.mentions for mention in pair)
        ]
        return tuple(mention for mention in self.missing if any(mention in p for p in listed))

    @property
    def days(self) -> Days | None:
        """The days from the first to the last time that it names."""
        return hull([time.days for time in self.times]) if self.times else None

    @property
    def use(self) -> Use | None:
        """How the time counts: as a filter only where all of it does."""
        if not self.times:
            return None
        return "filter" if all(time.use == "filter" for time in self.times) else "prefer"

    def in_words(self) -> list[str]:
        """A line for each thing understood, with the words that it was read from."""
        lines = []
        for time in self.times:
            what = "published" if time.use == "filter" else "about what happened"
            lines.append(f"time: {what} {time.days} (“{time.text}”)")
        for mention in self.mentions:
            kind = "source" if mention.sources else "author"
            names = " or ".join(mention.sources or mention.authors)
            lines.append(f"{kind}: {names} (“{mention.name}”)")
        lines += [f"no such source: {mention.name}" for mention in self.missing]
        lines += [f"part {n}: {part.text}" for n, part in enumerate(self.parts, start=1)]
        lines += [f"clause {n}: {clause}" for n, clause in enumerate(self.clauses, start=1)]
        if self.latest:
            lines.append("the newest of what is relevant comes first")
        return lines


def read(
    question: str,
    today: date,
    names: Callable[[], Names],
    is_mentioned: Callable[[str], bool] = lambda _: False,
    newest: Callable[[], date | None] = lambda: None,
) -> Understanding:
    """What `question`, asked on the day `today`, asks for.

    `names` is called only where something may be attributed to somebody; `is_mentioned` says
    whether the archive's texts name a publisher that is none of its sources, `newest` when the
    archive ends.
    """
    times = read_times(question, today)
    if times:
        times = read_times(question, today, newest())
    mentions: tuple[Mention, ...] = ()
    missing: tuple[Mention, ...] = ()
    if may_attribute(question):
        named = find_mentions(question, names())
        mentions = tuple(mention for mention in named if mention.sources or mention.authors)
        missing = tuple(
            mention
            for mention in named
            if mention not in mentions and not is_mentioned(_ARTICLE.sub("", mention.name))
        )
    houses = [(mention.start, mention.end) for mention in mentions]
    if _DAY_IN_NAME.search(question):
        houses += within_names(question, names())
    times = tuple(time for time in times if not _is_within(time, houses))
    parts = split(question, mentions, times)
    return Understanding(
        question=question,
        times=times,
        mentions=mentions,
        missing=missing,
        parts=parts,
        clauses=clauses(question, mentions, parts),
        latest=asks_for_latest(_without(question, houses)),
    )


def _is_within(time: Time, spans: Sequence[tuple[int, int]]) -> bool:
    """Business Today is a source, not a day."""
    return any(time.start < end and start < time.end for start, end in spans)


def _without(question: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        question = question[:start] + " " * (end - start) + question[end:]
    return question


_ATTRIBUTION = (
    r"(?:,?\s*(?:according\s+to|as\s+(?:reported|told|covered|described|seen)\s+by|reported\s+by|per|in|by"
    r"|from)\s+(?:both\s+)?(?:the\s+)?)$"
)
_DANGLING = re.compile(
    r"(?:[\s,;]+(?:in|on|at|during|over|since|from|between|and|of|by|the|for|after|before|until|so"
    r"\s+far|to\s+date|up\s+to\s+now|as))+$",
    re.IGNORECASE,
)


def without_scope(text: str, offset: int, asked: Understanding) -> str:
    """`text`, which stands at `offset` of the question, without the times and sources it names."""
    spans = [(time.start, time.end) for time in asked.times]
    for mention in asked.mentions:
        before = re.search(_ATTRIBUTION, asked.question[: mention.start], re.IGNORECASE)
        spans.append((before.start() if before else mention.start, mention.end))
    letters = list(text)
    for start, end in spans:
        for place in range(max(0, start - offset), min(len(letters), end - offset)):
            letters[place] = " "
    words = " ".join("".join(letters).split()).strip(" ?.!,;:")
    return _DANGLING.sub("", words)
