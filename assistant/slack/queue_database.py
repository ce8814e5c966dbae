"""The database of the queue: `slack.sqlite` in the archive's folder, or a part of PostgreSQL's."""

from collections.abc import Sequence
from pathlib import Path

from assistant.slack.question import SCHEMA, VERSION
from index.catalog.database import Database, run_script
from index.errors import ArchiveError

FILE = "slack.sqlite"


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
        if version > VERSION:
            raise ArchiveError(f"{self.engine} was written by a later version; install that one")
        run_script(self.connection, SCHEMA)
        self.engine.note_layout(VERSION)
