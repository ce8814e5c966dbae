"""How many articles there are by source, month, author and language, to narrow a search by."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from index.catalog.catalogue import Catalogue
from index.catalog.overview import Counts
from index.catalog.scope import Scope

_DAY = 24 * 3600


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
    """The facets of the current versions within `scope` that have all of these `words`.

    At most so many sources, authors and languages, those with the most articles first.
    """
    having, values = _having(catalogue, words)

    def grouped(columns: str) -> list[tuple[Any, ...]]:
        wanted = (f"COUNT(*), {columns}", scope, f"{having} GROUP BY {columns}", *values)
        return [*map(tuple, catalogue.current(*wanted, via="versions_by_day"))]

    # Each walks through an index of all versions, so there are few of them.
    outlets, bylines = grouped("source, language"), grouped("authors")
    days = grouped(catalogue.dialect.day)
    months = _sum((many, _month(day)) for many, day in days if day is not None)
    return Facets(
        sum(many for many, *_ in outlets),
        tuple(sorted(months.items(), reverse=True)),
        _ranked(_sum((many, source) for many, source, _ in outlets), most),
        _ranked(_sum((many, name) for many, names in bylines for name in json.loads(names)), most),
        _ranked(_sum((many, language) for many, _, language in outlets), most),
    )


def _sum(counts: Iterable[tuple[int, str | None]]) -> Counter[str]:
    summed: Counter[str] = Counter()
    for many, name in counts:
        if name:
            summed[name] += many
    return summed


def _ranked(counts: Counter[str], most: int) -> Counts:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most])


def _month(day: int) -> str:
    return f"{datetime.fromtimestamp(day * _DAY, UTC):%Y-%m}"


def _having(catalogue: Catalogue, words: Sequence[str]) -> tuple[str, list[Any]]:
    """A condition on versions whose title or text has all of these words."""
    if not words:
        return "", []
    chunks = "SELECT version FROM chunks JOIN words ON words.rowid = chunks.key WHERE "
    having = f"AND versions.key IN ({chunks}{catalogue.words.condition})"
    return having, [catalogue.words.all_of(words)]
