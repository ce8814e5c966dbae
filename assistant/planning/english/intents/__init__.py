"""What a question wants that is more than an ordinary answer, a file an intent.

Each reader looks at the words of a question and says whether it has its intent.
"""

from collections.abc import Callable

from assistant.planning.english.intents.comparison_questions import read as read_comparison
from assistant.planning.english.intents.count_questions import read as read_count
from assistant.planning.english.intents.coverage_questions import read as read_coverage
from assistant.planning.english.intents.double_questions import read as read_double
from assistant.planning.english.intents.question_mask import ReadPlan
from assistant.planning.english.intents.timeline_questions import read as read_timeline
from assistant.schema.query_plan import Intent

# What else a question asks is read only where its words may have the intent.
Reader = Callable[[str, ReadPlan], Intent | None]
READERS: tuple[Reader, ...] = (
    read_timeline,
    read_count,
    read_coverage,
    read_comparison,
    read_double,
)


def read_intents(question: str, read_plan: ReadPlan) -> tuple[Intent, ...]:
    """The intents that `question` may have, by its words; the first that finds anything counts."""
    found = (read(question, read_plan) for read in READERS)
    return tuple(intent for intent in found if intent is not None)
