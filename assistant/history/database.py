"""The SQLite file of recorded answers: created when first needed, migrated when opened.

It is not part of the catalogue, because the catalogue's only writer may work for hours while other
processes record answers.
"""

from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from index.catalog.database import Database, apply
from index.errors import ArchiveError

SCHEMA = 1  # number of the last file in migrations/
NAME = "answers.sqlite"
_PACKAGE = "assistant.history"


class Store(Database):
    """The file of one archive's answers; safe for several processes and threads."""

    # Seconds that an answer waits while others are recorded.
    patience = 5.0
    # NORMAL: in WAL mode a killed process loses nothing and a power cut at most the last answers,
    # without a wait for the disk. secure_delete overwrites what is removed.
    setup: Sequence[str] = (
        "PRAGMA foreign_keys = ON",
        "PRAGMA synchronous = NORMAL",
        "PRAGMA secure_delete = ON",
    )

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / NAME)
        self._is_open = False

    def open(self, *, create: bool = True) -> bool:
        """Open the file, creating it if needed; False if there is none and `create` is False.

        Raises `ArchiveError` if a later version wrote it, and `sqlite3.Error` or `OSError` if it
        cannot be created.
        """
        if self._is_open:
            return True
        if not self._is_laid_out():
            if not create:
                return False
            with FileLock(f"{self.path}.lock", timeout=self.patience):
                self._lay_out()
        self._check()
        self._is_open = True
        return True

    def _is_laid_out(self) -> bool:
        return self.path.exists() and self.path.stat().st_size > 0

    def _lay_out(self) -> None:
        if self._is_laid_out():
            return
        fresh = Database(self.path.with_suffix(".new"))
        fresh.path.unlink(missing_ok=True)
        try:
            fresh.connection.execute("PRAGMA journal_mode = WAL")
            with fresh.transaction() as db:
                for number in range(1, SCHEMA + 1):
                    apply(db, _PACKAGE, number)
                db.execute("INSERT INTO facts VALUES ('schema', ?)", (SCHEMA,))
        finally:
            fresh.close()
        fresh.path.rename(self.path)

    def _check(self) -> None:
        schema = int(self.fact("schema"))
        if schema > SCHEMA:
            raise ArchiveError(
                f"{self.path} was written by a later version (its schema is {schema}; the newest"
                f" known here is {SCHEMA}); install the newest version"
            )
        if schema < SCHEMA:
            with FileLock(f"{self.path}.lock", timeout=self.patience), self.transaction() as db:
                for number in range(int(self.fact("schema")) + 1, SCHEMA + 1):
                    apply(db, _PACKAGE, number)
                db.execute("UPDATE facts SET value = ? WHERE name = 'schema'", (SCHEMA,))
