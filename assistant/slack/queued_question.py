"""A question asked in Slack: a row of the queue (queue_database.py)."""

from dataclasses import dataclass, fields
from typing import Literal

Place = Literal["thread", "private", "channel"]
Outcome = Literal["answered", "abstained", "refused", "removed", "failed"]


@dataclass(frozen=True, slots=True)
class QueuedQuestion:
    """A row of the queue.

    `ts` is that of the message (for a command, made from its trigger_id) and `thread` the one that
    the answer goes to. `message` is the ts of the answer; `posting` says that an answer may have
    been posted whose ts is unknown. `answer` is the answer's JSON, `respond` the address for a
    private answer.
    """

    id: int
    channel: str
    ts: str
    place: Place
    thread: str
    person: str
    team: str | None
    text: str
    revision: str
    edits: int
    deleted: bool
    respond: str | None
    received: float
    tries: int
    posting: bool
    message: str | None
    answer: str | None

    @property
    def is_shared(self) -> bool:
        """Whether this is a private answer that is shown to all."""
        return self.ts.startswith("share:")

    @property
    def line(self) -> tuple[str, str]:
        """Questions of one line are answered one after another."""
        return (self.channel, self.thread if self.place == "thread" else self.ts)


COLUMNS = ", ".join(field.name for field in fields(QueuedQuestion))


def read_question(row: tuple[object, ...]) -> QueuedQuestion:
    """The question in a row of `COLUMNS`."""
    named = dict(zip((field.name for field in fields(QueuedQuestion)), row, strict=True))
    named |= {name: bool(named[name]) for name in ("deleted", "posting")}
    return QueuedQuestion(**named)  # type: ignore[arg-type]
