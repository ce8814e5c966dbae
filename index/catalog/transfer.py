"""Copies what one database has into another of the same layout, row by row, keys included.

Tables are copied in the order of their keys, a few hundred rows in one transaction. `copy` goes on
after the last key that is there; `synchronize` compares all rows and writes those that differ.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from index.catalog.catalogue import Catalogue
from index.catalog.database import Database
from index.errors import ArchiveError

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
    """Lays `target` out, or takes up a copy of `source` that was cut off.

    Raises `ArchiveError` where there is an archive that is no such copy.
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
        clear(target, CATALOGUE)
        with target.transaction() as db:
            target.words.clear(db)
        _note(target, state)


def _note(target: Catalogue, state: str) -> None:
    with target.transaction() as db:
        db.execute(
            "INSERT INTO facts VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (_MOVING, state),
        )


def clear(target: Database, tables: Keys) -> None:
    """Empties the tables, so that they are copied from the beginning."""
    with target.transaction() as db:
        for table in reversed(list(tables)):
            db.execute(f"DELETE FROM {table}")


def copy(
    source: Database, target: Database, tables: Keys, note: Callable[[int], None] = lambda _: None
) -> None:
    """Copies tables; `note` is told how many rows were copied, each time that some were."""
    for table, keys in tables.items():
        for rows in _batches(source, target, table, keys):
            columns = rows[0].keys()
            values = ", ".join("?" * len(columns))
            query = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"
            with target.transaction() as db:
                db.executemany(query, [tuple(row) for row in rows])
            note(len(rows))
    target.engine.note_keys()


def _batches(
    source: Database, target: Database, table: str, keys: Sequence[str]
) -> Iterator[list[Any]]:
    backwards = ", ".join(f"{key} DESC" for key in keys)
    query = f"SELECT {', '.join(keys)} FROM {table} ORDER BY {backwards} LIMIT 1"
    last = target.connection.execute(query).fetchone()
    return _rows_after(source, table, keys, last)


def _rows_after(
    source: Database, table: str, keys: Sequence[str], last: Sequence[Any] | None
) -> Iterator[list[Any]]:
    """The rows with greater keys than `last`, some at a time."""
    ordered = ", ".join(keys)
    while True:
        after, values = "", ()
        if last is not None:
            after, values = f"WHERE ({ordered}) > ({', '.join('?' * len(keys))})", tuple(last)
        query = f"SELECT * FROM {table} {after} ORDER BY {ordered} LIMIT {_ROWS}"
        rows = source.connection.execute(query, values).fetchall()
        if not rows:
            return
        yield rows
        last = [rows[-1][key] for key in keys]


def synchronize(source: Database, target: Database, tables: Keys) -> None:
    """Makes the tables of `target`, an SQLite file, the same as those of `source`.

    Rows that are the same stay where they are in the file. Foreign keys must not be enforced.
    """
    for table, keys in tables.items():
        last: Sequence[Any] | None = None
        for rows in _rows_after(source, table, keys, None):
            _write_differences(target, table, keys, last, rows)
            last = [rows[-1][key] for key in keys]
        _write_differences(target, table, keys, last, [])


def _write_differences(
    target: Database, table: str, keys: Sequence[str], last: Sequence[Any] | None, rows: list[Any]
) -> None:
    """Between the key `last` and the last of `rows`, or to the end: `target` has these rows."""
    ordered, marks = ", ".join(keys), ", ".join("?" * len(keys))
    wanted = {tuple(row[key] for key in keys): tuple(row) for row in rows}
    limits = [(">", last)] if last else []
    limits += [("<=", next(reversed(wanted)))] if wanted else []
    where = " AND ".join(f"({ordered}) {sign} ({marks})" for sign, _ in limits) or "TRUE"
    columns = ", ".join(rows[0].keys()) if rows else "*"
    found = target.connection.execute(
        f"SELECT {columns} FROM {table} WHERE {where}", [one for _, key in limits for one in key]
    )
    present = {tuple(row[key] for key in keys): tuple(row) for row in found}
    gone = [key for key in present if key not in wanted]
    changed = [row for key, row in wanted.items() if present.get(key) != row]
    if gone or changed:
        with target.transaction() as db:
            equal = " AND ".join(f"{key} = ?" for key in keys)
            db.executemany(f"DELETE FROM {table} WHERE {equal}", gone)
            if changed:
                values = ", ".join("?" * len(changed[0]))
                db.executemany(
                    f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({values})", changed
                )


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
    facts = {name: value for name, value in rows if name not in _OWN}
    kept = ", ".join("?" * len(_OWN))
    with target.transaction() as db:
        db.execute(f"DELETE FROM facts WHERE name NOT IN ({kept})", _OWN)
        db.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())


def end(target: Catalogue) -> None:
    """Notes that `target` is complete."""
    with target.transaction() as db:
        db.execute("DELETE FROM facts WHERE name = ?", (_MOVING,))


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
