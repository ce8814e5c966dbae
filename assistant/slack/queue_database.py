"""The database of the queue: `slack.sqlite` in the archive's folder, or a part of PostgreSQL's."""

from collections.abc import Sequence
from pathlib import Path

from index.catalog.database import Database, run_script
from index.errors import ArchiveError

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
            raise ArchiveError(f"{self.engine} was written by a later version; install that one")
        run_script(self.connection, _SCHEMA)
        self.engine.note_layout(_VERSION)
