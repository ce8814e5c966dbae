"""Questions about the coverage itself: which sources, which articles, and who was first."""

import re

from assistant.planning.english.intents.question_mask import ABOUT, WHO, ReadPlan, mask, topic_in
from assistant.planning.english.intents.topics import article_query
from assistant.schema.query_plan import CoverageIntent, CoverageOf

_OUTLETS = (
    r"(?:news\s+)?(?:sources|outlets|papers|newspapers|publishers|publications|media|media\s+outlets"
    r"|news\s+organi[sz]ations|agencies|magazines)"
)
_OUTLET = (
    rf"(?:{_OUTLETS}|(?:news\s+)?(?:source|outlet|paper|newspaper|publisher|publication|agency))"
)
_ITEMS = r"(?:news\s+)?(?:articles?|stories|pieces|news\s+items)"
_HAVE = r"(?:(?:have|has|had|also|all|ever|did)\s+)*"
_COVER = (
    r"(?:cover(?:ed)?|report(?:ed)?\s+(?:on|about)|reported|wrote\s+about|write\s+about|written\s+about"
    r"|mention(?:ed)?|carried\s+(?:news|stories|articles|reports)\s+(?:on|about|of)"
    r"|(?:published|ran|have|had|has)\s+(?:something|anything|articles?|stories|pieces|reports)"
    r"\s+(?:on|about))"
)
_TELL = (
    r"(?:report(?:ed)?(?:\s+(?:on|about))?|cover(?:ed)?|mention(?:ed)?"
    r"|(?:wr[io]te|written)\s+about)"
)
_FORMS: tuple[tuple[CoverageOf, re.Pattern[str]], ...] = tuple(
    (what, re.compile(rf"^(?:so,?\s+|and\s+)?{form}$", re.IGNORECASE))  # type: ignore[misc]
    for what, form in (
        (
            "first",
            rf"when\s+did\s+{WHO}\s+first\s+{_TELL}\s+(?P<topic>.+)",
        ),
        (
            "first",
            rf"when\s+did\s+{WHO}\s+{_TELL}\s+(?P<topic>.+?)\s+(?:for\s+the\s+first\s+time|first)",
        ),
        ("last", rf"when\s+did\s+{WHO}\s+(?:last|most\s+recently)\s+{_TELL}\s+(?P<topic>.+)"),
        (
            "first",
            rf"(?:which|what)\s+{_OUTLET}\s+(?:was\s+the\s+)?first\s+(?:to\s+)?{_TELL}\s+(?P<topic>.+)",
        ),
        (
            "first",
            rf"(?:which|what)\s+{_OUTLET}\s+{_TELL}\s+(?P<topic>.+?)\s+first",
        ),
        (
            "first",
            r"who\s+(?:was\s+the\s+first\s+to\s+report|first\s+reported)\s+(?:on|about)\s+(?P<topic>.+)",
        ),
        (
            "sources",
            rf"(?:which|what|how\s+many)\s+(?:of\s+(?:the|our)\s+)?{_OUTLETS}\s+{_HAVE}{_COVER}\s+(?P<topic>.+)",
        ),
        (
            "sources",
            rf"(?:in|by)\s+(?:which|what|how\s+many)\s+{_OUTLETS}\s+(?:was|were|has|have|is)\s+(?P<topic>.+?)"
            r"\s+(?:been\s+)?(?:covered|mentioned|reported(?:\s+on)?|written\s+about)",
        ),
        (
            "articles",
            rf"(?:which|what)\s+{_ITEMS}\s+(?:mention|discuss|cover|are\s+about|deal\s+with|talk\s+about"
            r"|refer\s+to)\s+(?P<topic>.+)",
        ),
        (
            "articles",
            rf"(?:which|what)\s+{_ITEMS}\s+(?:are\s+there\s+)?{ABOUT}\s+(?P<topic>.+?)"
            rf"(?:\s+(?:are\s+there|(?:did|has|have)\s+{WHO}\s+(?:publish|published|write|written|have)))?",
        ),
        (
            "articles",
            rf"(?:which|what)\s+{_ITEMS}\s+(?:did|has|have)\s+{WHO}\s+(?:publish|published|write|written)"
            rf"\s+{ABOUT}\s+(?P<topic>.+)",
        ),
        (
            "articles",
            rf"(?:please\s+)?(?:list|show|name|give|find)(?:\s+me|\s+us)?(?:\s+all|\s+every)?(?:\s+of)?"
            rf"(?:\s+the)?\s+{_ITEMS}\s+{ABOUT}\s+(?P<topic>.+)",
        ),
    )
)
_HINT = re.compile(rf"\b(?:first|last|recently|{_OUTLETS}|{_ITEMS})\b", re.IGNORECASE)
# "Which sources reported that ...", "who first reported on whether": a claim, not a topic.
_CLAUSE = re.compile(r"^(?:that|whether|if|how|why|who|what|when|having|being)\b", re.IGNORECASE)


def read(question: str, read_plan: ReadPlan) -> CoverageIntent | None:
    """The intent, if the question is about the coverage itself."""
    if not _HINT.search(question):
        return None
    masked = mask(question, read_plan)
    for what, form in _FORMS:
        match = form.match(masked.text)
        topic = topic_in(match["topic"]) if match else None
        if topic and not _CLAUSE.match(topic):
            wanted = article_query(masked, topic)
            return CoverageIntent(wanted, what) if wanted.topic.phrases else None
    return None
