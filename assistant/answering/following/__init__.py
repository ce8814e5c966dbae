"""Follow-ups: questions that are understood with the turns before, made to stand alone.

>>> from datetime import date
>>> from assistant.retrieval.understanding import Understanding
>>> complete("And by whom?", [Turn("When was the bridge closed?")], Understanding)
'By whom was the bridge closed?'
"""

from assistant.answering.following.rules import complete, points_back
from assistant.answering.following.turn import Read, Turn

__all__ = ["Read", "Turn", "complete", "points_back"]
