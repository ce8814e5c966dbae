"""Questions that no single fact answers: timelines, quotations, briefs, reasons."""

import re
from collections.abc import Iterator
from typing import cast

from assistant.planning.english.intents.article_questions import is_a_while
from assistant.planning.english.intents.question_mask import (
    AT,
    BY,
    WHO,
    Masked,
    plain,
    read_forms,
    read_topic,
)
from assistant.schema.query_plan import (
    BriefIntent,
    BriefOf,
    Intent,
    QuotesIntent,
    Time,
    TimelineIntent,
)
from assistant.text.words import AUXILIARIES, is_content, split_words

_GIVE = r"(?:(?:giv(?:e|ing)|show|write|get|tell) (?:me|us) )?"
_PARTS = {
    "are": r"(?:['’]?s| is| are)",
    "ask": r"(?:(?:giv(?:e|ing)|show|make|draw|list|tell|trace|summari[sz]e|outline|write|get)"
    r" (?:me |us |up )?|what (?:is|was|were|are) )?(?:(?:all the|all|a|an|the) )?"
    r"(?:(?:brief|short|full|complete|detailed|quick|main|key) )?",
    "did": r"(?:do|does|did|have|has)",
    "give": _GIVE,
    "happened": r"(?:(?:walk|talk|run|take) (?:me|us) through )?what(?: (?:has|have|had|all|else))*"
    r"(?:['’]s)? (?:happened|occurred|transpired|gone on|been (?:happening|going on))",
    "item": r"(?:the )?(?:[A-Z]\w+ )?(?:article|story|piece|report|column) (?:on|about|that)",
    "know": r"(?:do (?:you|we)|can you tell me|does the archive|is) (?:known?|have)",
    "line": r"(?:(?:time ?line|chronology)(?: of (?:the )?events)?"
    r"|(?:sequence|course|order) of events|(?:key|main) (?:dates|events|moments|milestones))",
    "list": r"(?:(?:list|show|give|find|get|all|any|some|the)(?: me| us)? )*",
    "name": r"(?-i:(?P<topic>(?:(?:the|de|von|van|al|of) |[A-Z][\w’'.-]* ?)+))",
    "news": r"(?:news|updates?|developments?)",
    "of": r"(?:of|for|in|around|about|on|surrounding|regarding|with|concerning) (?P<topic>.+)",
    "on": r"(?:on|about|with|from|in|of) (?P<topic>.+)",
    "quotes": r"(?:direct )?(?:quotes?|quotations?)(?: (?:do|have) (?:you|we) (?:have|got))?",
    "say": r"(?:say|report(?:ed)?|said|wr[io]te|written|publish(?:ed)?|told|tell us|claim(?:ed)?)",
    "short": r"(?P<topic>.+?)",
    "sum": r"(?:summari[sz]e|sum up|recap|(?:brief|update) (?:me|us) on"
    r"|(?:help (?:me|us) )?understand"
    r"|(?:catch|bring|get|fill) (?:me|us) (?:up|in)(?: to (?:speed|date))? (?:on|about)"
    r"|(?:walk|talk|run|take) (?:me|us) through"
    r"|(?:what are )?(?:the )?(?:main|key) (?:points|facts|takeaways) (?:of|on|about|from|in)"
    rf"|{_GIVE}(?:(?:an?|the|short|brief|quick|some) )*"
    r"(?:summary|overview|recap|brief(?:ing)?|rundown|digest|gist|history) (?:of|on|about|to))"
    r"(?: for me)?",
    "topic": r"(?P<topic>.+)",
    "who": WHO,
}
# One sentence may say what happened "to" or "in" something: then a longer period must be asked for.
_TIMELINES = read_forms(
    """
    line     $ask$line $of
    line     $line: $topic
    line     (?P<topic>\\w+(?:[ -]\\w+){0,5}) $line
    course   $happened (?:with|around|regarding|concerning|about) $topic
    course   how (?:(?:did|has|have) )?$short (?:unfold(?:ed)?|develop(?:ed)?|play(?:ed)? out)
    period   $ask(?:events|developments) $of
    open     $happened (?:to|over|in|at) $topic
    """,
    _PARTS,
)
_QUOTES = read_forms("quotes (?:what |which )?$list$quotes (?:from|by|of) $topic", _PARTS)
_BRIEFS = read_forms(
    """
    article  (?:$sum|what does) $item (?P<topic>.+?)(?: say)?
    latest   $give(?:what$are )?(?:the )?(?:latest|newest|most recent)(?: $news)? $on
    latest   what$are (?:new|happening|going on|up|the (?:situation|status)) $on
    latest   (?:(?:is|are) there )?(?:any|some)? ?$news $on
    latest   (?P<topic>\\w+(?: \\w+){0,3}) (?:latest|$news)
    topic    $sum (?:what happened (?:with|to|in) )?$topic
    topic    (?:tell(?:ing)? (?:me|us)(?: \\w+)?|what $know(?: so far)?) $on
    topic    (?:(?:any|some)thing|info(?:rmation)?) $on
    topic    (?:(?:know|hear|learn|read) )?(?:(?:more|all|something) )?about $topic
    name     who(?:$are| was| were) $name
    reasons  (?:why|how come|explain) .+
    reasons  (?:what$are )?(?:the )?(?:(?:arguments|reasons|case) (?:for|against)|pros and cons) .+
    events   what(?:['’]s| has| had)? happened (?:to|at|in|with|during|on) $topic
    told     what $did $who $say (?:on|about|of|regarding) $topic
    """,
    _PARTS,
)
_LONG_PERIOD = 14  # days at least; one sentence may say all about one day
_OPENING = re.compile(r"^(?:the )?(?:story|saga|case|situation|matter) (?:of|with) ", re.IGNORECASE)
_MOST_KEYWORDS = 5  # words; more make a sentence
_ITEMS = frozenset("article story piece report column".split())
ASKING = AUXILIARIES | frozenset("who whom whose what which when where why how".split())


def read_timeline(question: str, masked: Masked) -> Iterator[Intent]:
    """The intent, if a course of events is asked for: "What happened to X in 1979?" may be one."""
    time = masked.times[0] if masked.times else None
    for what, form in _TIMELINES:
        if len(masked.times) < 2 and (match := form.match(masked.text)) and _is_course(what, time):
            topic = read_topic(_unmasked(match["topic"]))
            if topic.phrases:
                yield TimelineIntent(topic, time)
            return


def _is_course(what: str, time: Time | None) -> bool:
    """Whether more than one event is asked for."""
    if time is None or what == "line":
        return what in ("line", "course")
    if 0 < time.days.length < _LONG_PERIOD:
        return False
    return what != "open" or time.days.length == 0 or time.is_relative


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
            elif _is_topic(topic := _OPENING.sub("", _unmasked(match["topic"]))):
                if of == "told":
                    yield BriefIntent(topic, "topic")
                elif of != "events" or is_a_while(masked) or not read_topic(topic).words:
                    # Names are all of it: one sentence may say what happened to house prices.
                    yield BriefIntent(topic, cast(BriefOf, of))
            return
    if is_keywords(question):
        yield BriefIntent(plain(question), "topic")


def _unmasked(words: str) -> str:
    return " ".join(re.sub(f"[{AT}{BY}]", " ", words).split()).strip(" ,")


def _is_topic(words: str) -> bool:
    """Whether the words name a topic: "latest death toll" asks for a fact."""
    said = [word.casefold() for word in split_words(words)]
    return any(map(is_content, set(said) - _ITEMS)) and said[0] not in ASKING


def is_keywords(question: str) -> bool:
    """Whether a question is the words of a topic alone."""
    words = split_words(question)
    is_short = 0 < len(words) <= _MOST_KEYWORDS and not question.rstrip().endswith(("?", "!", "."))
    return is_short and not any(word.casefold() in ASKING for word in words)
