"""How many articles there are by source, month, author and language, to narrow a search by."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from index.catalog.catalogue import Catalogue
from index.catalog.overview import Counts
from index.catalog.scope import Scope

_DAY = 24 * 3600
_SAYING = "versions.key IN (SELECT version FROM chunks JOIN words ON words.rowid = chunks.key WHERE"


@dataclass(frozen=True, slots=True)
class Facets:
    """The number of articles, of all and of each value; months, such as 2024-03, newest first."""

    articles: int
    months: Counts
    sources: Counts
    authors: Counts
    languages: Counts


def read_facets(
    catalogue: Catalogue, scope: Scope, words: Sequence[str] = (), most: int = 50
) -> Facets:
    """The facets of the current versions within `scope` with a passage that has all these `words`.

    At most so many sources, authors and languages, those with the most articles first.
    """
    articles, *lists = _read_lists(catalogue, scope, words)
    sources, languages, days, authors = map(_counted, lists)
    months = Counter[str]()
    for day, many in days.items():
        months[_month(day)] += many
    return Facets(
        articles,
        tuple(sorted(months.items(), reverse=True)),
        _ranked(sources, most),
        _ranked(authors, most),
        _ranked(languages, most),
    )


def _read_lists(catalogue: Catalogue, scope: Scope, words: Sequence[str]) -> Any:
    """How many articles, and as JSON their sources, languages, days and authors, in one pass.

    One value a column: to fetch a row for each article would take most of the time.
    """
    dialect, index = catalogue.dialect, catalogue.words
    condition, values = scope.sql()
    if words:  # only current versions have chunks
        condition += f" AND {_SAYING} {index.condition})"
        values.append(index.all_of(words))
    else:
        condition += f" AND {dialect.searched}"
    via = dialect.via.format("versions_by_key")
    columns = ", ".join(map(dialect.list.format, ("source", "language", dialect.day)))
    query = f"SELECT COUNT(*), {columns}, {dialect.all_names} FROM versions {via} WHERE {condition}"
    return catalogue.connection.execute(query, values).fetchone()


def _counted(values: str | None) -> Counter[Any]:
    """How often each value of a JSON list is there; those that say nothing are left out."""
    counts = Counter(json.loads(values or "[]", strict=False))  # PostgreSQL's may have a bare NUL
    return Counter({value: many for value, many in counts.items() if value not in (None, "")})


def _ranked(counts: Counter[str], most: int) -> Counts:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most])


def _month(day: int) -> str:
    return f"{datetime.fromtimestamp(day * _DAY, UTC):%Y-%m}"
