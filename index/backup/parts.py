"""The parts of an archive that a backup holds, and how each is copied while others write it."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.catalog import transfer
from index.catalog.catalogue import Catalogue
from index.catalog.database import Database, note_facts
from index.catalog.sqlite import SQLite
from index.errors import ArchiveError

CATALOGUE = "catalogue.sqlite"
_PATIENCE = 30.0  # seconds that another's transaction is waited for
# Of a copy that is written into blocks and then removed.
COPY_SETUP = (
    "PRAGMA foreign_keys = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA secure_delete = ON",  # what was removed since the earlier backup is not in this one
)


class Part(Protocol):
    """A part of an archive: a name, and a copy as it was at one moment."""

    @property
    def name(self) -> str:
        """The name of its file in the backup."""
        ...

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy, or bring the one there up to date; raises `ArchiveError`."""
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


@dataclass(frozen=True, slots=True)
class Tables:
    """A part of a PostgreSQL database, as the SQLite file that has the same tables.

    `open_copy` opens the file at a path, which it makes if there is none. The file of an earlier
    backup is changed where it differs, so that its other blocks stay the same.
    """

    name: str
    source: Database
    open_copy: Callable[[Path], Database]
    tables: transfer.Keys

    def copy_to(self, target: Path) -> None:
        try:
            with closing(self.open_copy(target)) as copy:
                self._copy(copy)
                if found := copy.engine.problems(False):
                    raise ArchiveError(f"{self.source.engine} is damaged: {found[0]}")
        except sqlite3.Error as error:
            raise ArchiveError(f"{self.source.engine} cannot be backed up: {error}") from error

    def _copy(self, copy: Database) -> None:
        with self.source.engine.snapshot():
            transfer.copy(self.source, copy, self.tables)
            wrong = transfer.different_counts(self.source, copy, self.tables)
            if isinstance(self.source, Catalogue) and isinstance(copy, Catalogue):
                transfer.copy_notices(self.source, copy)
                transfer.copy_facts(self.source, copy)
                with copy.transaction() as db:  # by which the next backup finds this one
                    note_facts(db, {"archive": self.source.fact("archive")})
                wrong = transfer.differences(self.source, copy)
        if wrong:
            raise ArchiveError(f"the copy differs from the original: {'; '.join(wrong)}")


class _CatalogueCopy(Catalogue):
    setup = COPY_SETUP


def catalogue_tables(source: Catalogue) -> Tables:
    """The catalogue in PostgreSQL. The copy has no word index: `add_words` makes it again."""

    def open_copy(path: Path) -> Catalogue:
        copy = _CatalogueCopy(path)
        if copy.is_laid_out:
            copy.migrate()
            with copy.transaction() as db:
                copy.words.clear(db)
        else:
            with copy.create(source.fact("embedder"), source.fact("identity")):
                pass
        return copy

    return Tables(CATALOGUE, source, open_copy, transfer.CATALOGUE)


def files_of(folder: Path, others: Sequence[str] = ()) -> list[Part]:
    """The parts of the archive in `folder`: those of the `others` that are there, the catalogue.

    In this order, so that whatever an answer cites is in the catalogue, which is copied last.
    """
    if not (folder / CATALOGUE).exists():
        raise ArchiveError(f"no article is indexed yet in {folder}; nothing to back up")
    names = [name for name in others if (folder / name).exists()]
    return [SqliteFile(folder / name) for name in (*names, CATALOGUE)]
