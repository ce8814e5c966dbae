"""The nearest chunks within a scope: the same ones whichever way they are found."""

from datetime import UTC, datetime

import numpy as np
import pytest

from index.archive import Archive
from index.catalog.scope import Scope
from index.models import Article
from tests.index.processes import opened
from tests.making import add

COUNT, LIMIT = 200, 5
NARROW = Scope(sources=("Outlet 3",), since=datetime(2021, 1, 1, tzinfo=UTC))
WIDE = Scope(until=datetime(2022, 6, 1, tzinfo=UTC))
DAY = Scope(since=datetime(2021, 2, 1, tzinfo=UTC), until=datetime(2021, 2, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory):
    with opened(tmp_path_factory.mktemp("nearest") / "archive") as archive:
        add(archive, *map(article, range(COUNT)))
        yield archive


def article(number: int) -> Article:
    published = datetime(2020 + number % 5, 1 + number % 12, 1, tzinfo=UTC)
    text = f"Ferry {number} left Olm at dawn."
    return Article(id=str(number), text=text, source=f"Outlet {number % 7}", published_at=published)


def compared(archive: Archive, asked: list[float], scope: Scope) -> list[tuple[str, float]]:
    """By hand: every article that is within, embedded and compared; the nearest first."""
    vector, found = np.array(asked), {}
    for one in map(article, range(COUNT)):
        assert one.published_at
        late = scope.until and one.published_at > scope.until
        early = scope.since and one.published_at < scope.since
        if late or early or (scope.sources and one.source not in scope.sources):
            continue
        header = f"{one.source} | {one.published_at.date()}"
        other = np.array(archive.embedder.embed_query(f"{header}\n{one.text}"))
        found[one.id] = vector @ other / np.linalg.norm(vector) / np.linalg.norm(other)
    return sorted(found.items(), key=lambda one: -one[1])


@pytest.mark.parametrize("most_compared", [0, COUNT], ids=["walked", "compared"])
@pytest.mark.parametrize("named", [0, COUNT], ids=["where", "ids"])
@pytest.mark.parametrize("fetched", [0, 20, 1_000], ids=["none", "some", "many"])
@pytest.mark.parametrize(
    "scope", [NARROW, WIDE, DAY, Scope()], ids=["narrow", "wide", "day", "all"]
)
def test_every_way_finds_what_comparing_all_finds(
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    most_compared: int,
    named: int,
    fetched: int,
    scope: Scope,
):
    monkeypatch.setattr("index.vector_store._COMPARED", most_compared)
    monkeypatch.setattr("index.vector_search._MOST_NAMED", named)
    monkeypatch.setattr("index.vector_search._MOST_FETCHED", fetched)
    asked = archive.embedder.embed_query("the ferry")
    wanted = compared(archive, asked, scope)
    for limit in (1, LIMIT, 2 * COUNT):
        found = archive.find_nearest(asked, limit, scope)
        chunks = archive.chunks(list(found))
        cosines = {chunks[key].article.id: cosine for key, cosine in found.items()}
        assert cosines == pytest.approx(dict(wanted[:limit]), abs=1e-3), limit
        assert list(cosines.values()) == sorted(cosines.values(), reverse=True), limit


def test_a_scope_that_holds_nothing_gives_nothing(archive: Archive):
    asked = archive.embedder.embed_query("the ferry")
    assert archive.find_nearest(asked, LIMIT, Scope(sources=("Nobody",))) == {}
