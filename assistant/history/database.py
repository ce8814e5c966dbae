"""The database of recorded answers: created when first needed, migrated when opened.

It is not part of the catalogue, because the catalogue's only writer may work for hours while other
processes record answers.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from index.catalog.database import Database, apply
from index.disk_space import has_room
from index.errors import ArchiveError

SCHEMA = 1  # number of the last file in migrations/
NAME = "answers.sqlite"
_PACKAGE = "assistant.history"


class Store(Database):
    """One archive's answers; safe for several processes and threads."""

    # Seconds that an answer waits while others are recorded.
    patience = 5.0
    # NORMAL: in WAL mode a killed process loses nothing and a power cut at most the last answers,
    # without a wait for the disk. secure_delete overwrites what is removed.
    setup: Sequence[str] = (
        "PRAGMA foreign_keys = ON",
        "PRAGMA synchronous = NORMAL",
        "PRAGMA secure_delete = ON",
    )

    part = "answers"

    def __init__(self, folder: Path, address: str = "") -> None:
        super().__init__(folder / NAME, address)
        self._is_open = False

    def open(self, *, create: bool = True) -> bool:
        """Open the file, creating it if needed; False if there is none and `create` is False.

        Raises `ArchiveError` if a later version wrote it, and `index.sql.Error` or `OSError` if it
        cannot be created.
        """
        if self._is_open:
            return True
        if not self.is_laid_out:
            if not create:
                return False
            with self.engine.lock(NAME, self.patience):
                if not self.is_laid_out:  # by another process meanwhile
                    self._lay_out()
        self._check()
        self._is_open = True
        return True

    @property
    def is_laid_out(self) -> bool:
        """Whether there is anything; an empty file is nothing."""
        return super().is_laid_out and (bool(self.address) or self.path.stat().st_size > 0)

    def ensure_writable(self) -> None:
        """Raise `OSError` if nothing can be recorded."""
        if self.address:
            return
        if not os.access(self.path.parent, os.W_OK):
            raise OSError("their folder is read-only")
        # The remaining space is for the catalogue's writer.
        if not has_room(self.path.parent):
            raise OSError("the disk is full")

    def _lay_out(self) -> None:
        with self.engine.laying_out() as db:
            for number in range(1, SCHEMA + 1):
                apply(db, _PACKAGE, number)
            db.execute("INSERT INTO facts VALUES ('schema', ?)", (str(SCHEMA),))

    def _check(self) -> None:
        schema = int(self.fact("schema"))
        if schema > SCHEMA:
            raise ArchiveError(
                f"{self.engine} was written by a later version (its schema is {schema}; the newest"
                f" known here is {SCHEMA}); install the newest version"
            )
        if schema < SCHEMA:
            with self.engine.lock(NAME, self.patience), self.transaction() as db:
                for number in range(int(self.fact("schema")) + 1, SCHEMA + 1):
                    apply(db, _PACKAGE, number)
                db.execute("UPDATE facts SET value = ? WHERE name = 'schema'", (str(SCHEMA),))
