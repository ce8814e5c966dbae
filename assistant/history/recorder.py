"""Records each answer before it is returned."""

import time
from collections.abc import Sequence
from pathlib import Path

from assistant.history.budgets import Budget, Purse
from assistant.history.database import Store
from assistant.history.record import Trace
from assistant.llm.meter import Exchange, Meter
from assistant.llm.prices import Prices
from assistant.schema.answer import Answer
from assistant.schema.draft import Judged
from assistant.schema.evidence import Evidence
from assistant.schema.question import Question, new_id
from index.errors import ArchiveError
from index.sql import Connection, Error, IntegrityError

DAY = 24 * 3600.0  # in seconds


class Recorder:
    """Records the answers of one archive if `record`, and removes those older than `keep_days`.

    Expired answers are removed in the transaction that records a new one.
    """

    def __init__(
        self,
        folder: Path,
        budget: Budget,
        record: bool,
        keep_days: float | None,
        prices: Prices | None = None,
        database: str = "",
    ) -> None:
        self.store = Store(folder, database)
        self.keep_days = keep_days
        self._budget, self._prices = budget, prices
        self._record = record
        self._has_noted = False

    def meter(self, question: Question) -> Meter:
        """The meter of a question, which keeps its budgets."""
        conversation = question.conversation or question.id
        purse = Purse(self.store, self._budget, question.id, conversation, question.asked_at)
        return Meter(purse, self._prices)

    def close(self) -> None:
        self.store.close()

    def keep(
        self,
        question: Question,
        answer: Answer,
        evidence: Evidence | None = None,
        judged: Sequence[Judged] = (),
        exchanges: Sequence[Exchange] = (),
    ) -> Answer:
        """Record the answer with its trace and return it.

        If that fails, the answer is returned all the same, the first one with a note.
        """
        if not self._record:
            return answer
        try:
            trace = Trace.of(question, evidence or Evidence(), judged, exchanges)
            return self._keep(trace, answer, bool(question.conversation))
        except (Error, OSError, ArchiveError) as error:
            if self._has_noted:
                return answer
            self._has_noted = True
            note = f"Answers cannot be recorded ({error})."
            said = " ".join(filter(None, (answer.usage.get("note"), note)))
            return answer.model_copy(update={"usage": answer.usage | {"note": said}})

    def _keep(self, trace: Trace, answer: Answer, in_conversation: bool) -> Answer:
        self.store.ensure_writable()
        self.store.open()
        while True:
            try:
                if not in_conversation:  # a single question is a conversation with its answer's id
                    trace = trace.model_copy(update={"conversation": answer.id})
                self._insert(trace, answer)
                return answer
            except IntegrityError:  # the id is taken
                answer = answer.model_copy(update={"id": new_id()})

    def _insert(self, trace: Trace, answer: Answer) -> None:
        row = (
            answer.id,
            trace.asked_at.timestamp(),
            trace.conversation,
            answer.model_dump_json(indent=2),
            trace.model_dump_json(),
        )
        cited = {(answer.id, c.article.id, c.article.version) for c in answer.citations}
        with self.store.transaction() as db:
            db.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", row)
            db.executemany("INSERT INTO cited VALUES (?, ?, ?)", sorted(cited))
            remove_expired(db, self.keep_days)


def remove_expired(db: Connection, keep_days: float | None) -> None:
    """Remove the answers older than `keep_days`; their costs stay."""
    if keep_days is not None:
        db.execute("DELETE FROM answers WHERE asked < ?", (time.time() - keep_days * DAY,))
