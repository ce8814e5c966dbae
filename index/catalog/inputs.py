"""What was read, and which articles came out of it: so that unchanged files are not read again,
and articles that have gone from their files can be found.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from index.catalog.catalogue import Catalogue
from index.models import FOR_LIST, Finished, Notice
from index.sql import Connection


def next_run(catalogue: Catalogue) -> int:
    """The number of a run that is about to begin; greater than all before."""
    return int(catalogue.value("SELECT COALESCE(MAX(seen), 0) + 1 FROM inputs"))


def is_known(catalogue: Catalogue, place: str, stamp: str) -> bool:
    """Whether the input at `place` was read to its end in the state that `stamp` tells.

    One that is read for a list is known until that list has been read to its end.
    """
    query = "SELECT seen FROM inputs WHERE place = ? AND stamp = ? AND stamp != ''"
    seen = catalogue.value(query, place, stamp)
    if seen is None or not stamp.startswith(FOR_LIST):
        return seen is not None
    query = "SELECT seen FROM inputs WHERE place = ?"
    return int(seen) > int(catalogue.value(query, stamp.removeprefix(FOR_LIST)) or 0)


def count_articles(catalogue: Catalogue, place: str) -> int:
    """How many articles came out of the input at `place`."""
    query = "SELECT COUNT(*) FROM read_from JOIN inputs ON inputs.key = input WHERE place = ?"
    return int(catalogue.value(query, place))


def notices(catalogue: Catalogue, place: str) -> list[Notice]:
    """What was odd in the input at `place` when it was read."""
    rows = catalogue.connection.execute(
        "SELECT notices.place, reason FROM notices JOIN inputs ON inputs.key = input"
        " WHERE inputs.place = ? ORDER BY notices.rowid",
        (place,),
    )
    return [Notice(*row) for row in rows]


def record_articles(db: Connection, run: int, read: Iterable[tuple[str, str]]) -> None:
    """Notes (place, article id) of articles that came out of an input in this run."""
    pairs = list(read)
    db.executemany(
        "INSERT INTO inputs (place, stamp, seen) VALUES (?, '', 0) ON CONFLICT DO NOTHING",
        ((place,) for place in {place for place, _ in pairs}),
    )
    db.executemany(
        "INSERT INTO read_from SELECT inputs.key, articles.key, ? FROM inputs, articles"
        " WHERE place = ? AND id = ? ON CONFLICT (input, article)"
        " DO UPDATE SET seen = excluded.seen",
        ((run, place, article) for place, article in pairs),
    )


def record_inputs(db: Connection, run: int, finished: Iterable[Finished]) -> None:
    """Notes inputs that have been read to their end in this run, with what was odd in them."""
    ended = list(finished)
    db.executemany(
        "INSERT INTO inputs (place, stamp, seen) VALUES (?, ?, ?)"
        " ON CONFLICT (place) DO UPDATE SET stamp = excluded.stamp,"
        " seen = CASE WHEN ? THEN excluded.seen ELSE inputs.seen END",
        ((i.place, i.stamp if i.complete else "", run, i.complete) for i in ended),
    )
    key = "(SELECT key FROM inputs WHERE place = ?)"
    db.executemany(f"DELETE FROM notices WHERE input = {key}", ((i.place,) for i in ended))
    db.executemany(
        f"INSERT INTO notices VALUES ({key}, ?, ?)",
        ((i.place, one.place, one.reason) for i in ended for one in i.notices),
    )


def forget_article(db: Connection, article: int) -> None:
    """Before an article is removed: what it came out of is read again when it is met again."""
    db.execute(
        "UPDATE inputs SET stamp = '' WHERE key IN (SELECT input FROM read_from WHERE article = ?)",
        (article,),
    )


@dataclass(frozen=True, slots=True)
class Met:
    """What a run has met: the places of inputs `read`, below the folders `roots`.

    What lies below an `unread` place cannot be told, and counts as being there.
    """

    roots: Sequence[str]
    read: Collection[str]
    unread: Sequence[str]

    def is_below(self, place: str) -> bool:
        """Whether the run was to see that place."""
        return _is_in(place, self.roots)

    def is_there(self, place: str) -> bool:
        """Whether an input is there still, as far as the run can tell."""
        return place in self.read or not self.is_below(place) or _is_in(place, self.unread)


def gone(catalogue: Catalogue, met: Met) -> tuple[list[str], list[str]]:
    """Places of inputs that are not there any more, and ids of the articles that are in no other.

    An article that is missing from an input that was read to its end is gone from there, too.
    """
    db = catalogue.connection
    places = [row[0] for row in db.execute("SELECT place FROM inputs ORDER BY key")]
    rows = db.execute(
        "SELECT id, place, read_from.seen >= inputs.seen FROM read_from"
        " JOIN inputs ON inputs.key = input JOIN articles ON articles.key = article"
        " ORDER BY articles.key"
    )
    there = {place: met.is_there(place) for place in places}
    below = {place: met.is_below(place) for place in places}
    seen: dict[str, bool] = {}  # of the articles that the run was to see: whether it has
    kept: set[str] = set()
    for article, place, is_seen in rows:
        if below[place]:
            seen.setdefault(article, False)
        if there[place] and is_seen:
            kept.add(article)
    gone_places = [place for place in places if not there[place]]
    return gone_places, [article for article in seen if article not in kept]


def forget_inputs(db: Connection, places: Iterable[str]) -> None:
    """Forgets inputs that are there no more."""
    db.executemany("DELETE FROM inputs WHERE place = ?", ((place,) for place in places))


def _is_in(place: str, folders: Sequence[str]) -> bool:
    return any(place == folder or place.startswith(f"{folder}/") for folder in folders)
