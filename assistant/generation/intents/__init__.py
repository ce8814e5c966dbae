"""Questions that want another answer than a few sentences: one small registry, a file a shape.

Each reader looks at the words of a question and says whether it is of its shape; the first that
does prepares its evidence and brings its own writer. What none knows is an ordinary question.
"""

from collections.abc import Iterator
from functools import cache

from assistant.generation.intents.base import Means, Reader, Shaped
from assistant.generation.intents.comparison import read as read_comparison
from assistant.generation.intents.count import read as read_count
from assistant.generation.intents.coverage import read as read_coverage
from assistant.generation.intents.double_question import read as read_double
from assistant.generation.intents.question_mask import Understand
from assistant.generation.intents.timeline import read as read_timeline
from assistant.planning.english.planner import Understanding
from assistant.schema.question import Asking

READERS: tuple[Reader, ...] = (
    read_timeline,
    read_count,
    read_coverage,
    read_comparison,
    read_double,
)


def read_shape(question: str, understand: Understand) -> Shaped | None:
    """What `question` asks for, by its words, where that is more than an ordinary answer."""
    return next(_shapes(question, understand), None)


def shape(asking: Asking, means: Means) -> Asking | None:
    """`asking`, prepared as its shape wants it; None for an ordinary question."""

    @cache
    def understand(question: str) -> Understanding:
        return means.finder.understand(question, asking.scope)

    for shaped in _shapes(asking.question, understand):
        prepared = shaped.prepare(asking, means)
        if prepared is not None:
            return prepared
    return None


def _shapes(question: str, understand: Understand) -> Iterator[Shaped]:
    for read in READERS:
        shaped = read(question, understand)
        if shaped is not None:
            yield shaped


__all__ = ["READERS", "Shaped", "read_shape", "shape"]
