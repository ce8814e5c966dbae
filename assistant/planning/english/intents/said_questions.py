"""Questions about what several sources say of one topic, and requests for somebody's words."""

import re

from assistant.planning.english.intents.question_mask import (
    WHO,
    ReadPlan,
    compiled,
    mask,
    plain,
    read_forms,
    read_topic,
    topic_in,
)
from assistant.schema.query_plan import ComparisonIntent, QuotesIntent

_WORK = r"(?:coverage|reporting|accounts?|reports?|articles?|stories)"
_COMPARED = read_forms(
    """
    differ   (?:how |where |(?:on|in) what )?$did $who (?:differ|disagree)(?:ed)? $on $topic
    say      what $did $who $say (?:about|on|of) $topic
    cover    how $did $who $cover $topic
    compare  (?:please )?compare (?:what|how) $who (?:$say|$cover)(?: about| on| of)? $topic
    work     how $did (?:the )?$work (?:on|about|of) $topic differ(?: between $who)?
    """,
    {
        "cover": r"(?:cover(?:ed)?|report(?:ed)?(?: on)?|describe[d]?)",
        "did": r"(?:do|does|did|have|has)",
        "on": rf"(?:in describing|(?:in (?:their|its) )?(?:{_WORK} )?"
        r"(?:on|about|over|regarding|concerning|of))",
        "say": r"(?:say|said|report(?:ed)?|write|wrote|written|claim(?:ed)?)",
        "topic": r"(?P<topic>.+?)",
        "who": WHO,
        "work": _WORK,
    },
)
_HINT = re.compile(r"\b(?:and|or|both)\b", re.IGNORECASE)
_QUOTES = compiled(
    r"(?:(?:what|which) )?(?:(?:list|show|give|find|get|tell)(?: me| us)? )?"
    r"(?:(?:all|any|some|the) )*(?:direct )?(?:quotes?|quotations?)"
    r"(?: (?:do|have) (?:you|we) (?:have|got))? (?:from|by|of) (?P<who>.+)"
)


def read_comparison(question: str, read_plan: ReadPlan) -> ComparisonIntent | None:
    """The intent, if two or more of the archive's sources are asked about one topic."""
    if not _HINT.search(question):
        return None
    masked = mask(question, read_plan)
    if len(masked.sources) < 2 or len(masked.times) > 1:
        return None
    match = next(filter(None, (form.match(masked.text) for _, form in _COMPARED)), None)
    topic = read_topic(topic_in(match["topic"]) or "") if match else None
    if topic is None or not topic.phrases:
        return None
    return ComparisonIntent(masked.sources, topic, masked.times[0] if masked.times else None)


def read_quotes(question: str, read_plan: ReadPlan) -> QuotesIntent | None:
    """The intent, if quotations of somebody are asked for."""
    match = _QUOTES.match(plain(question))
    topic = read_topic(match["who"]) if match else None
    return QuotesIntent(topic, topic.names[0]) if topic and topic.names else None
