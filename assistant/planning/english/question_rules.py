"""Rules that read times, sources, parts and recency from a question.

They use the words of the question and the names in the archive; each result has its span.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from assistant.planning.english.sources import find_mentions
from assistant.planning.english.subquestions import clauses, split
from assistant.planning.english.times import read_times
from assistant.planning.known_names import Names
from assistant.schema.query_plan import Mention, QueryPlan, Time
from assistant.text.date_ranges import Days
from assistant.text.recency import asks_for_latest

Covers = Callable[[Days, tuple[str, ...]], bool]
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)


def read_question(
    question: str,
    today: date,
    names: Callable[[], Names],
    is_mentioned: Callable[[str], bool] = lambda _: False,
    newest: Callable[[], date | None] = lambda: None,
    has_articles: Covers = lambda *_: True,
) -> QueryPlan:
    """The plan of `question`, asked on the day `today`.

    `names` is called only if the question may have an attribution. `is_mentioned` says whether the
    archive's texts name a publisher that is not one of its sources. `newest` is the archive's last
    day, and `has_articles` says whether it has any of those days, and by those sources if named.
    """
    named = find_mentions(question, names())
    mentions = tuple(mention for mention in named if mention.sources or mention.authors)
    times = read_times(question, today)
    if times:
        sources = tuple(source for mention in mentions for source in mention.sources)
        times = read_times(question, today, newest(), lambda days: has_articles(days, sources))
    days = [(time.start, time.end) for time in times]
    missing = tuple(
        mention
        for mention in named
        if mention not in mentions
        and not _is_within(mention, days)
        and not is_mentioned(_ARTICLE.sub("", mention.name))
    )
    houses = [(mention.start, mention.end) for mention in mentions]
    times = tuple(time for time in times if not _is_within(time, houses))
    parts = split(question, mentions, times)
    plan = QueryPlan(
        question=question,
        times=times,
        mentions=mentions,
        missing=missing,
        parts=parts,
        clauses=clauses(question, mentions, parts),
        latest=asks_for_latest(_without(question, houses)),
    )
    return replace(plan, topic=without_scope(question, 0, plan))


def _is_within(one: Time | Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether it overlaps one of `spans`: "Business Today" is a source, not a day."""
    return any(one.start < end and start < one.end for start, end in spans)


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


def without_scope(text: str, offset: int, asked: QueryPlan) -> str:
    """`text`, which starts at `offset` of the question, without its times and sources."""
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
