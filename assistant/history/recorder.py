"""Where an answer is kept on its way out. It goes out all the same where nothing can be kept."""

import os
import sqlite3
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
from index.disk_space import has_room
from index.errors import ArchiveError

DAY = 24 * 3600.0  # seconds


class Memory:
    """Keeps the answers of one archive, if `record`; those older than `keep_days` are removed.

    Whoever keeps an answer removes what has become too old, in the same transaction.
    """

    def __init__(
        self,
        folder: Path,
        budget: Budget,
        record: bool,
        keep_days: float | None,
        prices: Prices | None = None,
    ) -> None:
        self.store = Store(folder)
        self.keep_days = keep_days
        self._budget, self._prices = budget, prices
        self._record = record
        self._has_told = False

    def meter(self, question: Question) -> Meter:
        """What the question is paid by."""
        conversation = question.conversation or question.id
        purse = Purse(self.store, self._budget, question.id, conversation, question.asked_at)
        return Meter(purse, self._prices)

    def close(self) -> None:
        """Closes the file."""
        self.store.close()

    def keep(
        self,
        question: Question,
        answer: Answer,
        evidence: Evidence | None = None,
        judged: Sequence[Judged] = (),
        exchanges: Sequence[Exchange] = (),
    ) -> Answer:
        """The answer, kept with how it came about; with a note, once, where it cannot be."""
        if not self._record:
            return answer
        try:
            trace = Trace.of(question, evidence or Evidence(), judged, exchanges)
            return self._keep(trace, answer, bool(question.conversation))
        except (sqlite3.Error, OSError, ArchiveError) as error:
            if self._has_told:
                return answer
            self._has_told = True
            return _noted(answer, f"Answers cannot be kept ({error}).")

    def _keep(self, trace: Trace, answer: Answer, in_conversation: bool) -> Answer:
        if not os.access(self.store.path.parent, os.W_OK):
            raise OSError("their folder can only be read")
        # The catalogue's writer needs what is left.
        if not has_room(self.store.path.parent):
            raise OSError("the disk is full")
        self.store.open()
        while True:
            try:
                if not in_conversation:  # it is one of its own, by the name of its answer
                    trace = trace.model_copy(update={"conversation": answer.id})
                self._insert(trace, answer)
                return answer
            except sqlite3.IntegrityError:  # there is an answer of this id
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
            forget(db, self.keep_days)


def forget(db: sqlite3.Connection, keep_days: float | None) -> None:
    """Removes the answers that are older than `keep_days`; what they cost stays."""
    if keep_days is not None:
        db.execute("DELETE FROM answers WHERE asked < ?", (time.time() - keep_days * DAY,))


def _noted(answer: Answer, note: str) -> Answer:
    said = " ".join(filter(None, (answer.usage.get("note"), note)))
    return answer.model_copy(update={"usage": answer.usage | {"note": said}})
