"""The nearest chunks within a scope: the same ones whichever way they are found."""

from datetime import UTC, datetime

import numpy as np
import pytest

from index import nearest, scan
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


def expected(
    archive: Archive, asked: list[float], scope: Scope, limit: int = LIMIT
) -> dict[str, float]:
    """By hand: every article that is within, embedded and compared."""
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
    best = sorted(found, key=lambda name: -found[name])[:limit]
    return {name: found[name] for name in best}


@pytest.mark.parametrize("scope", [NARROW, WIDE, DAY, Scope()])
@pytest.mark.parametrize("limit", [1, LIMIT, COUNT, 2 * COUNT])
def test_vectors_in_memory_find_exactly_what_comparing_all_finds(
    archive: Archive, scope: Scope, limit: int
):
    asked = archive.embedder.embed_query("the ferry")
    found = archive.find_nearest(asked, limit, scope)
    chunks = archive.chunks(list(found))
    wanted = expected(archive, asked, scope, limit)
    assert {chunks[key].article.id for key in found} == set(wanted)
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert {chunks[key].article.id: cosine for key, cosine in found.items()} == pytest.approx(
        wanted, abs=3e-3
    )


@pytest.mark.parametrize("few", [0, COUNT], ids=["asked of Chroma", "compared one by one"])
@pytest.mark.parametrize("asked_for", [(), (2,), (2, 16)], ids=["filtered", "once", "twice"])
@pytest.mark.parametrize("scope", [NARROW, WIDE], ids=["narrow", "wide"])
def test_every_way_finds_what_comparing_all_finds(
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    few: int,
    asked_for: tuple[int, ...],
    scope: Scope,
):
    monkeypatch.setattr(scan, "MOST", 0)
    monkeypatch.setattr(nearest, "FEW", few)
    monkeypatch.setattr(nearest, "ASKED", asked_for)
    asked = archive.embedder.embed_query("the ferry")
    found = archive.find_nearest(asked, LIMIT, scope)
    chunks = archive.chunks(list(found))
    wanted = expected(archive, asked, scope)
    assert [chunks[key].article.id for key in found] == list(wanted)
    assert list(found.values()) == pytest.approx(list(wanted.values()), abs=1e-3)


def test_few_chunks_are_found_though_chroma_has_lost_them(archive: Archive):
    lost = Scope(articles=("3", "10"))
    asked = archive.embedder.embed_query("the ferry")
    archive.vectors.delete(list(archive.catalogue.all_vectors()))
    try:
        assert len(archive.find_nearest(asked, LIMIT, lost)) == 2
    finally:
        add(archive, Article(id="more", text="One more."))  # a run puts them back
        archive.remove("more")


def test_a_scope_that_holds_nothing_gives_nothing(archive: Archive):
    asked = archive.embedder.embed_query("the ferry")
    assert archive.find_nearest(asked, LIMIT, Scope(sources=("Nobody",))) == {}
