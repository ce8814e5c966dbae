"""Questions that no single fact answers: timelines, quotations, briefs, reasons."""

from collections.abc import Iterator
from typing import cast

from assistant.planning.english.intents.article_questions import is_a_while
from assistant.planning.english.intents.question_mask import (
    WHO,
    Masked,
    plain,
    read_forms,
    read_topic,
    unmasked,
)
from assistant.schema.query_plan import (
    BriefIntent,
    BriefOf,
    Intent,
    QuotesIntent,
    Time,
    TimelineIntent,
)
from assistant.text.words import ASKING, is_content, split_words

_PARTS = {
    "are": r"(?:['’]?s| is| are)",
    "did": r"(?:do|does|did|have|has)",
    "happened": r"what(?: (?:has|have|had|all|else))*"
    r"(?:['’]s)? (?:happened|occurred|transpired|gone on|been (?:happening|going on))",
    "list": r"(?:(?:list|show|give|find|get|all|any|some|the)(?: me| us)? )*",
    "name": r"(?-i:(?P<topic>(?:(?:the|de|von|van|al|of) |[A-Z][\w’'.-]* ?)+))",
    "quotes": r"(?:direct )?(?:quotes?|quotations?)(?: (?:do|have) (?:you|we) (?:have|got))?",
    "say": r"(?:say|report(?:ed)?|said|wr[io]te|written|publish(?:ed)?|told|tell us|claim(?:ed)?)",
    "topic": r"(?P<topic>.+)",
    "who": WHO,
}
# One sentence may say what happened "to" or "in" something: then a longer period must be asked for.
_TIMELINES = read_forms(
    """
    course   $happened (?:with|around|regarding|concerning|about) $topic
    open     $happened (?:to|over|in|at) $topic
    """,
    _PARTS,
)
_QUOTES = read_forms("quotes (?:what |which )?$list$quotes (?:from|by|of) $topic", _PARTS)
_BRIEFS = read_forms(
    """
    name     who(?:$are| was| were) $name
    reasons  (?:why|how come|explain) .+
    reasons  (?:what$are )?(?:the )?(?:(?:arguments|reasons|case) (?:for|against)|pros and cons) .+
    events   what(?:['’]s| has| had)? happened (?:to|at|in|with|during|on) $topic
    told     what $did $who $say (?:on|about|of|regarding) $topic
    """,
    _PARTS,
)
_LONG_PERIOD = 14  # days at least; one sentence may say all about one day
_MOST_KEYWORDS = 5  # words; more make a sentence
_ITEMS = frozenset("article story piece report column".split())


def read_timeline(question: str, masked: Masked) -> Iterator[Intent]:
    """The intent, if a course of events is asked for: "What happened to X in 1979?" may be one."""
    time = masked.times[0] if masked.times else None
    for what, form in _TIMELINES:
        if len(masked.times) < 2 and (match := form.match(masked.text)) and _is_course(what, time):
            topic = read_topic(unmasked(match["topic"]))
            if topic.phrases:
                yield TimelineIntent(topic, time)
            return


def _is_course(what: str, time: Time | None) -> bool:
    """Whether more than one event is asked for."""
    if time is None:
        return what == "course"
    if 0 < time.days.length < _LONG_PERIOD:
        return False
    return what == "course" or time.days.length == 0 or time.is_relative


def read_quotes(question: str, masked: Masked) -> Iterator[Intent]:
    """The intent, if quotations of somebody are asked for."""
    for _, form in _QUOTES:
        match = form.match(plain(question))
        topic = read_topic(match["topic"]) if match else None
        if topic and topic.names:
            yield QuotesIntent(topic, topic.names[0])


def read_brief(question: str, masked: Masked) -> Iterator[Intent]:
    """The intent, if no single fact is asked for but what there is on a topic."""
    for of, form in _BRIEFS:
        if match := form.match(masked.text):
            if of == "reasons":
                yield BriefIntent(question, "reasons")
            elif is_topic(topic := unmasked(match["topic"])):
                if of == "told":
                    yield BriefIntent(topic, "topic")
                elif of != "events" or is_a_while(masked) or not read_topic(topic).words:
                    # Names are all of it: one sentence may say what happened to house prices.
                    yield BriefIntent(topic, cast(BriefOf, of))
            return


def is_topic(words: str) -> bool:
    """Whether the words name a topic: "latest death toll" asks for a fact."""
    said = [word.casefold() for word in split_words(words)]
    return any(map(is_content, set(said) - _ITEMS)) and said[0] not in ASKING


def is_keywords(question: str) -> bool:
    """Whether a question is the words of a topic alone."""
    words = split_words(question)
    is_short = 0 < len(words) <= _MOST_KEYWORDS and not question.rstrip().endswith(("?", "!", "."))
    return is_short and not any(word.casefold() in ASKING for word in words)
