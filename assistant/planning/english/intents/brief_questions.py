"""Questions that no single fact answers: briefs, the latest, who somebody is, reasons, keywords."""

import re
from typing import cast

from assistant.planning.english.intents.question_mask import (
    WHO,
    ReadPlan,
    mask,
    plain,
    read_forms,
    read_topic,
    topic_in,
)
from assistant.planning.english.question_rules import without_scope
from assistant.schema.query_plan import BriefIntent, BriefOf
from assistant.text.words import AUXILIARIES, is_content, split_words

_MOST_KEYWORDS = 5  # words; more make a sentence
_ITEMS = frozenset("article story piece report column".split())
_ASKING = AUXILIARIES | frozenset("who whom whose what which when where why how".split())
_PARTS = {
    "are": r"(?:['’]?s| is| are)",
    "item": r"(?:the )?(?:[A-Z]\w+ )?(?:article|story|piece|report|column) (?:on|about|that)",
    "know": r"(?:do (?:you|we)|can you tell me|does the archive|is) (?:known?|have)",
    "name": r"(?-i:(?P<topic>(?:(?:the|de|von|van|al|of) |[A-Z][\w’'.-]* ?)+))",
    "news": r"(?:news|updates?|developments?)",
    "on": r"(?:on|about|with|from|in|of) (?P<topic>.+)",
    "say": r"(?:say|report(?:ed)?|said|wr[io]te|written|publish(?:ed)?|told|tell us)",
    "sum": r"(?:summari[sz]e|sum up|recap|brief (?:me|us) on|(?:(?:give|write|get) (?:me|us) )?"
    r"(?:(?:an?|the|short|brief|quick) )*(?:summary|overview|recap|brief(?:ing)?) (?:of|on|about))",
    "topic": r"(?P<topic>.+)",
    "who": WHO,
}
_FORMS = read_forms(
    """
    article  $please(?:$sum|what does) $item (?P<topic>.+?)(?: say)?
    latest   $please(?:what$are )?(?:the )?(?:latest|newest|most recent)(?: $news)? $on
    latest   what$are new $on
    latest   (?:(?:is|are) there )?(?:any|some)? ?$news $on
    latest   (?P<topic>\\w+(?: \\w+){0,3}) (?:latest|$news)
    topic    $please$sum (?:what happened (?:with|to|in) )?$topic
    topic    $please(?:tell (?:me|us)(?: \\w+)?|what $know(?: so far)?) $on
    topic    (?:(?:any|some)thing|info(?:rmation)?) $on
    name     who(?:$are| was| were) $name
    reasons  $please(?:why|how come|explain) .+
    reasons  (?:what$are )?(?:the )?(?:(?:arguments|reasons|case) (?:for|against)|pros and cons) .+
    """,
    _PARTS | {"please": r"(?:(?:please|can you|could you) )*"},
)
# What happened, also according to a source; what a source told about something.
_TOLD = read_forms(
    """
    events   what(?:['’]s| has| had)? happened (?:to|at|in|with|during|on) $topic
    topic    what (?:do|does|did|has|have) $who $say (?:on|about|of|regarding) $topic
    """,
    _PARTS,
)
_FOR_ME = re.compile(r",? (?:for (?:me|us)|please)$", re.IGNORECASE)
_OPENING = re.compile(r"^(?:the )?(?:story|saga|case|situation|matter) (?:of|with) ", re.IGNORECASE)


def read(question: str, read_plan: ReadPlan) -> BriefIntent | None:
    """The intent, if `question` asks for no single fact but for what there is on a topic."""
    words = _FOR_ME.sub("", plain(question))
    for of, form in _FORMS:
        if match := form.match(words):
            if of == "reasons":
                return BriefIntent(question, "reasons")
            topic = without_scope(match["topic"], match.start("topic"), read_plan(words))
            topic = _OPENING.sub("", topic)
            return BriefIntent(topic, cast(BriefOf, of)) if topic and _is_topic(topic) else None
    if _is_keywords(question):
        return BriefIntent(words, "topic")
    return _read_told(question, read_plan) if "what" in words.casefold() else None


def _read_told(question: str, read_plan: ReadPlan) -> BriefIntent | None:
    text = mask(question, read_plan).text
    for of, form in _TOLD:
        if match := form.match(text):
            topic = topic_in(match["topic"])
            if topic and _is_topic(topic) and (of != "events" or _is_named(topic)):
                return BriefIntent(topic, cast(BriefOf, of))
    return None


def _is_named(topic: str) -> bool:
    """Whether names are all of it: one sentence may say what happened to house prices."""
    return not read_topic(topic).words


def _is_topic(words: str) -> bool:
    """Whether the words name a topic: "latest death toll" asks for a fact."""
    said = [word.casefold() for word in split_words(words)]
    return said[0] not in _ASKING if any(map(is_content, set(said) - _ITEMS)) else False


def _is_keywords(question: str) -> bool:
    words = split_words(question)
    is_short = 0 < len(words) <= _MOST_KEYWORDS and not question.rstrip().endswith(("?", "!", "."))
    return is_short and not any(word.casefold() in _ASKING for word in words)
