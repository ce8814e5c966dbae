"""Questions that ask how many articles there are.

"How many" about a thing in the articles is not one of them.
"""

import re

from assistant.planning.english.intents.question_mask import (
    ABOUT,
    ARTICLES,
    WHO,
    ReadPlan,
    mask,
    topic_in,
)
from assistant.planning.english.intents.topics import article_query
from assistant.schema.query_plan import CountIntent

_PUBLISH = (
    r"(?:publish(?:ed)?|write|wrote|written|report(?:ed)?|post(?:ed)?|have|had|do|done|file|filed)"
)
_ARCHIVE = r"(?:(?:the|this|our|my|your)\s+archive|you|we)"
_OF_ANY = r"(?:(?:news|different|separate|other)\s+)*(?:articles?|stories|news\s+items|pieces)"
_FORMS = tuple(
    re.compile(rf"^(?:so,?\s+|and\s+)?how\s+many\s+{form}$", re.IGNORECASE)
    for form in (
        rf"{ARTICLES}\s+(?:did|has|have|does)\s+{WHO}\s+{_PUBLISH}(?:\s+{ABOUT}\s+(?P<topic>.+))?",
        rf"{ARTICLES}\s+{ABOUT}\s+(?P<topic>.+?)\s+(?:did|has|have|does)\s+{WHO}\s+{_PUBLISH}",
        rf"{ARTICLES}\s+(?:did|has|have|does|do)\s+{_ARCHIVE}\s+(?:have|hold|contain|got)"
        rf"(?:\s+{ABOUT}\s+(?P<topic>.+))?",
        rf"{_OF_ANY}\s+{ABOUT}\s+(?P<topic>.+?)\s+(?:(?:are|were|is)(?:\s+there)?|(?:were|have\s+been|"
        r"was|are)\s+(?:published|written|printed)|appeared|exist|came\s+out"
        rf"|(?:does|do)\s+{_ARCHIVE}\s+(?:have|hold|contain))(?:\s+in\s+{_ARCHIVE})?",
        rf"{_OF_ANY}\s+(?:(?:are|were|have|has|was)(?:\s+been)?(?:\s+there)?)(?:\s+(?:published|written"
        rf"|printed))?(?:\s+in\s+{_ARCHIVE})?\s+{ABOUT}\s+(?P<topic>.+?)(?:\s+in\s+{_ARCHIVE})?",
        rf"{_OF_ANY}\s+(?:mention|discuss|cover|talk\s+about|refer\s+to|deal\s+with)\s+(?P<topic>.+)",
        rf"{_OF_ANY}\s+{ABOUT}\s+(?P<topic>.+)",
    )
)
_OFTEN = re.compile(
    rf"^how\s+(?:often|many\s+times)\s+(?:did|has|have|does)\s+{WHO}\s+(?:report(?:ed)?\s+(?:on|about)"
    r"|write\s+about|written\s+about|cover(?:ed)?|mention(?:ed)?)\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
# Without a topic: articles published at some time, by somebody, or all.
_BARE = re.compile(
    rf"^how\s+many\s+{_OF_ANY}\s+(?:(?:were|have\s+been|was|are|came)(?:\s+there)?(?:\s+(?:published|"
    rf"written|printed|out))?|appeared)(?P<archive>\s+in\s+{_ARCHIVE})?$",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"^(?:what\s+(?:is|was)\s+the\s+(?:total\s+)?number\s+of|(?:please\s+)?count(?:\s+all)?(?:\s+the)?"
    r"|(?:the\s+)?number\s+of)\s+(?:all\s+)?(?:the\s+)?(?=(?:news\s+)?(?:articles|stories)\b)",
    re.IGNORECASE,
)
_HINT = re.compile(r"\b(?:how\s+(?:many|often)|number\s+of|count)\b.*", re.IGNORECASE)


def read(question: str, read_plan: ReadPlan) -> CountIntent | None:
    """The intent, if articles of the archive are to be counted.

    "How many batteries did Turkey buy?" counts no articles; "How many reports did the ministry
    write?" counts reports that are not in the archive.
    """
    if not _HINT.search(question):
        return None
    masked = mask(question, read_plan)
    text = _NUMBER.sub("how many ", masked.text)
    match = _OFTEN.match(text) or next(filter(None, (form.match(text) for form in _FORMS)), None)
    if match is not None:
        topic = topic_in(match["topic"])
        if topic is None or (topic and not article_query(masked, topic).topic.phrases):
            return None
        return CountIntent(article_query(masked, topic))
    bare = _BARE.match(text)
    if bare and (masked.times or masked.mentions or bare["archive"]):
        return CountIntent(article_query(masked, ""))
    return None
