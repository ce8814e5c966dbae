"""Follow-ups: completes questions that depend on earlier turns.

>>> from assistant.schema.query_plan import QueryPlan
>>> complete("And by whom?", [Turn("When was the bridge closed?")], QueryPlan)
'By whom was the bridge closed?'
"""

from assistant.planning.english.follow_ups.coreference import complete, points_back
from assistant.planning.turns import Read, Turn

__all__ = ["Read", "Turn", "complete", "points_back"]
