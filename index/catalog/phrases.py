"""Which articles say certain words, counted exactly: the word index has every chunk of them.

Words are met by their stems (Porter's), with neither case nor accents; several that are given as
one stand beside each other in that order.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any

from index.catalog.catalogue import Catalogue
from index.catalog.scope import Scope
from index.models import Article
from index.sentences import split_sentences
from index.sql import Row

_MOST_PERIODS = 140  # as many as can be told apart in a drawing
_EPOCH = date(1970, 1, 1)
_LAST = datetime.max.replace(tzinfo=UTC)
_LISTED = "versions.key, articles.id, source, title, published_at"


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
        """The day of publication, as the article gives it: the day in its time zone."""
        return self.published_at.date() if self.published_at else None


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """How many articles of a source there are from day to day (UTC), both included if known."""

    source: str | None
    first: date | None
    last: date | None
    articles: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Where and when articles appeared that say certain words, however many they are.

    `versions` are the keys of their current versions: of those with a date, if any has one.
    """

    versions: Sequence[int]
    counts: Sequence[PeriodCount]


def articles_saying(catalogue: Catalogue, phrases: Sequence[str], scope: Scope) -> list[Listed]:
    """The articles within `scope` whose title or text says every one of `phrases`, oldest first.

    Without phrases, all of them; those without a date come last.
    """
    says, said = _says(catalogue, phrases)
    ordered = f"{says} ORDER BY published IS NULL, published, articles.id"
    return list(map(_listed, catalogue.current(_LISTED, scope, ordered, *said)))


def find_text(catalogue: Catalogue, text: str) -> Article | None:
    """The first article with `text`, white space aside, which is a sentence or several."""
    wanted = re.compile(r"\s+".join(map(re.escape, text.split())))
    parts = [text[one.start : one.end] for one in split_sentences(text)]
    # A chunk has whole sentences, so each part is a phrase of one.
    phrases = [part for part in parts if re.search(r"\w", part)]
    listed = articles_saying(catalogue, phrases, Scope()) if phrases else []
    found = (catalogue.article(one.id) for one in listed)
    return next((one for one in found if one and wanted.search(one.text)), None)


def read_spread(catalogue: Catalogue, phrases: Sequence[str], scope: Scope) -> Spread:
    """Counts the articles within `scope` that say every one of `phrases`, of which there is one.

    By day, or over a long time by some days together; those without a date come last.
    """
    dialect = catalogue.dialect
    condition, values = scope.sql()
    via = dialect.via.format("versions_by_key")
    # One value a column: to fetch a row for each article would take most of the time.
    columns = ", ".join(map(dialect.list.format, ("versions.key", "source", dialect.day)))
    says, said = _says(catalogue, phrases)
    row = catalogue.connection.execute(
        f"SELECT {columns} FROM versions {via} WHERE {condition} {says}", (*values, *said)
    ).fetchone()
    # PostgreSQL's may have a bare NUL.
    keys, sources, days = (json.loads(column or "[]", strict=False) for column in row)
    dated = [key for key, day in zip(keys, days, strict=True) if day is not None]
    counts = Counter(zip(sources, days, strict=True))
    return Spread(sorted(dated or keys), _by_period(counts))  # a database's own order may change


def _by_period(counts: Mapping[tuple[str | None, int | None], int]) -> list[PeriodCount]:
    known = [day for _, day in counts if day is not None]
    begin = min(known, default=0)
    length = (max(known, default=0) - begin) // _MOST_PERIODS + 1
    found: dict[tuple[str | None, int], tuple[int, int, int]] = {}
    undated = []
    for source, day in sorted(counts, key=lambda one: one[0] or ""):
        articles = counts[source, day]
        if day is None:
            undated.append(PeriodCount(source, None, None, articles))
            continue
        period = source, (day - begin) // length
        first, last, before = found.get(period, (day, day, 0))
        found[period] = min(first, day), max(last, day), before + articles
    dated = [
        PeriodCount(source, _date(first), _date(last), articles)
        for (source, _), (first, last, articles) in sorted(found.items(), key=itemgetter(1))
    ]
    return dated + undated


def _date(day: int) -> date:
    return _EPOCH + timedelta(day)


def read_listed(catalogue: Catalogue, versions: Sequence[int]) -> list[Listed]:
    """The articles of those versions, in the order of `articles_saying`."""
    query = (
        f"SELECT {_LISTED} FROM versions JOIN articles ON articles.key = versions.article"
        " WHERE versions.key IN ({})"
    )
    found = map(_listed, catalogue.select(query, versions))
    return sorted(found, key=lambda one: (one.published_at or _LAST, one.id))


def _says(catalogue: Catalogue, phrases: Sequence[str]) -> tuple[str, list[Any]]:
    """The condition that a version says each phrase, and its values."""
    says = (
        " AND versions.key IN (SELECT chunks.version FROM words"
        f" JOIN chunks ON chunks.key = words.rowid WHERE {catalogue.words.condition})"
    )
    return says * len(phrases), [catalogue.words.any_of([phrase]) for phrase in phrases]


def _listed(row: Row) -> Listed:
    moment = datetime.fromisoformat(row[4]) if row[4] else None
    return Listed(row[0], row[1], row[2], row[3], moment)
