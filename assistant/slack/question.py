"""A question asked in Slack, as stored in the queue."""

from dataclasses import dataclass, fields
from typing import Literal

Place = Literal["thread", "private", "channel"]
Outcome = Literal["answered", "abstained", "refused", "removed", "failed"]

VERSION = 1  # of the schema below
SCHEMA = """
CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS question (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    place TEXT NOT NULL,
    thread TEXT NOT NULL,
    person TEXT NOT NULL,
    team TEXT,
    text TEXT NOT NULL,
    revision TEXT NOT NULL DEFAULT '',
    edits INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    respond TEXT,
    received REAL NOT NULL,
    open INTEGER NOT NULL DEFAULT 1,
    tries INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL DEFAULT 0,
    posting INTEGER NOT NULL DEFAULT 0,
    message TEXT,
    answer TEXT,
    outcome TEXT,
    settled REAL,
    UNIQUE (channel, ts)
);
CREATE INDEX IF NOT EXISTS question_waiting ON question (id) WHERE open = 1;
CREATE INDEX IF NOT EXISTS question_thread ON question (channel, thread);
CREATE INDEX IF NOT EXISTS question_received ON question (received);
CREATE TABLE IF NOT EXISTS channel (
    id TEXT PRIMARY KEY, rules TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at REAL NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Question:
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


COLUMNS = ", ".join(field.name for field in fields(Question))


def read_question(row: tuple[object, ...]) -> Question:
    """The question in a row of `COLUMNS`."""
    named = dict(zip((field.name for field in fields(Question)), row, strict=True))
    named |= {name: bool(named[name]) for name in ("deleted", "posting")}
    return Question(**named)  # type: ignore[arg-type]
