"""The SQLite file that answers are kept in: made when first needed, brought up to date when opened.

It lies beside the catalogue and not in it: the catalogue has one writer, who may be at work for
hours, and an answer is kept by whoever asks.
"""

from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from index.catalog.database import Database, apply
from index.errors import ArchiveError

SCHEMA = 1  # the last of the files in migrations/
NAME = "answers.sqlite"
_PACKAGE = "assistant.history"


class Store(Database):
    """The answers of one archive; several processes and threads write and read it at once."""

    # Nobody waits longer for an answer because another is being kept.
    patience = 5.0
    # NORMAL: with a journal of its own (WAL) a killed process loses nothing, a power cut the last
    # answers at most, and to keep one needs no wait for the disk. What is removed is overwritten.
    setup: Sequence[str] = (
        "PRAGMA foreign_keys = ON",
        "PRAGMA synchronous = NORMAL",
        "PRAGMA secure_delete = ON",
    )

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / NAME)
        self._is_open = False

    def open(self, *, create: bool = True) -> bool:
        """Readies the file for use, which is made if need be; False where there is none.

        Raises `ArchiveError` where a later version has written it, and SQLite's errors and
        `OSError` where it cannot be made.
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
                f"{self.path} was written by a later version (its schema is {schema}, the newest"
                f" known here {SCHEMA}); install the newest version"
            )
        if schema < SCHEMA:
            with FileLock(f"{self.path}.lock", timeout=self.patience), self.transaction() as db:
                for number in range(int(self.fact("schema")) + 1, SCHEMA + 1):
                    apply(db, _PACKAGE, number)
                db.execute("UPDATE facts SET value = ? WHERE name = 'schema'", (SCHEMA,))
