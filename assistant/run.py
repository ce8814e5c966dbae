"""What the stages of one question share, and who is notified of its answer."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from assistant.llm.meter import Exchange, Meter
from assistant.schema.answer import Answer
from assistant.schema.draft import Judged
from assistant.schema.evidence import Evidence
from assistant.schema.question import Question


class Keeper(Protocol):
    """Records answers."""

    def keep(
        self,
        question: Question,
        answer: Answer,
        evidence: Evidence,
        judged: Sequence[Judged],
        exchanges: Sequence[Exchange],
    ) -> Answer:
        """Record the answer and return it; does not raise."""
        ...


class Observer(Protocol):
    """Is called for each question that `stream` or `astream` answers; does not raise."""

    def begun(self, question: Question) -> None:
        """A question was begun."""
        ...

    def answered(self, question: Question, answer: Answer) -> None:
        """It got an answer, or an abstention."""
        ...

    def failed(self, question: Question, error: BaseException) -> None:
        """It got neither: an error, or nobody wanted it any more (cancelled or closed)."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """What the stages of one question share: meter, seconds by stage."""

    meter: Meter = field(default_factory=Meter)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the time within to the seconds of a stage."""
        started = time.perf_counter()
        yield
        taken = self.seconds.get(stage, 0.0) + time.perf_counter() - started
        self.seconds[stage] = round(taken, 4)
