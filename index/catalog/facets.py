"""How many articles there are by source, month, author and language, to narrow a search by."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from index.catalog.catalogue import Catalogue
from index.catalog.overview import Counts
from index.catalog.scope import Scope

_DAY = 24 * 3600
# Few, as a rule: to look up the article of each version would take half of the time.
_SUPERSEDED = (
    "SELECT versions.key FROM articles JOIN versions ON versions.article = articles.key"
    " WHERE articles.current IS NULL OR articles.current <> versions.key"
)
_SAYING = "SELECT version FROM chunks JOIN words ON words.rowid = chunks.key WHERE"


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
    dialect, index = catalogue.dialect, catalogue.words

    def grouped(columns: str, via: str = "versions_by_day", joins: str = "") -> list[Any]:
        count = f"SELECT COUNT(*), {columns} FROM versions"
        condition, values = scope.sql()
        if words:  # few versions have them, from which SQLite begins
            joins = f"JOIN articles ON articles.current = versions.key {joins}"
            condition += f" AND versions.key IN ({_SAYING} {index.condition})"
            values.append(index.all_of(words))
        else:
            count += f" {dialect.via.format(via)}"
            condition += f" AND versions.key NOT IN ({_SUPERSEDED})"
        query = f"{count} {joins} WHERE {condition} GROUP BY {columns}"
        return catalogue.connection.execute(query, values).fetchall()

    # Without words, each walks through an index of all versions, so there are few of them.
    outlets, days = grouped("source, language", "versions_by_outlet"), grouped(dialect.day)
    authors = grouped("names.value", joins=f"JOIN {dialect.names}")
    months = _sum((many, _month(day)) for many, day in days if day is not None)
    return Facets(
        sum(many for many, *_ in outlets),
        tuple(sorted(months.items(), reverse=True)),
        _ranked(_sum((many, source) for many, source, _ in outlets), most),
        _ranked(_sum(map(tuple, authors)), most),
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
