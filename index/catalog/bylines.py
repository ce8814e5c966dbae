"""Who wrote and published what the archive has, and when: what a question may name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from index.catalog.catalogue import Catalogue
from index.catalog.scope import Scope

_CURRENT = "FROM versions JOIN articles ON articles.current = versions.key"
# "https://" is eight characters: a host ends at the next slash.
_HOST = "substr(url, 1, instr(substr(url, 9) || '/', '/') + 7)"


@dataclass(frozen=True, slots=True)
class Byline:
    """A source with an author of its articles and a host where they stand; any may be unknown."""

    source: str | None
    author: str | None
    host: str | None


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of the first and the last article within a scope, and whether some have no date."""

    first: date | None
    last: date | None
    has_undated: bool


def read_bylines(catalogue: Catalogue, scope: Scope) -> list[Byline]:
    """Every byline within `scope`, each once."""
    condition, values = scope.sql()
    rows = catalogue.connection.execute(
        f"SELECT DISTINCT source, names.value, {_HOST} {_CURRENT}"
        f" LEFT JOIN json_each(versions.authors) AS names WHERE {condition}",
        values,
    )
    return [Byline(row[0], row[1], _host(row[2])) for row in rows]


def read_titles(catalogue: Catalogue) -> list[str]:
    """The titles of all articles, each once."""
    rows = catalogue.connection.execute(
        f"SELECT DISTINCT title {_CURRENT} WHERE title IS NOT NULL ORDER BY title"
    )
    return [row[0] for row in rows]


def count_by_source(catalogue: Catalogue, scope: Scope) -> dict[str, int]:
    """The articles of each source within `scope`, most first; those without a source left out."""
    condition, values = scope.sql()
    rows = catalogue.connection.execute(
        f"SELECT source, COUNT(*) AS articles {_CURRENT} WHERE source IS NOT NULL AND {condition}"
        " GROUP BY source ORDER BY articles DESC, source",
        values,
    )
    return dict(rows.fetchall())


def read_dates(catalogue: Catalogue, scope: Scope) -> Dates:
    """When the articles within `scope` were published."""
    condition, values = scope.sql()
    first, last, dated, all_ = catalogue.connection.execute(
        "SELECT MIN(published), MAX(published), COUNT(published), COUNT(*)"
        f" {_CURRENT} WHERE {condition}",
        values,
    ).fetchone()
    return Dates(_day(first), _day(last), dated < all_)


def articles_by(
    catalogue: Catalogue, authors: Iterable[str], scope: Scope, most: int
) -> tuple[str, ...]:
    """The ids of the newest articles within `scope` by any of `authors`, `most` at most."""
    names = list(authors)
    condition, values = scope.sql()
    rows = catalogue.connection.execute(
        f"SELECT DISTINCT articles.id, published {_CURRENT}, json_each(versions.authors) AS names"
        f" WHERE names.value IN ({', '.join('?' * len(names))}) AND {condition}"
        " ORDER BY published DESC, articles.id LIMIT ?",
        (*names, *values, most),
    )
    return tuple(row[0] for row in rows)


def is_mentioned(catalogue: Catalogue, phrase: str, scope: Scope) -> bool:
    """Do these words stand together in a text within `scope`?"""
    condition, values = scope.sql()
    quoted = '"' + phrase.replace('"', " ").replace("\0", " ") + '"'
    found = catalogue.connection.execute(
        "SELECT 1 FROM words JOIN chunks ON chunks.key = words.rowid"
        " JOIN versions ON versions.key = chunks.version"
        f" WHERE words MATCH ? AND {condition} LIMIT 1",
        (quoted, *values),
    ).fetchone()
    return found is not None


def has_articles(catalogue: Catalogue, scope: Scope) -> bool:
    """Does anything that is searched lie within `scope`?"""
    condition, values = scope.sql()
    query = f"SELECT 1 {_CURRENT} WHERE {condition} LIMIT 1"
    return catalogue.connection.execute(query, values).fetchone() is not None


def count_articles(catalogue: Catalogue, scope: Scope) -> int:
    """How many articles lie within `scope`."""
    condition, values = scope.sql()
    query = f"SELECT COUNT(*) {_CURRENT} WHERE {condition}"
    return int(catalogue.connection.execute(query, values).fetchone()[0])


def count_changed(catalogue: Catalogue, scope: Scope) -> int:
    """How many articles its `as_of` hides though they were out by then: they changed later."""
    if scope.as_of is None:
        return 0
    condition, values = replace(scope, as_of=None).sql()
    query = f"SELECT COUNT(*) {_CURRENT} WHERE published <= ? AND known > ? AND {condition}"
    moment = scope.as_of.timestamp()
    row = catalogue.connection.execute(query, (moment, moment, *values)).fetchone()
    return int(row[0])


def _host(address: str | None) -> str | None:
    return address.split("://", 1)[1].removeprefix("www.") if address and "://" in address else None


def _day(seconds: float | None) -> date | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).date()
