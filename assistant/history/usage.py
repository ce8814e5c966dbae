"""Usage of an archive over all its processes: questions, tokens and dollars."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.history.database import Store

By = Literal["day", "model", "conversation"]

# Reservations of questions that are in progress, or whose process died, count as spent.
_QUESTIONS = """
  SELECT answer, model, asked, conversation, input_tokens, output_tokens, estimated,
    COALESCE(dollars, 0) + reserved AS dollars, dollars IS NULL AS unpriced FROM spending
  UNION ALL
  SELECT id, 'no model', asked, conversation, 0, 0, 0, 0, FALSE FROM answers
    WHERE id NOT IN (SELECT answer FROM spending)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of some questions.

    `name` is the day, model or conversation. `dollars` leaves out the `unpriced` questions.
    `estimated` says that a server did not count tokens or that a question is still in progress.
    """

    name: str
    questions: int
    input_tokens: int
    output_tokens: int
    dollars: float
    unpriced: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """The total, and a row for each day, model or conversation if requested."""

    total: Cost
    rows: tuple[Cost, ...] = ()


def sum_up(
    store: Store, since: datetime | None = None, until: datetime | None = None, by: By | None = None
) -> Usage:
    """The usage from `since` to `until`, both included."""
    if not store.open(create=False):
        return Usage(Cost("", 0, 0, 0, 0.0, 0, False))
    (total,) = _sums(store, since, until, None)
    return Usage(total, _sums(store, since, until, by) if by else ())


def _sums(
    store: Store, since: datetime | None, until: datetime | None, by: By | None
) -> tuple[Cost, ...]:
    bounds = (since.timestamp() if since else 0.0, until.timestamp() if until else 1e12)
    named = {None: "''", "day": store.dialect.asked_on}.get(by, by)
    grouped = "GROUP BY 1 ORDER BY 1" if by else ""
    tokens_in, tokens_out, dollars, estimated = (
        f"COALESCE(SUM({column}), 0)"
        for column in ("input_tokens", "output_tokens", "dollars", "estimated")
    )
    rows = store.connection.execute(
        f"SELECT {named}, COUNT(DISTINCT answer), {tokens_in}, {tokens_out}, {dollars},"
        f" COUNT(DISTINCT CASE WHEN unpriced THEN answer END), {estimated}"
        f" FROM ({_QUESTIONS}) AS questions WHERE asked BETWEEN ? AND ? {grouped}",
        bounds,
    )
    return tuple(
        Cost(row[0] or "", row[1], int(row[2]), int(row[3]), round(row[4], 6), row[5], bool(row[6]))
        for row in rows
    )
