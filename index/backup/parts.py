"""The parts of an archive that a backup holds, and how each is copied while others write it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.catalog.sqlite import SQLite
from index.errors import ArchiveError

CATALOGUE = "catalogue.sqlite"
_PATIENCE = 30.0  # seconds that another's transaction is waited for


class Part(Protocol):
    """A part of an archive: a name, and a copy as it was at one moment."""

    @property
    def name(self) -> str:
        """The name of its file in the backup."""
        ...

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy; raises `ArchiveError`."""
        ...


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """An SQLite file, copied page by page in one transaction of a reader, who stops no writer."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def copy_to(self, target: Path) -> None:
        source = SQLite(self.path, _PATIENCE, ())
        try:
            with closing(sqlite3.connect(target)) as copy:
                source.connection.backup(copy)
                (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            raise ArchiveError(f"{self.path} cannot be backed up: {error}") from error
        finally:
            source.close()
        if found != "ok":
            raise ArchiveError(f"{self.path} is damaged ({found}); first `assistant doctor`")


def parts_of(folder: Path, others: Sequence[str] = ()) -> list[Part]:
    """The parts of the archive in `folder`: those of the `others` that are there, the catalogue.

    In this order, so that whatever an answer cites is in the catalogue, which is copied last.
    """
    if not (folder / CATALOGUE).exists():
        raise ArchiveError(f"no article is indexed yet in {folder}; nothing to back up")
    names = [name for name in others if (folder / name).exists()]
    return [SqliteFile(folder / name) for name in (*names, CATALOGUE)]
