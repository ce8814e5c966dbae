"""Questions about the articles themselves: how many, which, by whom, of when, who was first.

What is asked for ("articles", "report", "news") is no word to search for. "How many batteries did
Turkey buy?" and "How many reports did the ministry write?" are about things in the articles.
"""

import re

from assistant.planning.english.intents.question_mask import (
    ABOUT,
    ARTICLES,
    WHO,
    Masked,
    ReadPlan,
    mask,
    topic_in,
)
from assistant.planning.english.intents.topics import article_query
from assistant.schema.query_plan import CountIntent, CoverageIntent, CoverageOf

_ARCHIVE = r"(?:(?:the|this|our|my|your)\s+archive|you|we)"
_ANY = r"(?:(?:news|different|separate|other)\s+)*(?:articles?|stories|news\s+items|pieces)"
_DID = r"(?:did|has|have|does|do)"
_PUBLISH = r"(?:publish(?:ed)?|write|wrote|written|report(?:ed)?|post(?:ed)?|have|had|filed?)"
_OUT = r"(?:published|written|printed|there)"
_HOLD = rf"{_DID}\s+{_ARCHIVE}\s+(?:have|hold|contain|got)"
_END = (
    rf"(?:\s+(?:(?:are|were|is|was|have\s+been)(?:\s+{_OUT})*|appeared|exist|came\s+out|{_HOLD}))?"
    rf"(?:\s+in\s+{_ARCHIVE})?"
)
_TOPIC = r"(?P<topic>.+)"
_SHORT = r"(?P<topic>.+?)"
_TELL = (
    r"(?:cover(?:ed)?|report(?:ed)?(?:\s+(?:on|about))?|mention(?:ed)?"
    r"|(?:wr[io]te|written)\s+about)"
)
_OUTLETS = (
    r"(?:news\s+)?(?:sources|outlets|(?:news)?papers|publishers|publications|media|agencies"
    r"|magazines)"
)
_OUTLET = rf"(?:{_OUTLETS}|(?:news\s+)?(?:source|outlet|(?:news)?paper|publisher|agency))"
_ITEMS = r"(?:news\s+)?(?:articles?|stor(?:y|ies)|pieces?|news\s+items?|coverage|reports?)"
_WHICH = r"(?:which|what|how\s+many)\s+(?:of\s+(?:the|our)\s+)?"
_ASK = r"(?:please\s+)?(?:(?:list|show|name|give|find|get|tell)(?:\s+me|\s+us)?\s+)?"
_ALL = r"(?:(?:all|any|every|some|the|of)\s+)*"
_NEWS = rf"(?:news|headlines|top\s+stories|{_ITEMS})"
_WROTE = r"(?:wrote|reported|authored|covered|published|has\s+written|is\s+the\s+author\s+of)"

_What = CoverageOf | str
_ON_TOPIC: tuple[tuple[_What, str], ...] = (
    ("count", rf"how\s+many\s+{ARTICLES}\s+{_DID}\s+{WHO}\s+{_PUBLISH}(?:\s+{ABOUT}\s+{_TOPIC})?"),
    ("count", rf"how\s+many\s+{ARTICLES}\s+{ABOUT}\s+{_SHORT}\s+{_DID}\s+{WHO}\s+{_PUBLISH}"),
    ("count", rf"how\s+many\s+{ARTICLES}\s+{_HOLD}(?:\s+{ABOUT}\s+{_TOPIC})?"),
    (
        "count",
        rf"how\s+many\s+{_ANY}\s+(?:(?:are|were|have|has|was|been|{_OUT})\s+)*"
        rf"(?:in\s+{_ARCHIVE}\s+)?{ABOUT}\s+{_SHORT}{_END}",
    ),
    ("count", rf"how\s+(?:often|many\s+times)\s+{_DID}\s+{WHO}\s+{_TELL}\s+{_TOPIC}"),
    ("first", rf"when\s+did\s+{WHO}\s+first\s+{_TELL}\s+{_TOPIC}"),
    ("first", rf"when\s+did\s+{WHO}\s+{_TELL}\s+{_SHORT}\s+(?:for\s+the\s+first\s+time|first)"),
    ("last", rf"when\s+did\s+{WHO}\s+(?:last|most\s+recently)\s+{_TELL}\s+{_TOPIC}"),
    ("first", rf"{_WHICH}{_OUTLET}\s+(?:was\s+the\s+)?first\s+(?:to\s+)?{_TELL}\s+{_TOPIC}"),
    ("first", rf"{_WHICH}{_OUTLET}\s+{_TELL}\s+{_SHORT}\s+first"),
    (
        "first",
        rf"who\s+(?:was\s+the\s+first\s+to\s+report|first\s+reported)\s+(?:on|about)\s+{_TOPIC}",
    ),
    (
        "sources",
        rf"{_WHICH}{_OUTLETS}\s+(?:(?:have|has|had|also|all|ever|did)\s+)*{_TELL}\s+{_TOPIC}",
    ),
    (
        "sources",
        rf"(?:in|by)\s+{_WHICH}{_OUTLETS}\s+(?:was|were|has|have|is)\s+{_SHORT}\s+(?:been\s+)?"
        r"(?:covered|mentioned|reported(?:\s+on)?|written\s+about)",
    ),
    ("articles", rf"(?:which|what)\s+{_ANY}\s+{_DID}\s+{WHO}\s+{_PUBLISH}\s+{ABOUT}\s+{_TOPIC}"),
    (
        "articles",
        rf"(?:which|what)\s+{_ITEMS}\s+(?:(?:are\s+there|(?:do|have)\s+(?:you|we)(?:\s+(?:have|got))?)\s+)?"
        rf"(?:are\s+)?{ABOUT}\s+{_SHORT}(?:\s+(?:are\s+there|{_DID}\s+{WHO}\s+{_PUBLISH}))?",
    ),
    (
        "articles",
        rf"(?:(?:do|have|did)\s+(?:you|we)\s+(?:have|got|find)|(?:is|are)\s+there)"
        rf"\s+(?:anything|something|{_ALL}{_ITEMS})\s+(?:{ABOUT}|of)\s+{_TOPIC}",
    ),
    ("articles", rf"{_ASK}{_ALL}{_ITEMS}\s+{ABOUT}\s+{_TOPIC}"),
    ("articles", rf"{_ASK}{_ALL}coverage\s+of\s+{_TOPIC}"),
    (
        "authors",
        rf"who\s+(?:{_WROTE}\s+(?:(?:the|an?|that|this)\s+)?{_ITEMS}\s+{ABOUT}"
        rf"|(?:wrote|writes|has\s+written)\s+(?:about|on))\s+{_TOPIC}",
    ),
)
# Of a time, or of somebody; the mask may have taken "published in" away.
_OF_ANY_TOPIC: tuple[tuple[_What, str], ...] = (
    (
        "count",
        rf"how\s+many\s+{_ANY}\s+(?:(?:were|have\s+been|was|are|came)(?:\s+(?:{_OUT}|out))*|appeared)",
    ),
    ("articles", rf"(?:what\s+(?:is|was|were|are)\s+)?(?:in\s+)?{_ASK}{_ALL}{_NEWS}"),
    ("articles", r"what\s+was(?:\s+(?:reported|published|written|new))?"),
    (
        "articles",
        rf"(?:what|(?:what|which)\s+{_ITEMS})\s+{_DID}\s+{WHO}(?:\s+(?:{_PUBLISH}|cover|say))?",
    ),
)
_HAPPENED = (("articles", r"what\s+happened"),)
_OF_ALL = (
    ("count", rf"how\s+many\s+{_ANY}\s+(?:are|were)(?:\s+there)?\s+in\s+{_ARCHIVE}"),
    (
        "newest",
        rf"(?:what(?:\s+(?:is|are)|['’]s)\s+)?{_ASK}(?:the\s+)?(?:latest|newest|most\s+recent|recent)"
        rf"\s+{_NEWS}|what(?:['’]s|\s+is)\s+new",
    ),
)
_NUMBER = re.compile(
    r"^(?:what\s+(?:is|was)\s+the\s+(?:total\s+)?number\s+of|(?:please\s+)?count(?:\s+all)?(?:\s+the)?"
    r"|(?:the\s+)?number\s+of)\s+(?:all\s+)?(?:the\s+)?(?=(?:news\s+)?(?:articles|stories)\b)",
    re.IGNORECASE,
)
_HINT = re.compile(
    rf"\b(?:{_ITEMS}|{_OUTLET}|news|headlines|anything|something|wr[io]t\w+|happened|reported|often"
    r"|times|publish\w*|cover\w*|mention\w*|say|said|latest|new|was|first|last|recently)\b",
    re.IGNORECASE,
)
# "Which sources reported that ...", "who first reported on whether": a claim, not a topic.
_CLAUSE = re.compile(r"^(?:that|whether|if|how|why|who|what|when|having|being)\b", re.IGNORECASE)
# Days: what happened on one day may be told later, what happened in a year is no news.
_SHORTEST, _LONGEST = 7, 92


def _compiled(forms: tuple[tuple[_What, str], ...]) -> list[tuple[_What, re.Pattern[str]]]:
    return [
        (what, re.compile(rf"^(?:so,?\s+|and\s+)?(?:{form})$", re.IGNORECASE))
        for what, form in forms
    ]


_TABLES = [_compiled(forms) for forms in (_ON_TOPIC, _OF_ANY_TOPIC, _HAPPENED, _OF_ALL)]


def read(question: str, read_plan: ReadPlan) -> CountIntent | CoverageIntent | None:
    """The intent, if the question is about articles of the archive."""
    if not _HINT.search(question):
        return None
    masked = mask(question, read_plan)
    text = _NUMBER.sub("how many ", masked.text)
    on_topic, of_any_topic, happened, of_all = _TABLES
    for what, form in on_topic:
        if match := form.match(text):
            topic = topic_in(match["topic"])
            if topic is None or _CLAUSE.match(topic):
                continue
            wanted = article_query(masked, topic)
            return _intent(what, masked, topic) if wanted.topic.phrases or not topic else None
    tables = [of_any_topic] if masked.times or masked.mentions else [of_all]
    tables += [happened] if _is_a_while(masked) else []
    asked = [what for table in tables for what, form in table if form.match(text)]
    return _intent(asked[0], masked, "") if asked else None


def _intent(what: _What, masked: Masked, topic: str) -> CountIntent | CoverageIntent:
    wanted = article_query(masked, topic)
    return CountIntent(wanted) if what == "count" else CoverageIntent(wanted, what)  # type: ignore[arg-type]


def _is_a_while(masked: Masked) -> bool:
    """Whether a time is named whose events are told within it: some weeks, or "last week"."""
    return bool(masked.times) and all(
        time.is_relative or _SHORTEST <= time.days.length <= _LONGEST for time in masked.times
    )
