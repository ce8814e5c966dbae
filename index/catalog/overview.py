"""What an archive holds: how many articles, of which sources, sections, languages and months."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from index.catalog.bylines import Counts, Dates, count_articles, count_by, read_dates
from index.catalog.catalogue import Catalogue
from index.catalog.scope import Scope
from index.models import Article

NEWEST = "ORDER BY published DESC NULLS LAST, articles.id"  # those without a date are last
_DAY = 24 * 3600
_SAYING = "versions.key IN (SELECT version FROM chunks JOIN words ON words.rowid = chunks.key WHERE"


@dataclass(frozen=True, slots=True)
class Overview:
    """The articles within a scope in numbers; `titles` are those of the newest ones."""

    articles: int
    dates: Dates
    sources: Counts
    sections: Counts
    languages: Counts
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """The number of articles, of all and of each value; months, such as 2024-03, newest first."""

    articles: int
    months: Counts
    sources: Counts
    authors: Counts
    languages: Counts


def read_overview(catalogue: Catalogue, scope: Scope, titles: int = 500) -> Overview:
    """The overview of the current versions within `scope`, with the newest `titles`."""
    return Overview(
        count_articles(catalogue, scope),
        read_dates(catalogue, scope),
        count_by(catalogue, scope, "source"),
        count_by(catalogue, scope, "section"),
        read_languages(catalogue, scope),
        _titles(catalogue, scope, titles),
    )


def read_languages(catalogue: Catalogue, scope: Scope) -> Counts:
    """The languages of the current versions within `scope`, the most frequent first."""
    return count_by(catalogue, scope, "language")


def read_newest(catalogue: Catalogue, scope: Scope, limit: int, skip: int = 0) -> list[Article]:
    """The current versions within `scope`, the newest first, after the first `skip`."""
    keys = newest_keys(catalogue, scope, limit, skip)
    found = catalogue.versions(keys)
    return [found[key] for key in keys if key in found]


def newest_keys(
    catalogue: Catalogue, scope: Scope, limit: int, skip: int = 0, more: str = ""
) -> list[int]:
    """The keys of the current versions within `scope`; `more` is a condition on them."""
    # Left to choose, SQLite sorts all that there are to give a few; texts are read last.
    via = "" if scope.articles else "versions_by_day"
    ordered = f"{more} {NEWEST} LIMIT ? OFFSET ?"
    return [
        row[0] for row in catalogue.current("versions.key", scope, ordered, limit, skip, via=via)
    ]


def _titles(catalogue: Catalogue, scope: Scope, most: int) -> tuple[str, ...]:
    rows = catalogue.current("title", scope, f"AND title IS NOT NULL {NEWEST} LIMIT ?", most)
    return tuple(row[0] for row in rows)


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
