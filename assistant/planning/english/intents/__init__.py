"""Intents: questions that ask for more than an ordinary answer.

Each reader decides from the words of a question whether it has that intent.
"""

from collections.abc import Callable

from assistant.planning.english.intents.article_questions import read as read_article
from assistant.planning.english.intents.brief_questions import read as read_brief
from assistant.planning.english.intents.question_mask import ReadPlan
from assistant.planning.english.intents.said_questions import read_comparison, read_quotes
from assistant.planning.english.intents.timeline_questions import read as read_timeline
from assistant.schema.query_plan import Intent

# The plan of a question is read only if its words may have an intent.
_READERS: tuple[Callable[[str, ReadPlan], Intent | None], ...] = (
    read_timeline,
    read_article,
    read_comparison,
    read_quotes,
    read_brief,
)


def read_intents(question: str, read_plan: ReadPlan) -> tuple[Intent, ...]:
    """The intents that the words of `question` allow; the first one that finds anything is used."""
    return tuple(filter(None, (read(question, read_plan) for read in _READERS)))
