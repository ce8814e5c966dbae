"""Who wrote and published what the archive has, and when."""

from datetime import UTC, date, datetime

from index.archive import Archive
from index.catalog.bylines import (
    Byline,
    Dates,
    articles_by,
    has_articles,
    is_mentioned,
    read_bylines,
    read_dates,
)
from index.catalog.phrases import read_listed, read_spread
from index.catalog.scope import Scope
from index.models import Article
from tests.making import add


def _article(name: str, year: int | None, **fields: object) -> Article:
    published = datetime(year, 5, 1, tzinfo=UTC) if year else None
    return Article(id=name, text=f"The pier of {name} fell.", published_at=published, **fields)  # type: ignore[arg-type]


def test_bylines_dates_and_phrases_are_those_within_a_scope(archive: Archive):
    add(
        archive,
        _article("a", 2020, source="Marl Echo", url="https://www.marlecho.example/x/y"),
        _article("b", 2022, source="Quay Post", authors=("Ina Rusk", "Bo Dahl")),
        _article("c", None, url="https://bare.example"),
    )
    catalogue, early = archive.catalogue, Scope(as_of=datetime(2021, 1, 1, tzinfo=UTC))
    assert set(read_bylines(catalogue, Scope())) == {
        Byline("Marl Echo", None, "marlecho.example"),
        Byline("Quay Post", "Ina Rusk", None),
        Byline("Quay Post", "Bo Dahl", None),
        Byline(None, None, "bare.example"),
    }
    assert read_bylines(catalogue, early) == [Byline("Marl Echo", None, "marlecho.example")]
    assert read_dates(catalogue, Scope()) == Dates(date(2020, 5, 1), date(2022, 5, 1), True)
    assert read_dates(catalogue, early) == Dates(date(2020, 5, 1), date(2020, 5, 1), False)
    assert articles_by(catalogue, ["Bo Dahl"], Scope(), 5) == ("b",)
    assert articles_by(catalogue, ["Bo Dahl"], early, 5) == ()
    assert is_mentioned(catalogue, 'the "pier" of b', Scope())
    assert not is_mentioned(catalogue, "the pier of b", early)
    assert not has_articles(catalogue, Scope(sources=("Quay Post",), as_of=early.as_of))


def test_over_a_long_time_some_days_are_counted_together(archive: Archive):
    def told(id: str, day: datetime | None, source: str = "Quay Post") -> Article:
        return Article(id=id, text="The pier fell.", published_at=day, source=source)

    days = [datetime(2020, 5, day, 23, 30, tzinfo=UTC) for day in (1, 2, 4)]
    add(archive, *map(told, "abc", days), told("d", days[0], "Marl Echo"), told("e", None))
    few = read_spread(archive.catalogue, ["pier"], Scope())
    assert len(few.versions) == 4  # those with a date
    assert [(one.first, one.articles) for one in few.counts if one.source == "Quay Post"] == [
        *((day.date(), 1) for day in days),
        (None, 1),
    ]
    add(archive, told("f", datetime(1969, 5, 2, tzinfo=UTC)), told("g", datetime.now(UTC)))
    many = read_spread(
        archive.catalogue, ["pier", "fell"], Scope(until=datetime(2020, 6, 1, tzinfo=UTC))
    )
    assert [(one.source, one.first, one.last, one.articles) for one in many.counts] == [
        ("Quay Post", date(1969, 5, 2), date(1969, 5, 2), 1),
        ("Marl Echo", date(2020, 5, 1), date(2020, 5, 1), 1),
        ("Quay Post", date(2020, 5, 1), date(2020, 5, 4), 3),
    ]
    listed = read_listed(archive.catalogue, many.versions)
    assert [one.id for one in listed] == ["f", "a", "d", "b", "c"]
    assert read_spread(archive.catalogue, ["ferry"], Scope()).counts == []


def test_a_scope_of_articles_holds_for_words_and_for_vectors(archive: Archive):
    add(archive, _article("a", 2020), _article("b", 2020))
    scope = Scope(articles=("b",))
    words = archive.find_words(["pier"], 5, scope)
    near = archive.find_nearest(archive.embedder.embed_query("pier"), 5, scope)
    assert set(words) == set(near)
    assert [chunk.article.id for chunk in archive.chunks(list(words)).values()] == ["b"]


def test_counts_of_one_day_are_in_order_of_source(archive: Archive):
    # The order in which a database comes across them depends on where it is.
    names = ("Wire", "Echo", "Post", "Marl")
    add(archive, *(_article(name, 2020, source=name) for name in names))
    add(archive, *(_article(f"{name} again", None, source=name) for name in names))
    found = read_spread(archive.catalogue, ["pier"], Scope())
    assert [one.source for one in found.counts] == sorted(names) * 2
    assert list(found.versions) == sorted(found.versions)
