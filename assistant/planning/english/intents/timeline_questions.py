"""Questions that ask for a course of events."""

import re

from assistant.planning.english.intents.question_mask import ReadPlan, compiled, plain, read_topic
from assistant.planning.english.question_rules import without_scope
from assistant.schema.query_plan import Time, TimelineIntent

_HAPPENED = compiled(
    r"what(?: (?:has|have|had|all|else))*(?:['’]s)? (?:been )?"
    r"(?:happened|happening|occurred|transpired|gone on|going on|become known) "
    r"(?P<with>with|to|around|regarding|concerning|about|over|in|at) (?P<topic>.+)"
)
_LINE = r"(?:timeline|time line|chronology|(?:sequence|course|order) of events)"
_EVENTS = compiled(
    r"(?:(?:please )?(?:give|show|make|draw|list|tell|trace|summari[sz]e|outline|recount|write) "
    r"(?:me |us |up )?|what (?:is|was|were|are) )?(?:(?:all the|all|a|an|the) )?"
    rf"(?:(?:brief|short|full|complete|detailed|main|key) )?(?:{_LINE}|events|developments) "
    r"(?:of|for|in|around|about|on|surrounding|regarding|with|concerning) (?P<topic>.+)"
)
_UNFOLDED = compiled(
    r"how (?:did|has|have) (?P<topic>.+?) (?:unfold(?:ed)?|develop(?:ed)?|play(?:ed)? out)"
    r"(?: (?:since|over|in|during|from|between|after|until|so) .+)?"
)
# One sentence may say what happened "to" or "in" something, unless a longer period is asked about.
_BROAD = ("with", "around", "regarding", "concerning", "about")
_LONG_PERIOD = 14  # days at least; one sentence may say all about one day
_LINES = re.compile(rf"\b{_LINE}\b", re.IGNORECASE)


def read(question: str, read_plan: ReadPlan) -> TimelineIntent | None:
    """The intent, if `question` asks for a course of events.

    "What happened to safety bumpers in 1979?" does not: one sentence may answer it.
    """
    question = plain(question)
    match = _HAPPENED.match(question) or _EVENTS.match(question) or _UNFOLDED.match(question)
    if match is None:
        return None
    asked = read_plan(question)
    time = asked.times[0] if len(asked.times) == 1 else None
    if len(asked.times) > 1 or not _is_course(match, time):
        return None
    topic = read_topic(without_scope(match["topic"], match.start("topic"), asked))
    return TimelineIntent(topic, time) if topic.phrases else None


def _is_course(match: re.Match[str], time: Time | None) -> bool:
    """Whether more than one event is asked for."""
    is_line = bool(_LINES.search(match.string))
    if time and 0 < time.days.length < _LONG_PERIOD:
        return is_line
    if match.re is not _HAPPENED:
        return match.re is _UNFOLDED or time is not None or is_line
    if match["with"].lower() in _BROAD:
        return True
    return time is not None and (time.days.length == 0 or time.is_relative)
