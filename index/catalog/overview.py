"""What an archive holds: how many articles, of which sources, sections and languages."""

from dataclasses import dataclass
from typing import Literal

from index.catalog.bylines import Dates, count_articles, read_dates
from index.catalog.catalogue import Catalogue
from index.catalog.scope import Scope
from index.models import Article

NEWEST = "ORDER BY published DESC NULLS LAST, articles.id"  # those without a date are last
Counts = tuple[tuple[str, int], ...]  # names and their articles, the most frequent first


@dataclass(frozen=True, slots=True)
class Overview:
    """The articles within a scope in numbers; `titles` are those of the newest ones."""

    articles: int
    dates: Dates
    sources: Counts
    sections: Counts
    languages: Counts
    titles: tuple[str, ...]


def read_overview(catalogue: Catalogue, scope: Scope, titles: int = 500) -> Overview:
    """The overview of the current versions within `scope`, with the newest `titles`."""
    return Overview(
        count_articles(catalogue, scope),
        read_dates(catalogue, scope),
        _counts(catalogue, scope, "source"),
        _counts(catalogue, scope, "section"),
        read_languages(catalogue, scope),
        _titles(catalogue, scope, titles),
    )


def read_languages(catalogue: Catalogue, scope: Scope) -> Counts:
    """The languages of the current versions within `scope`, the most frequent first."""
    return _counts(catalogue, scope, "language")


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


def _counts(
    catalogue: Catalogue, scope: Scope, column: Literal["source", "section", "language"]
) -> Counts:
    stated = f"AND {column} IS NOT NULL AND {column} != ''"
    grouped = f"{stated} GROUP BY {column} ORDER BY COUNT(*) DESC, {column}"
    return tuple(
        (row[0], row[1]) for row in catalogue.current(f"{column}, COUNT(*)", scope, grouped)
    )


def _titles(catalogue: Catalogue, scope: Scope, most: int) -> tuple[str, ...]:
    rows = catalogue.current("title", scope, f"AND title IS NOT NULL {NEWEST} LIMIT ?", most)
    return tuple(row[0] for row in rows)
