"""Follow-ups: questions that are understood with the turns before, made to stand alone.

>>> from datetime import date
>>> from assistant.planning.english.question_rules import QueryPlan
>>> complete("And by whom?", [Turn("When was the bridge closed?")], QueryPlan)
'By whom was the bridge closed?'
"""

from assistant.planning.english.follow_ups.coreference import complete, points_back
from assistant.planning.turn import Read, Turn

__all__ = ["Read", "Turn", "complete", "points_back"]
