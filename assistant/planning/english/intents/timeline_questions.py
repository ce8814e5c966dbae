"""Questions that ask for a course of events."""

import re

from assistant.planning.english.intents.question_mask import ReadPlan
from assistant.planning.english.intents.topics import read_topic
from assistant.planning.english.question_rules import without_scope
from assistant.schema.query_plan import Time, TimelineIntent

_HAPPENED = re.compile(
    r"^(?:so,?\s+|and\s+)?what(?:\s+(?:has|have|had|all|else))*(?:['’]s)?\s+(?:been\s+)?"
    r"(?:happened|happening|occurred|transpired|gone\s+on|going\s+on|become\s+known)\s+"
    r"(?P<with>with|to|around|regarding|concerning|about|over|in|at)\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
_EVENTS = re.compile(
    r"^(?:(?:please\s+)?(?:give|show|make|draw|list|tell|trace|summari[sz]e|outline|recount|write)\s+"
    r"(?:me\s+|us\s+|up\s+)?|what\s+(?:is|was|were|are)\s+)?(?:(?:a|an|the|all|all\s+the)\s+)?"
    r"(?:(?:brief|short|full|complete|detailed|main|key)\s+)?"
    r"(?:timeline|time\s+line|chronology|(?:sequence|course|order)\s+of\s+events|events|developments)\s+"
    r"(?:of|for|in|around|about|on|surrounding|regarding|with|concerning)\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
_UNFOLDED = re.compile(
    r"^how\s+(?:did|has|have)\s+(?P<topic>.+?)\s+(?:unfold(?:ed)?|develop(?:ed)?|play(?:ed)?\s+out)"
    r"(?:\s+(?:since|over|in|during|from|between|after|until|so)\s.+)?\s*\??$",
    re.IGNORECASE,
)
# One sentence may say what happened "to" or "in" something, unless a longer period is asked about.
_BROAD = ("with", "around", "regarding", "concerning", "about")
_LONG_PERIOD = 14  # days at least; one sentence may say all about one day
_LINES = re.compile(r"\b(?:timeline|time\s+line|chronology|(?:sequence|course|order)\s+of)\b", re.I)


def read(question: str, read_plan: ReadPlan) -> TimelineIntent | None:
    """The intent, if `question` asks for a course of events.

    "What happened to safety bumpers in 1979?" does not: one sentence may answer it.
    """
    question = question.strip()
    match = _HAPPENED.match(question) or _EVENTS.match(question) or _UNFOLDED.match(question)
    if match is None:
        return None
    asked = read_plan(question)
    time = asked.times[0] if len(asked.times) == 1 else None
    if len(asked.times) > 1 or not _is_course(match, time):
        return None
    offset = match.start("topic")
    topic = read_topic(without_scope(match["topic"], offset, asked))
    return TimelineIntent(topic, time) if topic.phrases else None


def _is_course(match: re.Match[str], time: Time | None) -> bool:
    """Whether more than one event is asked for."""
    if time and 0 < time.days.length < _LONG_PERIOD:
        return bool(_LINES.search(match.string))
    if match.re is not _HAPPENED:
        return match.re is _UNFOLDED or time is not None or bool(_LINES.search(match.string))
    word = match["with"].lower()
    if word in _BROAD:
        return True
    return time is not None and (time.days.length == 0 or time.is_relative)
