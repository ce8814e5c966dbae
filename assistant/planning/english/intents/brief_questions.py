"""Questions that no single fact answers: briefs, the latest, who somebody is, reasons, keywords."""

import re

from assistant.planning.english.intents.question_mask import WHO, ReadPlan, mask, topic_in
from assistant.planning.english.intents.topics import read_topic
from assistant.planning.english.question_rules import without_scope
from assistant.schema.query_plan import BriefIntent, BriefOf
from assistant.text.words import AUXILIARIES, is_content, split_words

_MOST_KEYWORDS = 5  # words; more make a sentence
_ITEMS = frozenset("article story piece report column".split())
_ASKING = AUXILIARIES | frozenset("who whom whose what which when where why how".split())
_SHORT = r"(?:(?:an?|the|short|brief|quick)\s+)*"
_NOUN = r"(?:summary|overview|recap|brief(?:ing)?)\s+(?:of|on|about)"
_SUM = (
    rf"(?:summari[sz]e|sum\s+up|recap|brief\s+(?:me|us)\s+on"
    rf"|(?:(?:give|write|get)\s+(?:me|us)\s+)?{_SHORT}{_NOUN})"
)
_ARTICLE = r"(?:the\s+)?(?:[A-Z]\w+\s+)?(?:article|story|piece|report|column)\s+(?:on|about|that)"
_NEWS = r"(?:news|updates?|developments?)"
_ON = r"(?:on|about|with|from|in|of)\s+(?P<topic>.+)"
_WHAT_IS = r"(?:what(?:['’]?s|\s+is|\s+are)\s+)"
_KNOW = r"(?:do\s+(?:you|we)|can\s+you\s+tell\s+me|does\s+the\s+archive|is)\s+(?:known?|have)"
_NAME = r"(?-i:(?P<topic>(?:(?:the|de|von|van|al|of)\s+|[A-Z][\w’'.-]*\s*)+))"
_REASONS = (
    rf"(?:(?:and\s+)?(?:why|how\s+come)|explain|{_WHAT_IS}?(?:the\s+)?"
    r"(?:(?:arguments|reasons|case)\s+(?:for|against)|pros\s+and\s+cons\s+of))\s.+"
)
_FORMS: tuple[tuple[BriefOf, re.Pattern[str]], ...] = tuple(
    (of, re.compile(rf"^(?:(?:please|can\s+you|could\s+you)\s+)*{form}$", re.I))  # type: ignore[misc]
    for of, form in (
        ("article", rf"(?:{_SUM}|what\s+does)\s+{_ARTICLE}\s+(?P<topic>.+?)(?:\s+say)?"),
        (
            "latest",
            rf"{_WHAT_IS}?(?:the\s+)?(?:latest|newest|most\s+recent)(?:\s+{_NEWS})?\s+{_ON}",
        ),
        ("latest", rf"{_WHAT_IS}new\s+{_ON}"),
        ("latest", rf"(?:(?:is|are)\s+there\s+)?(?:any|some)?\s*{_NEWS}\s+{_ON}"),
        ("latest", rf"(?P<topic>\w+(?:\s+\w+){{0,3}})\s+(?:latest|{_NEWS})"),
        ("topic", rf"{_SUM}\s+(?:what\s+happened\s+(?:with|to|in)\s+)?(?P<topic>.+)"),
        ("topic", rf"(?:tell\s+(?:me|us)(?:\s+\w+)?|what\s+{_KNOW}(?:\s+so\s+far)?)\s+{_ON}"),
        ("topic", rf"(?:(?:any|some)thing|info(?:rmation)?)\s+{_ON}"),
        ("name", rf"who(?:['’]?s|\s+(?:is|was|are|were))\s+{_NAME}"),
        ("reasons", _REASONS),
    )
)
# What happened, also according to a source; what a source told about something.
_TOLD: tuple[tuple[BriefOf, re.Pattern[str]], ...] = tuple(
    (of, re.compile(rf"^(?:(?:so|and),?\s+)?{form}$", re.I))  # type: ignore[misc]
    for of, form in (
        (
            "events",
            r"what(?:['’]s|\s+(?:has|had))?\s+happened\s+(?:to|at|in|with|during|on)\s+(?P<topic>.+)",
        ),
        (
            "topic",
            rf"what\s+(?:do|does|did|has|have)\s+{WHO}\s+(?:say|said|report(?:ed)?|wr[io]te|written"
            r"|publish(?:ed)?|told|tell\s+us)\s+(?:on|about|of|regarding)\s+(?P<topic>.+)",
        ),
    )
)
_HINT = re.compile(r"\bwhat\b", re.I)
_FOR_ME = re.compile(r",?\s+(?:for\s+(?:me|us)|please)$", re.IGNORECASE)
_OPENING = re.compile(r"^(?:the\s+)?(?:story|saga|case|situation|matter)\s+(?:of|with)\s+", re.I)


def read(question: str, read_plan: ReadPlan) -> BriefIntent | None:
    """The intent, if `question` asks for no single fact but for what there is on a topic."""
    words = _FOR_ME.sub("", " ".join(question.split()).strip(" ?.!"))
    for of, form in _FORMS:
        if match := form.match(words):
            if of == "reasons":
                return BriefIntent(question, of)
            asked = read_plan(question)
            topic = without_scope(match["topic"], question.find(match["topic"]), asked)
            topic = _OPENING.sub("", topic)
            return BriefIntent(topic, of) if topic and _is_topic(topic) else None
    if _is_keywords(question):
        return BriefIntent(words, "topic")
    return _read_told(question, read_plan) if _HINT.search(words) else None


def _read_told(question: str, read_plan: ReadPlan) -> BriefIntent | None:
    text = mask(question, read_plan).text
    for of, form in _TOLD:
        if match := form.match(text):
            topic = topic_in(match["topic"])
            if topic and _is_topic(topic) and (of != "events" or _is_named(topic)):
                return BriefIntent(topic, of)
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
