"""Requests for what somebody said, verbatim."""

import re

from assistant.planning.english.intents.question_mask import ReadPlan
from assistant.planning.english.intents.topics import read_topic
from assistant.schema.query_plan import QuotesIntent

_QUOTES = re.compile(
    r"^(?:(?:what|which)\s+)?(?:(?:list|show|give|find|get|tell)(?:\s+me|\s+us)?\s+)?"
    r"(?:(?:all|any|some|the)\s+)*(?:direct\s+)?(?:quotes?|quotations?)"
    r"(?:\s+(?:do|have)\s+(?:you|we)\s+(?:have|got))?\s+(?:from|by|of)\s+(?P<who>.+)$",
    re.IGNORECASE,
)


def read(question: str, read_plan: ReadPlan) -> QuotesIntent | None:
    """The intent, if quotations of somebody are asked for."""
    match = _QUOTES.match(" ".join(question.split()).strip(" ?.!"))
    topic = read_topic(match["who"]) if match else None
    return QuotesIntent(topic, topic.names[0]) if topic and topic.names else None
