"""Money over all processes that ask of one archive: budgets kept before it is spent, sums after.

A request is paid for in advance, with the most that it can cost; what it did cost takes the place
of that when the answer is done. So two processes cannot both spend what is left. Days are UTC's.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

from assistant.history.database import Store
from assistant.llm.meter import BudgetError, Spent
from index.errors import ArchiveError


@dataclass(frozen=True, slots=True)
class Budget:
    """The most dollars for a question, a conversation and a day; None is no limit.

    `quotes` says that where it would be overdrawn the sources are quoted, which costs nothing.
    """

    question: float | None = None
    conversation: float | None = None
    day: float | None = None
    quotes: bool = False

    @property
    def is_limited(self) -> bool:
        """Whether there is any limit."""
        return any(limit is not None for limit in (self.question, self.conversation, self.day))


@dataclass(frozen=True, slots=True)
class Purse:
    """What the question of one answer may spend, and where it is written down."""

    store: Store
    budget: Budget
    answer: str
    conversation: str
    asked_at: datetime

    @property
    def is_limited(self) -> bool:
        """Whether there is any budget at all."""
        return self.budget.is_limited

    def allow(self, model: str, spent: float, most: float | None) -> None:
        """Sets aside `most` dollars besides those `spent` on this question, or refuses."""
        if most is None:
            self._refuse(f"no price is known of {model}, so that no budget can be kept with it")
        may_cost = f"asking {model} may cost {_told(most)}"
        if self._overdrawn(self.budget.question, spent + most):
            self._refuse(f"{may_cost}, and the budget of a question is", "question")
        if self.budget.conversation is None and self.budget.day is None:
            return
        try:
            self._reserve(model, spent + most, may_cost)
        except (sqlite3.Error, OSError) as error:
            self._refuse(f"what is spent cannot be written down ({error}), so that no budget holds")

    def settle(self, spent: Sequence[Spent]) -> None:
        """Writes down what was spent in place of what was set aside."""
        # An answer is given where nothing can be written; `Memory` tells the user.
        with suppress(sqlite3.Error, OSError, ArchiveError):
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
                others = _sum(db, f"{condition} AND answer != ?", (value, self.answer))
                if self._overdrawn(limit, others + most):
                    left = f"{_told(others)} spent of the {name}'s budget of"
                    self._refuse(f"{may_cost}, and {left}", name)
            db.execute("DELETE FROM spending WHERE answer = ?", (self.answer,))
            self._write(db, Spent(model, {"estimated": True}, 0.0), most)

    def _write(self, db: sqlite3.Connection, spent: Spent, reserved: float) -> None:
        tokens = [spent.usage.get(name, 0) for name in ("input_tokens", "output_tokens")]
        estimated = bool(spent.usage.get("estimated"))
        asked = self.asked_at.timestamp()
        row = (self.answer, spent.model, asked, self.conversation, *tokens, estimated)
        db.execute(
            "INSERT INTO spending VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, spent.dollars, reserved),
        )

    @staticmethod
    def _overdrawn(limit: float | None, dollars: float) -> bool:
        return limit is not None and dollars > limit

    def _refuse(self, why: str, name: str = "") -> NoReturn:
        """Raises what says so in one line; `name` is that of the budget at fault."""
        if name:
            limit: float = getattr(self.budget, name)
            why = f"{why} {_told(limit)} (ASSISTANT_BUDGET_{name.upper()})"
        raise BudgetError(f"{why}; nothing was sent", quotes=self.budget.quotes)


def _sum(db: sqlite3.Connection, condition: str, values: Sequence[object]) -> float:
    query = "SELECT SUM(COALESCE(dollars, 0) + reserved) FROM spending WHERE "
    return float(db.execute(query + condition, values).fetchone()[0] or 0.0)


def _told(dollars: float) -> str:
    """Dollars with as many digits as make sense.

    >>> _told(2.5), _told(0.00123)
    ('$2.50', '$0.0012')
    """
    return f"${dollars:.2f}" if dollars >= 0.1 or not dollars else f"${dollars:.4f}"
