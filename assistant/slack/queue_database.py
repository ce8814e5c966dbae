"""The database of the queue: `slack.sqlite` in the archive's folder, or a part of PostgreSQL's.

Its rows are questions that were asked in Slack, and the settings of channels; its lock lets one bot
serve an archive, in PostgreSQL on all machines.
"""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from index.catalog.database import Database, run_script
from index.errors import ArchiveError
from index.sql import Lost

FILE = "slack.sqlite"
_VERSION = 1  # of the schema below
_SCHEMA = """
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


class Queue(Database):
    """The tables of one archive's bot."""

    part, known_by = "slack", "question"
    patience = 10.0
    setup: Sequence[str] = (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA secure_delete = ON",
    )

    def __init__(self, folder: Path, address: str = "") -> None:
        super().__init__(folder / FILE, address)

    def open(self) -> None:
        """Makes the tables that are not there; raises `ArchiveError` if a later version did."""
        version = self.engine.layout()
        if version > _VERSION:
            raise ArchiveError(f"{self.engine} was written by a later version; install it")
        run_script(self.connection, _SCHEMA)
        self.engine.note_layout(_VERSION)


Place = Literal["thread", "private", "channel"]
Outcome = Literal["answered", "abstained", "refused", "removed", "failed"]


class QueuedQuestion(BaseModel, frozen=True):
    """A question asked in Slack: a row of the queue.

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


class Rules(BaseModel, frozen=True):
    """The settings of a channel; `archive` is a name in the setting `archives` or None."""

    sources: tuple[str, ...] = ()
    since: str | None = None
    archive: str | None = None
    off: bool = False


_NAME = "slack"
_SECONDS = 5.0  # between two looks


class BotLock:
    """The right to be the bot of an archive: open deliveries then belong to a bot that died."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self._queue = Queue(folder, database)
        self._held = ExitStack()

    def take(self) -> None:
        """Takes it; raises `ArchiveError` if another bot has it."""
        try:
            self._held.enter_context(self._queue.engine.lock(_NAME, 0))
        except TimeoutError:
            raise ArchiveError(
                "a Slack bot already serves this archive, on this machine or another one; stop it"
                " first, or choose another archive with --archive"
            ) from None

    def release(self) -> None:
        self._held.close()
        self._queue.close()

    async def watch(self) -> None:
        """Takes it again if the connection was lost, until it is cancelled.

        Raises `ArchiveError` if another bot has taken it meanwhile, and `Lost` where the
        database does not come back.
        """
        while True:
            await asyncio.sleep(_SECONDS)
            try:
                self._queue.connection.execute("SELECT 1")
            except Lost:
                self._held.close()
                self.take()
