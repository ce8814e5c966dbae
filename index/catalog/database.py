"""The database under the catalogue: its layout, its connections, its facts."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from index.catalog.sqlite import SQLite
from index.errors import ArchiveError
from index.extras import require
from index.sql import Connection, Row

if TYPE_CHECKING:
    from index.catalog.postgres.engine import PostgreSQL

SCHEMA = 11  # the last of the files in index/catalog/migrations/
# SQLite binds at most 32,766 values a statement; far fewer keep a statement readable in a log.
_VALUES = 512
_NONE: Mapping[str, str] = MappingProxyType({})


class Database:
    """The SQLite file at `path` or, where `address` is one, a part of a PostgreSQL database.

    One connection per thread. `patience` is how many seconds another process's transaction is
    waited for; ours take milliseconds. `setup` is executed on each new SQLite connection. `dialect`
    has what is different in this database's SQL, `words` is the word index.
    """

    part, known_by = "catalogue", "facts"  # the schema's name, and a table that is always there
    patience = 30.0
    setup: Sequence[str] = ("PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL")

    def __init__(self, path: Path, address: str = "") -> None:
        self.path, self.address = path, address
        self.engine: SQLite | PostgreSQL
        if address:
            module = require("postgres", "index.catalog.postgres.engine")
            self.engine = module.PostgreSQL(address, self.part, self.patience)
        else:
            self.engine = SQLite(path, self.patience, self.setup)
        self.dialect, self.words = self.engine.dialect, self.engine.words

    @property
    def is_laid_out(self) -> bool:
        """Whether there is anything."""
        return self.engine.has(self.known_by)

    @property
    def is_read_only(self) -> bool:
        """Whether it is there to be read only."""
        return self.engine.is_read_only

    @property
    def connection(self) -> Connection:
        """This thread's connection, in autocommit mode."""
        return self.engine.connection

    @contextmanager
    def create(
        self, embedder: str, identity: str, chroma: str = "", *, more: Mapping[str, str] = _NONE
    ) -> Iterator[str]:
        """Creates an empty catalogue for vectors of that embedder; `chroma` as in `Archive`.

        Yields the archive's id; what is done in the context happens before the catalogue exists.
        `more` are other facts.
        """
        facts = {"embedder": embedder, "identity": identity, "generation": "0", **more}
        with self.engine.laying_out() as db:
            apply(db, "index.catalog", 1)
            note_facts(db, facts)
            for number in range(2, SCHEMA + 1):
                apply(db, "index.catalog", number)
            note_facts(db, {"chroma": chroma, "schema": str(SCHEMA)})
            forget_facts(db, "unfilled")  # there is nothing to fill
            yield str(db.execute("SELECT value FROM facts WHERE name = 'archive'").fetchone()[0])

    def migrate(self) -> None:
        """Brings an older layout up to this version's, all or nothing.

        Raises `ArchiveError` if a later version wrote it, or if it may not be written.
        """
        folder, schema = self.path.parent, int(self.fact("schema"))
        if schema > SCHEMA:
            raise ArchiveError(
                f"{folder} was written by a later version (its schema is {schema}; the newest"
                f" known here is {SCHEMA}); install the newest version"
            )
        if schema == SCHEMA:
            return
        if self.is_read_only:
            raise ArchiveError(
                f"{folder} was written by an earlier version and must be upgraded, which is"
                " impossible in a read-only folder; copy it to where you can write, and use"
                " --archive COPY"
            )
        with self.engine.lock("opening", 60), self.transaction() as db:
            for number in range(int(self.fact("schema")) + 1, SCHEMA + 1):
                apply(db, "index.catalog", number)
            note_facts(db, {"schema": str(SCHEMA)})

    def transaction(self) -> AbstractContextManager[Connection]:
        """All or nothing: what is written inside is kept at the end, or undone by an exception.

        One at a time: what is read inside is what others have written before.
        """
        return self.engine.transaction()

    def fact(self, name: str) -> str:
        """What the archive knows of itself: schema, embedder, generation, ..."""
        value = self.find_fact(name)
        if value is None:
            raise ArchiveError(f"{self.engine} is damaged: it does not say its {name}")
        return value

    def find_fact(self, name: str) -> str | None:
        """That fact, or None if it has not been noted."""
        value = self.value("SELECT value FROM facts WHERE name = ?", name)
        return None if value is None else str(value)

    def value(self, query: str, *values: Any) -> Any:
        """The first column of the first row, or None if there is none."""
        row = self.connection.execute(query, values).fetchone()
        return row[0] if row else None

    def select(self, query: str, values: Sequence[Any], *first: Any) -> Iterator[Row]:
        """The rows of a query for `values`, which replace its {}, after `first`."""
        for i in range(0, len(values), _VALUES):
            some = values[i : i + _VALUES]
            # Few forms of a query, so that they are ready; NULL equals nothing.
            nulls = [None] * ((1 << (len(some) - 1).bit_length()) - len(some))
            filled = query.format(", ".join("?" * (len(some) + len(nulls))))
            yield from self.connection.execute(filled, (*first, *some, *nulls))

    @property
    def generation(self) -> int:
        """Grows with every change that a reader could see."""
        return int(self.fact("generation"))

    def close(self) -> None:
        """Closes the connections of all threads."""
        self.engine.close()


def note_facts(db: Connection, facts: Mapping[str, str]) -> None:
    """Notes what an archive knows of itself, in place of what was noted by the same names."""
    db.executemany(
        "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        facts.items(),
    )


def forget_facts(db: Connection, *names: str) -> None:
    """Forgets facts; those that were not noted are ignored."""
    db.executemany("DELETE FROM facts WHERE name = ?", ((name,) for name in names))


def apply(db: Connection, package: str, number: int) -> None:
    """Makes what the layout of that number adds, from the folder migrations/ of `package`."""
    run_script(db, (files(package) / f"migrations/{number}.sql").read_text("utf-8"))


def run_script(db: Connection, script: str) -> None:
    """Runs the statements of `script`, which end with the lines that end with a semicolon."""
    for statement in filter(str.strip, script.split(";\n")):
        db.execute(statement)
