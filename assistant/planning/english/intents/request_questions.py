"""Requests that a journalist makes: articles, their authors, the news of a time, quotes.

What is asked for ("articles", "report", "news") is no word to search for.
"""

import re
from collections.abc import Iterator

from assistant.planning.english.intents.question_mask import (
    ABOUT,
    WHO,
    Masked,
    ReadPlan,
    mask,
    topic_in,
)
from assistant.planning.english.intents.topics import article_query, read_topic
from assistant.schema.query_plan import CoverageIntent, CoverageOf, QuotesIntent

_ITEMS = r"(?:news\s+)?(?:articles?|stor(?:y|ies)|pieces?|news\s+items?|coverage|reports?)"
_NEWS = rf"(?:news|headlines|top\s+stories|{_ITEMS})"
_ASK = r"(?:please\s+)?(?:(?:list|show|give|find|get|tell)(?:\s+me|\s+us)?\s+)?"
_ALL = r"(?:(?:all|any|every|some|the|of)\s+)*"
_NEWEST = r"(?:latest|newest|most\s+recent|recent)"
_WROTE = (
    r"(?:wrote|reported|authored|covered|published|has\s+written|is\s+the\s+(?:author|writer)\s+of)"
)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:so,?\s+|and\s+)?{pattern}$", re.IGNORECASE)


_ON_TOPIC: tuple[tuple[CoverageOf, re.Pattern[str]], ...] = (
    (
        "articles",
        _form(
            rf"(?:which|what)\s+{_ITEMS}\s+(?:do|have)\s+(?:you|we)\s+(?:have|got|know)?\s*{ABOUT}"
            r"\s+(?P<topic>.+)"
        ),
    ),
    (
        "articles",
        _form(
            rf"(?:do|have|did)\s+(?:you|we)\s+(?:have|got|find)\s+(?:anything|something|{_ALL}{_ITEMS})"
            rf"\s+(?:{ABOUT}|of)\s+(?P<topic>.+)"
        ),
    ),
    (
        "articles",
        _form(
            rf"(?:is|are)\s+there\s+(?:anything|something|{_ALL}{_ITEMS})\s+(?:{ABOUT}|of)"
            r"\s+(?P<topic>.+)"
        ),
    ),
    ("articles", _form(rf"{_ASK}{_ALL}{_ITEMS}\s+{ABOUT}\s+(?P<topic>.+)")),
    ("articles", _form(rf"{_ASK}{_ALL}coverage\s+of\s+(?P<topic>.+)")),
    (
        "authors",
        _form(rf"who\s+{_WROTE}\s+(?:(?:the|an?|that|this)\s+)?{_ITEMS}\s+{ABOUT}\s+(?P<topic>.+)"),
    ),
    ("authors", _form(r"who\s+(?:wrote|writes|has\s+written)\s+(?:about|on)\s+(?P<topic>.+)")),
)
# Of a time, or of somebody; the mask may have taken "published in" away.
_OF_ANY_TOPIC = (
    _form(rf"(?:what\s+(?:is|was|were|are)\s+)?(?:in\s+)?{_ASK}{_ALL}{_NEWS}"),
    _form(r"what\s+was(?:\s+(?:reported|published|written|new))?"),
    _form(
        rf"(?:what|(?:what|which)\s+{_ITEMS})\s+(?:did|has|have|does|do)\s+{WHO}"
        r"(?:\s+(?:report|publish|cover|write|wrote|written|sa(?:y|id))(?:ed)?)?"
    ),
)
_HAPPENED = _form(r"what\s+happened")
_NEW = (
    _form(rf"(?:what(?:\s+(?:is|are)|['’]s)\s+)?{_ASK}(?:the\s+)?{_NEWEST}\s+{_NEWS}"),
    _form(r"what(?:['’]s|\s+is)\s+new"),
)
_QUOTES = (
    _form(
        r"(?:(?:what|which)\s+)?(?:(?:list|show|give|find|get|tell)(?:\s+me|\s+us)?\s+)?(?:(?:all|any|some|the)\s+)*"
        r"(?:direct\s+)?(?:quotes?|quotations?)(?:\s+(?:do|have)\s+(?:you|we)\s+(?:have|got))?"
        r"\s+(?:from|by|of)\s+(?P<who>.+)"
    ),
)
_HINT = re.compile(
    r"\b(?:articles?|stor(?:y|ies)|pieces?|news|headlines|coverage|reports?|anything|something|wr[io]te\w*"
    r"|written|happened|reported|published|publish|cover\w*|sa(?:y|id)|latest|new|recent|quot\w+"
    r"|author)\b",
    re.IGNORECASE,
)
# Days: what happened on one day may be told later, what happened in a year is no news.
_SHORTEST, _LONGEST = 7, 92


def read(question: str, read_plan: ReadPlan) -> CoverageIntent | QuotesIntent | None:
    """The intent, if articles, their authors, news or quotes are asked for."""
    if not _HINT.search(question):
        return None
    if quotes := next(_quotes(question), None):
        return quotes
    masked = mask(question, read_plan)
    for what, form in _ON_TOPIC:
        match = form.match(masked.text)
        topic = topic_in(match["topic"]) if match else None
        if topic:
            wanted = article_query(masked, topic)
            return CoverageIntent(wanted, what) if wanted.topic.phrases else None
    if any(form.match(masked.text) for form in _NEW) and not masked.times:
        return CoverageIntent(article_query(masked, ""), "newest")
    is_asked = any(form.match(masked.text) for form in _OF_ANY_TOPIC) and (
        masked.times or masked.mentions
    )
    if is_asked or (_HAPPENED.match(masked.text) and _is_a_while(masked)):
        return CoverageIntent(article_query(masked, ""), "articles")
    return None


def _quotes(question: str) -> Iterator[QuotesIntent]:
    text = " ".join(question.split()).strip(" ?.!")
    for form in _QUOTES:
        if (match := form.match(text)) and (topic := read_topic(match["who"])).names:
            yield QuotesIntent(topic, topic.names[0])


def _is_a_while(masked: Masked) -> bool:
    """Whether a time is named whose events are told within it: some weeks, or "last week"."""
    return bool(masked.times) and all(
        time.is_relative or _SHORTEST <= time.days.length <= _LONGEST for time in masked.times
    )
