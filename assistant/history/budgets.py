"""Budgets in US dollars over all processes that use an archive.

The most that a request can cost is reserved before it is sent, and replaced by its actual cost
afterwards, so that two processes cannot both spend the rest of a budget. Days are in UTC.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

from assistant.history.database import Store
from assistant.llm.meter import BudgetError, Spent
from index.errors import ArchiveError
from index.sql import Connection, Error


@dataclass(frozen=True, slots=True)
class Budget:
    """The most US dollars for a question, a conversation and a day; None is no limit.

    With `quotes`, the sources are quoted when a budget is exceeded, which costs nothing.
    """

    question: float | None = None
    conversation: float | None = None
    day: float | None = None
    quotes: bool = False


@dataclass(frozen=True, slots=True)
class Purse:
    """The budgets of one question, and the store of what is spent."""

    store: Store
    budget: Budget
    answer: str
    conversation: str
    asked_at: datetime

    @property
    def is_limited(self) -> bool:
        limits = (self.budget.question, self.budget.conversation, self.budget.day)
        return any(limit is not None for limit in limits)

    def allow(self, model: str, spent: float, most: float | None) -> None:
        """Reserve `most` dollars in addition to those `spent` on this question.

        Raises `BudgetError` if that exceeds a budget.
        """
        if most is None:
            self._refuse(
                f"{model} has no known price, so no budget can be kept; set one in"
                " the table [prices] of assistant.toml"
            )
        may_cost = f"asking {model} may cost {_dollars(most)}"
        limit = self.budget.question
        if limit is not None and spent + most > limit:
            self._refuse(f"{may_cost}, but the budget of a question is", "question")
        if self.budget.conversation is None and self.budget.day is None:
            return
        try:
            self._reserve(model, spent + most, may_cost)
        except (Error, OSError) as error:
            self._refuse(f"spending cannot be recorded ({error}), so a budget cannot be kept")

    def settle(self, spent: Sequence[Spent]) -> None:
        # The answer is returned even if this fails; `Recorder` adds the note.
        with suppress(Error, OSError, ArchiveError):
            self.store.open()
            with self.store.transaction() as db:
                db.execute("DELETE FROM spending WHERE answer = ?", (self.answer,))
                for one in spent:
                    self._write(db, one, 0.0)

    def _reserve(self, model: str, most: float, may_cost: str) -> None:
        self.store.open()
        with self.store.transaction() as db:
            day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            for name, limit, condition, value in (
                ("conversation", self.budget.conversation, "conversation = ?", self.conversation),
                ("day", self.budget.day, "asked >= ?", day.timestamp()),
            ):
                query = (
                    "SELECT SUM(COALESCE(dollars, 0) + reserved) FROM spending"
                    f" WHERE {condition} AND answer != ?"
                )
                others = float(db.execute(query, (value, self.answer)).fetchone()[0] or 0.0)
                if limit is not None and others + most > limit:
                    left = f"{_dollars(others)} is already spent of the {name}'s budget of"
                    self._refuse(f"{may_cost}, and {left}", name)
            db.execute("DELETE FROM spending WHERE answer = ?", (self.answer,))
            self._write(db, Spent(model, {"estimated": True}, 0.0), most)

    def _write(self, db: Connection, spent: Spent, reserved: float) -> None:
        tokens = [spent.usage.get(name, 0) for name in ("input_tokens", "output_tokens")]
        estimated = int(bool(spent.usage.get("estimated")))
        asked = self.asked_at.timestamp()
        row = (self.answer, spent.model, asked, self.conversation, *tokens, estimated)
        db.execute(
            "INSERT INTO spending VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, spent.dollars, reserved),
        )

    def _refuse(self, why: str, name: str = "") -> NoReturn:
        """Raise `BudgetError`; `name` is the budget that is exceeded."""
        if name:
            limit: float = getattr(self.budget, name)
            why = f"{why} {_dollars(limit)} (ASSISTANT_BUDGET_{name.upper()})"
        raise BudgetError(f"{why}; nothing was sent", quotes=self.budget.quotes)


def _dollars(dollars: float) -> str:
    """Dollars with two decimals, or four for small sums.

    >>> _dollars(2.5), _dollars(0.00123)
    ('$2.50', '$0.0012')
    """
    return f"${dollars:.2f}" if dollars >= 0.1 or not dollars else f"${dollars:.4f}"
