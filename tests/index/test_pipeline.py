"""An indexing run: only what is left to do, and nothing lost when it is cut off."""

from collections.abc import Iterator

import pytest

from index.archive import Archive
from index.catalog import changes
from index.catalog.scope import Scope
from index.models import Article, Problem
from index.pipeline import index
from index.vector_store import VectorStore
from tests.making import add


class CountingEmbedder:
    """Stands before the real embedder and counts what it is asked to embed."""

    def __init__(self, archive: Archive) -> None:
        self._real = archive.embedder
        self.name, self.identity = self._real.name, self._real.identity
        self.dimensions = self._real.dimensions
        self.texts: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.texts += texts
        return self._real.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._real.embed_query(text)


@pytest.fixture
def counting(archive: Archive) -> CountingEmbedder:
    archive._embedder = counting = CountingEmbedder(archive)
    return counting


def stories(count: int) -> list[Article]:
    return [
        Article(id=f"s{i}", text=f"Story {i} begins. It ends.", title="T") for i in range(count)
    ]


def test_a_second_run_over_the_same_articles_embeds_nothing(
    archive: Archive, counting: CountingEmbedder
):
    assert add(archive, *stories(3)).indexed == 3
    embedded = len(counting.texts)
    again = add(archive, *stories(3))
    assert (again.indexed, again.unchanged, len(counting.texts)) == (0, 3, embedded)


def test_title_source_and_day_are_embedded_outside_the_span(
    archive: Archive, counting: CountingEmbedder
):
    add(archive, Article(id="a", text="It is shut.", title="Bridge", source="The Courier"))
    assert counting.texts == ["Bridge | The Courier\nIt is shut."]
    chunk = archive.chunks(list(archive.find_words(["bridge"], 1, Scope()))).popitem()[1]
    assert chunk.text == "It is shut."


def test_a_crash_between_chroma_and_catalogue_leaves_nothing_behind(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr(changes, "add", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        patch.setattr("index.writer._tidy", lambda _: None)  # as if it had been killed
        with pytest.raises(KeyboardInterrupt):
            add(archive, *stories(2))
    assert archive.vectors.count() == 2
    assert archive.catalogue.counts()["articles"] == 0
    assert archive.find_nearest(archive.embedder.embed_query("story"), 5, Scope()) == {}
    add(archive, *stories(1))
    assert archive.vectors.count() == 1
    assert changes.doubtful(archive.catalogue) == []


def test_the_next_run_deletes_old_vectors_after_a_crash(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
):
    add(archive, *stories(1))
    newer = Article(id="s0", text="Story 0, rewritten.", title="T")
    with monkeypatch.context() as patch:
        patch.setattr(VectorStore, "delete", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            add(archive, newer)
    assert archive.vectors.count() == 2
    add(archive)
    assert archive.vectors.count() == archive.catalogue.counts()["chunks"] == 1


def test_what_was_written_before_a_reader_failed_stays(archive: Archive):
    def readings() -> Iterator[Article]:
        yield from stories(300)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        index(archive, readings())
    written = archive.catalogue.counts()["articles"]
    assert 0 < written < 300
    summary = add(archive, *stories(300))
    assert (summary.unchanged, summary.indexed) == (written, 300 - written)


def test_problems_are_kept_for_the_summary(archive: Archive):
    problem = Problem("a.txt", "no text in it")
    summary = add(archive, *stories(1), problem)
    assert (summary.indexed, summary.problems) == (1, [problem])
