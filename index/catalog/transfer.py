"""Copies what one database has into another of the same layout, row by row, keys included.

Tables are copied in the order of their keys, a few hundred rows in one transaction. All rows are
compared and those that differ are written, so that a copy that was cut off is taken up. A row that
differs may have what another row is to have, such as an id: PostgreSQL replaces no row, so what
differs is removed there before anything is written.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.catalog.catalogue import Catalogue
from index.catalog.database import Database, forget_facts, note_facts
from index.catalog.dialect import SQLITE
from index.errors import ArchiveError
from index.sql import Row

Keys = Mapping[str, Sequence[str]]  # of each table, in an order in which owners come first
_ROWS = 500  # in one transaction
_VERSIONS = 50  # whose words are counted in one transaction
_MOVING = "moving"  # a fact of a catalogue that is not complete yet
# Facts that are never copied. With the original's id and server, both would share a collection.
_OWN = (_MOVING, "holder", "schema", "archive", "chroma")

CATALOGUE: Keys = {
    "articles": ["key"],
    "versions": ["key"],
    "sentences": ["version", "number"],
    "chunks": ["key"],
    "embedders": ["key"],
    "embeddings": ["chunk", "embedder"],
    "stems": ["chunk"],
    "bands": ["band", "version"],
    "lines": ["line", "version"],
    "boilerplate": ["line"],
    "to_chunk": ["version"],
    "doubtful": ["vector"],
    "inputs": ["key"],
    "read_from": ["input", "article"],
    "subscriptions": ["key"],
    "visits": ["subscription", "name"],
}
_NOTICES = ("input", "place", "reason")  # have no key, and are few


def count_rows(database: Database, tables: Keys) -> dict[str, int]:
    """How many rows each table has."""
    return {table: int(database.value(f"SELECT COUNT(*) FROM {table}")) for table in tables}


def ensure_empty(target: Catalogue) -> None:
    """Raises `ArchiveError` if there is an archive that is no copy that was cut off."""
    if target.is_laid_out and target.find_fact(_MOVING) is None:
        raise ArchiveError(f"{target.engine} already holds an archive; nothing was changed")


def begin(source: Catalogue, target: Catalogue) -> None:
    """Creates the tables of `target`, or continues a copy of `source` that was interrupted.

    Raises `ArchiveError` if `target` has an archive that is not such a copy.
    """
    state = f"{source.fact('archive')} {source.generation}"
    if not target.is_laid_out:
        # Noted from the beginning, so that a copy that is cut off at once continues, too.
        noted = {_MOVING: state}
        with target.create(source.fact("embedder"), source.fact("identity"), more=noted):
            pass
    ensure_empty(target)
    found = target.find_fact(_MOVING)
    if found != state:  # the source has changed since
        with target.transaction() as db:
            for table in reversed(list(CATALOGUE)):
                db.execute(f"DELETE FROM {table}")
            target.words.clear(db)
            note_facts(db, {_MOVING: state})


def copy(
    source: Database, target: Database, tables: Keys, note: Callable[[int], None] = lambda _: None
) -> None:
    """Makes the tables of `target` the same as those of `source`; rows that are stay as they are.

    `note` is called with the number of rows looked at, each time.
    """
    for table, keys in tables.items():
        if target.dialect is not SQLITE and _has_rows(target, table):
            for part in _parts(source, table, keys):
                _write_differences(target, part, only_remove=True)
        for part in _parts(source, table, keys):
            _write_differences(target, part)
            note(len(part.rows))
    target.engine.note_keys()


@dataclass(frozen=True, slots=True)
class _Part:
    """All rows of a table whose keys come after one key, until another, if given."""

    table: str
    keys: Sequence[str]
    rows: Sequence[Row]
    after: Sequence[Any]
    until: Sequence[Any]


def _parts(source: Database, table: str, keys: Sequence[str]) -> Iterator[_Part]:
    """The table in the order of its keys."""
    after, is_end = (), False
    while not is_end:
        rows = _rows(source, table, keys, after, limit=f"LIMIT {_ROWS}")
        is_end = len(rows) < _ROWS
        until = () if is_end else tuple(rows[-1][key] for key in keys)
        yield _Part(table, keys, rows, after, until)
        after = until


def _has_rows(database: Database, table: str) -> bool:
    return bool(database.value(f"SELECT EXISTS (SELECT 1 FROM {table})"))


def _rows(
    database: Database, table: str, keys: Sequence[str], after: Sequence[Any],
    until: Sequence[Any] = (), columns: str = "*", limit: str = "",
) -> list[Row]:  # fmt: skip
    """The rows in the order of their keys: those after one key, until another, if given."""
    ordered, marks = ", ".join(keys), ", ".join("?" * len(keys))
    bounds = [(sign, key) for sign, key in ((">", after), ("<=", until)) if key]
    where = " AND ".join(f"({ordered}) {sign} ({marks})" for sign, _ in bounds) or "TRUE"
    query = f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {ordered} {limit}"
    return database.connection.execute(query, [v for _, key in bounds for v in key]).fetchall()


def _write_differences(target: Database, part: _Part, *, only_remove: bool = False) -> None:
    """Gives `target` the rows of this part, and no others; or has it no others."""
    table, keys = part.table, part.keys
    columns = ", ".join(part.rows[0].keys()) if part.rows else "*"
    present = _by_key(_rows(target, table, keys, part.after, part.until, columns), keys)
    wanted = _by_key(part.rows, keys)
    gone = [key for key, row in present.items() if wanted.get(key) != row]
    fresh = [row for key, row in wanted.items() if present.get(key) != row and not only_remove]
    if gone or fresh:
        with target.transaction() as db:
            equal = " AND ".join(f"{key} = ?" for key in keys)
            db.executemany(f"DELETE FROM {table} WHERE {equal}", gone)
            if fresh:
                # A row with a later key may have an id that the source has given to this one.
                insert = "INSERT OR REPLACE" if target.dialect is SQLITE else "INSERT"
                values = ", ".join("?" * len(fresh[0]))
                db.executemany(f"{insert} INTO {table} ({columns}) VALUES ({values})", fresh)


def _by_key(rows: Sequence[Row], keys: Sequence[str]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {tuple(row[key] for key in keys): tuple(row) for row in rows}


def copy_catalogue(
    source: Catalogue, target: Catalogue, note: Callable[[int], None] = lambda _: None
) -> None:
    """Copies all that `begin` has begun, but for the facts."""
    copy(source, target, CATALOGUE, note)
    copy_notices(source, target)
    add_words(target)


def copy_notices(source: Catalogue, target: Catalogue) -> None:
    """Copies the notices, which have no key, unless they are the same."""
    columns = ", ".join(_NOTICES)
    rows, known = (
        [
            tuple(row)
            for row in one.connection.execute(f"SELECT {columns} FROM notices ORDER BY rowid")
        ]
        for one in (source, target)
    )
    if rows != known:
        with target.transaction() as db:
            db.execute("DELETE FROM notices")
            db.executemany(f"INSERT INTO notices ({columns}) VALUES (?, ?, ?)", rows)


def add_words(target: Catalogue) -> None:
    """Adds the chunks that are not in the word index to it."""
    lacking = target.words.lacking(target.connection)
    for i in range(0, len(lacking), _VERSIONS):
        with target.transaction() as db:
            for version in lacking[i : i + _VERSIONS]:
                target.words.add(db, version)


def copy_facts(source: Catalogue, target: Catalogue) -> None:
    """Gives `target` the facts of `source`; it is not complete yet."""
    rows = source.connection.execute("SELECT name, value FROM facts").fetchall()
    kept = ", ".join("?" * len(_OWN))
    with target.transaction() as db:
        db.execute(f"DELETE FROM facts WHERE name NOT IN ({kept})", _OWN)
        note_facts(db, {name: value for name, value in rows if name not in _OWN})


def end(target: Catalogue) -> None:
    """Notes that `target` is complete."""
    with target.transaction() as db:
        forget_facts(db, _MOVING)


def different_counts(source: Database, target: Database, tables: Keys) -> list[str]:
    """The tables that do not have as many rows in both."""
    before, after = count_rows(source, tables), count_rows(target, tables)
    return [
        f"{table}: {count:,} rows, {after[table]:,} in the copy"
        for table, count in before.items()
        if after[table] != count
    ]


def differences(source: Catalogue, target: Catalogue) -> list[str]:
    """What is not the same in both: numbers of rows, and fingerprints of versions."""
    found = different_counts(source, target, CATALOGUE)
    query = "SELECT key, number, fingerprint FROM versions ORDER BY key"
    pairs = zip(source.connection.execute(query), target.connection.execute(query), strict=False)
    wrong = sum(tuple(one) != tuple(other) for one, other in pairs)
    return found + ([f"{wrong:,} versions have other fingerprints"] if wrong else [])
