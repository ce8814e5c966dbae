"""How a question ended, for metrics and the log."""

import asyncio
from datetime import UTC, datetime
from typing import Literal

from assistant.schema.answer import Answer

Outcome = Literal["answered", "abstained", "failed", "left"]


def outcome_of(answer: Answer) -> Outcome:
    return "answered" if answer.answered else "abstained"


def outcome_of_error(error: BaseException) -> Outcome:
    """The outcome of one that did not: nobody waited any more, or it failed."""
    is_left = isinstance(error, GeneratorExit | asyncio.CancelledError | KeyboardInterrupt)
    return "left" if is_left else "failed"


def seconds_since(moment: datetime) -> float:
    return (datetime.now(UTC) - moment).total_seconds()
