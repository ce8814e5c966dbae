"""What was read, and which articles came out of it: so that unchanged files are not read again,
and articles that have gone from their files can be found.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence

from index.article import Finished
from index.catalog import Catalogue


def next_run(catalogue: Catalogue) -> int:
    """The number of a run that is about to begin; greater than all before."""
    row = catalogue.connection.execute("SELECT IFNULL(MAX(seen), 0) + 1 FROM inputs").fetchone()
    return int(row[0])


def is_known(catalogue: Catalogue, place: str, stamp: str) -> bool:
    """Whether the input at `place` was read to its end in the state that `stamp` tells."""
    row = catalogue.connection.execute(
        "SELECT 1 FROM inputs WHERE place = ? AND stamp = ? AND stamp != ''", (place, stamp)
    ).fetchone()
    return row is not None


def count_articles(catalogue: Catalogue, place: str) -> int:
    """How many articles came out of the input at `place`."""
    row = catalogue.connection.execute(
        "SELECT COUNT(*) FROM read_from JOIN inputs ON inputs.key = input WHERE place = ?", (place,)
    ).fetchone()
    return int(row[0])


def record_articles(db: sqlite3.Connection, run: int, read: Iterable[tuple[str, str]]) -> None:
    """Notes (place, article id) of articles that came out of an input in this run."""
    pairs = list(read)
    db.executemany(
        "INSERT OR IGNORE INTO inputs (place, stamp, seen) VALUES (?, '', 0)",
        ((place,) for place in {place for place, _ in pairs}),
    )
    db.executemany(
        "INSERT INTO read_from SELECT inputs.key, articles.key, ? FROM inputs, articles"
        " WHERE place = ? AND id = ? ON CONFLICT DO UPDATE SET seen = excluded.seen",
        ((run, place, article) for place, article in pairs),
    )


def record_inputs(db: sqlite3.Connection, run: int, finished: Iterable[Finished]) -> None:
    """Notes inputs that have been read to their end in this run."""
    db.executemany(
        "INSERT INTO inputs (place, stamp, seen) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET stamp = excluded.stamp,"
        " seen = CASE WHEN ? THEN excluded.seen ELSE seen END",
        ((i.place, i.stamp if i.complete else "", run, i.complete) for i in finished),
    )


def forget_article(db: sqlite3.Connection, article: int) -> None:
    """Before an article is removed: what it came out of is read again when it is met again."""
    db.execute(
        "UPDATE inputs SET stamp = '' WHERE key IN (SELECT input FROM read_from WHERE article = ?)",
        (article,),
    )


def gone(
    catalogue: Catalogue, roots: Sequence[str], met: Collection[str], unread: Sequence[str]
) -> list[str]:
    """Ids of articles that came only from inputs below the folders `roots`, and are there no more.

    `met` are the places of the inputs that this run has met; what lies below an `unread` place
    cannot be told and counts as being there.
    """

    def is_below(place: str) -> bool:
        return _is_in(place, roots)

    def is_alive(place: str, last: int, seen: int) -> bool:
        there = place in met or not is_below(place) or _is_in(place, unread)
        return there and last >= seen

    db = catalogue.connection
    db.create_function("is_below", 1, is_below)
    db.create_function("is_alive", 3, is_alive)
    rows = db.execute(
        "SELECT id FROM read_from JOIN inputs ON inputs.key = input"
        " JOIN articles ON articles.key = article GROUP BY articles.key"
        " HAVING MAX(is_below(place)) AND NOT MAX(is_alive(place, read_from.seen, inputs.seen))"
    )
    return [row[0] for row in rows]


def _is_in(place: str, folders: Sequence[str]) -> bool:
    return any(place == folder or place.startswith(f"{folder}/") for folder in folders)
