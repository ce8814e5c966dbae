"""Vectors in memory: they follow the catalogue, and give way to Chroma where they must."""

import threading
from pathlib import Path

import numpy as np
import pytest

from index import rows, scan
from index.archive import Archive
from index.catalog import embeddings
from index.catalog.scope import Scope
from index.models import Article
from tests.index.processes import article, opened
from tests.making import add

COUNT = 30


@pytest.fixture
def archive(tmp_path: Path):
    with opened(tmp_path / "archive") as archive:
        add(archive, *map(article, range(COUNT)))
        yield archive


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The keys whose vectors were read into memory."""
    keys: list[int] = []
    each_after = embeddings.each_after

    def noting(*arguments):
        for some, vectors in each_after(*arguments):
            keys.extend(some.tolist())
            yield some, vectors

    monkeypatch.setattr(embeddings, "each_after", noting)
    return keys


def best(archive: Archive, text: str, limit: int = 1) -> list[str]:
    vector = archive.embedder.embed_query(f"\n{text}")
    chunks = archive.chunks(list(archive.find_nearest(vector, limit, Scope())))
    return [chunk.text for chunk in chunks.values()]


def test_only_vectors_that_are_new_are_read(archive: Archive, read: list[int]):
    assert best(archive, article(7).text) == [article(7).text]
    assert len(read) == COUNT
    best(archive, article(8).text)
    add(archive, article(COUNT))
    assert best(archive, article(COUNT).text) == [article(COUNT).text]
    assert best(archive, article(7).text) == [article(7).text]
    assert len(read) == COUNT + 1


def test_what_was_removed_or_changed_is_not_found(archive: Archive, read: list[int]):
    best(archive, "any")
    archive.remove("ferry-3")
    add(archive, Article(id="ferry-4", text="The ferry stayed in Olm."))
    everything = best(archive, "any", 2 * COUNT)
    assert len(everything) == COUNT - 1
    assert not {article(3).text, article(4).text} & set(everything)
    assert best(archive, "The ferry stayed in Olm.") == ["The ferry stayed in Olm."]
    assert len(read) == COUNT + 1


def test_a_key_that_is_given_again_stands_for_the_new_vector(archive: Archive):
    best(archive, "any")
    archive.remove(f"ferry-{COUNT - 1}")
    add(archive, Article(id="tram", text="A tram ran."), Article(id="bus", text="A bus ran."))
    assert best(archive, "A tram ran.") == ["A tram ran."]
    assert best(archive, article(COUNT - 2).text) == [article(COUNT - 2).text]
    assert article(COUNT - 1).text not in best(archive, "any", 2 * COUNT)


def test_scopes_see_what_was_added_since_they_were_asked_first(archive: Archive):
    paper = Scope(sources=("Courier",))
    vector = archive.embedder.embed_query("any")
    assert archive.find_nearest(vector, 5, paper) == {}
    add(archive, Article(id="tram", text="A tram ran.", source="Courier"))
    (key,) = archive.find_nearest(vector, 5, paper)
    assert archive.chunks([key])[key].article.id == "tram"


@pytest.mark.parametrize("lacking", [False, True], ids=["too many", "some lacking"])
def test_chroma_is_asked_where_not_all_vectors_can_be_held(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, lacking: bool
):
    if lacking:
        archive.catalogue.connection.execute("DELETE FROM embeddings WHERE chunk = 5")
    else:
        monkeypatch.setattr(scan, "MOST", COUNT * 384 - 1)
    vector = archive.embedder.embed_query("any")
    assert archive._scan.nearest(vector, 5, Scope()) is None
    assert best(archive, article(4).text) == [article(4).text]


def test_an_archive_without_articles_has_nothing_near(tmp_path: Path):
    with opened(tmp_path / "empty") as archive:
        vector = archive.embedder.embed_query("any")
        assert archive.find_nearest(vector, 5, Scope()) == {}
        assert archive.find_nearest(vector, 5, Scope(sources=("Courier",))) == {}


def test_threads_find_all_that_was_there_before_while_another_writes(archive: Archive):
    errors: list[str] = []
    is_done = threading.Event()

    def ask(number: int) -> None:
        while not is_done.is_set():
            found = best(archive, article(number).text)
            if found != [article(number).text]:
                errors.append(f"{number}: {found}")

    threads = [threading.Thread(target=ask, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for number in range(COUNT, COUNT + 6):
        add(archive, article(number))
    is_done.set()
    for thread in threads:
        thread.join()
    assert errors == []


def test_the_nearest_are_the_same_as_in_full_precision_however_close_they_lie():
    """A thousand vectors of which each is nearly the next one: bytes alone would confuse them."""
    dice = np.random.default_rng(3)
    centre = dice.standard_normal(384)
    vectors = (centre + 0.02 * dice.standard_normal((1000, 384))).astype(np.float32)
    numbers, scales = rows.in_bytes(vectors)
    keys = np.arange(1000)
    aspects = np.zeros(1000, rows._ASPECTS)
    held = rows.Rows(1, "made up", keys, numbers, scales, aspects, {}, "", is_whole=True)
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    for asked in vectors[:50]:
        exact = np.argsort(-(units @ asked), kind="stable")[:10].tolist()
        sure, doubtful = scan.nearest_by_bytes(held, asked.tolist(), 10)
        assert sure.keys() <= set(exact) <= sure.keys() | set(doubtful)
