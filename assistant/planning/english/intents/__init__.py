"""Intents: questions that ask for more than an ordinary answer.

Each reader decides from the words of a question whether it has that intent.
"""

from assistant.planning.english.intents.article_questions import read_articles
from assistant.planning.english.intents.comparison_questions import read_comparison
from assistant.planning.english.intents.question_mask import mask
from assistant.planning.english.intents.topic_questions import (
    read_brief,
    read_quotes,
    read_timeline,
)
from assistant.schema.query_plan import Intent, QueryPlan

_READERS = (read_timeline, read_articles, read_comparison, read_quotes, read_brief)


def read_intents(plan: QueryPlan) -> tuple[Intent, ...]:
    """The intents that the question's words allow; the first one that finds anything is used.

    `plan` has its times and sources.
    """
    masked = mask(plan)
    found = [intent for read in _READERS for intent in read(plan.question, masked)]
    is_quoting = any(one.kind == "quotes" for one in found)
    return tuple(one for one in found if not (is_quoting and one.kind == "brief"))
