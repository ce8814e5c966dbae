"""What an archive holds within a scope, for prompts: how many articles, from when, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from index.archive import Archive
from index.catalog.bylines import count_articles, count_by_source, read_dates
from index.catalog.scope import Scope


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """Days of the first and the last article, None if none is dated; articles by source.

    `sources` are ordered by their number of articles; articles without a source are not in it.
    """

    articles: int
    first: date | None
    last: date | None
    sources: Mapping[str, int]


def read_archive_facts(archive: Archive, scope: Scope) -> ArchiveFacts:
    """The facts of `archive` within `scope`; costs some milliseconds."""
    dates = read_dates(archive.catalogue, scope)
    return ArchiveFacts(
        articles=count_articles(archive.catalogue, scope),
        first=dates.first,
        last=dates.last,
        sources=count_by_source(archive.catalogue, scope),
    )
