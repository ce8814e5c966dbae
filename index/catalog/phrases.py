"""Which articles say certain words, counted exactly: the word index has every chunk of them.

Words are met by their stems (Porter's), with neither case nor accents; several that are given as
one stand beside each other in that order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from index.catalog.catalogue import Catalogue
from index.catalog.scope import Scope


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in its current version, whose key is `version`, without its text."""

    version: int
    id: str
    source: str | None
    title: str | None
    published_at: datetime | None

    @property
    def day(self) -> date | None:
        """The day of publication, as the article gives it: that of its own time zone."""
        return self.published_at.date() if self.published_at else None


def articles_saying(catalogue: Catalogue, phrases: Sequence[str], scope: Scope) -> list[Listed]:
    """The articles within `scope` whose title or text says every one of `phrases`, oldest first.

    Without phrases, all of them; those without a date come last.
    """
    says = (
        " AND versions.key IN (SELECT chunks.version FROM words"
        f" JOIN chunks ON chunks.key = words.rowid WHERE {catalogue.words.condition})"
    )
    rows = catalogue.current(
        "versions.key, articles.id, source, title, published_at",
        scope,
        says * len(phrases) + " ORDER BY published IS NULL, published, articles.id",
        *(catalogue.words.any_of([phrase]) for phrase in phrases),
    )
    return [
        Listed(row[0], row[1], row[2], row[3], datetime.fromisoformat(row[4]) if row[4] else None)
        for row in rows
    ]
