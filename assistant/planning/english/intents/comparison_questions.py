"""Questions that compare what several sources say about one topic."""

import re

from assistant.planning.english.intents.question_mask import WHO, ReadPlan, mask, topic_in
from assistant.planning.english.intents.topics import read_topic
from assistant.schema.query_plan import ComparisonIntent

_WORK = r"(?:coverage|reporting|accounts?|reports?|articles?|stories)"
_ON = (
    rf"(?:(?:in\s+(?:their|its)\s+)?(?:{_WORK}\s+)?(?:on|about|over|regarding|concerning|of)"
    r"|in\s+describing)"
)
_SAY = r"(?:say|said|report(?:ed)?|write|wrote|written|claim(?:ed)?)"
_FORMS = tuple(
    re.compile(rf"^(?:so,?\s+|and\s+)?{form}$", re.IGNORECASE)
    for form in (
        rf"(?:how|where|on\s+what|in\s+what)\s+(?:do|does|did|have)\s+{WHO}\s+(?:differ|disagree)(?:ed)?"
        rf"\s+{_ON}\s+(?P<topic>.+)",
        rf"(?:do|does|did|have)\s+{WHO}\s+(?:differ|disagree)(?:ed)?\s+{_ON}\s+(?P<topic>.+)",
        rf"what\s+(?:do|did|have|does|has)\s+{WHO}\s+{_SAY}\s+(?:about|on|of)\s+(?P<topic>.+)",
        rf"how\s+(?:do|did|have)\s+{WHO}\s+(?:cover(?:ed)?|report(?:ed)?(?:\s+on)?|describe[d]?)"
        r"\s+(?P<topic>.+)",
        rf"(?:please\s+)?compare\s+(?:what|how)\s+{WHO}\s+(?:{_SAY}|cover(?:ed)?)(?:\s+(?:about|on|of))?"
        r"\s+(?P<topic>.+)",
        rf"how\s+(?:does|did|do)\s+(?:the\s+)?{_WORK}\s+(?:on|about|of)\s+(?P<topic>.+?)\s+differ"
        rf"\s+between\s+{WHO}",
        rf"how\s+(?:does|did|do)\s+(?:the\s+)?{_WORK}\s+(?:on|about|of)\s+(?P<topic>.+?)\s+differ",
    )
)
_HINT = re.compile(r"\b(?:and|or|both)\b", re.IGNORECASE)


def read(question: str, read_plan: ReadPlan) -> ComparisonIntent | None:
    """The intent, if two or more of the archive's sources are asked about one topic."""
    if not _HINT.search(question):
        return None
    masked = mask(question, read_plan)
    if len(masked.sources) < 2 or len(masked.times) > 1:
        return None
    match = next(filter(None, (form.match(masked.text) for form in _FORMS)), None)
    topic = read_topic(topic_in(match["topic"]) or "") if match else None
    if topic is None or not topic.phrases:
        return None
    return ComparisonIntent(masked.sources, topic, masked.times[0] if masked.times else None)
