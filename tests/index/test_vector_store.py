"""The archive in Chroma, as other people's programs find it; and what a damaged one comes to."""

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import chromadb
import numpy as np
import pytest

from index.archive import Archive
from index.catalog.scope import Scope
from index.chroma_records import Record
from index.errors import ArchiveError
from index.models import Article
from index.removal import remove_all
from index.vector_store import open_vectors
from tests.conftest import ROOT
from tests.index.processes import article, opened
from tests.making import add

FERRY = Article(
    id="ferry",
    title="Ferry delayed",
    text="The ferry Amber left Olm late. 🛳 Zoë Lund, the captain, blamed fog on the sound.",
    source="Courier",
    url="https://courier.example/ferry",
    authors=("Zoë Lund", "A. Moe"),
    published_at=datetime(2024, 3, 1, 9, 30, tzinfo=UTC),
    section="Local",
    language="en",
)
FLOOD = Article(id="flood", text="The river rose over the quay at Varn.")


@pytest.fixture
def filled(archive: Archive) -> Archive:
    add(archive, FERRY, FLOOD)
    return archive


def collection_of(archive: Archive) -> chromadb.Collection:
    client = chromadb.PersistentClient(archive.folder / "chroma")
    return client.get_collection(archive.vectors.name)


def test_another_chroma_client_reads_texts_and_metadata(filled: Archive):
    found = collection_of(filled).get()
    records = dict(zip(found["documents"] or [], found["metadatas"] or [], strict=True))
    assert records == {
        FERRY.text: {
            "article": "ferry",
            "version": 1,
            "title": "Ferry delayed",
            "source": "Courier",
            "url": "https://courier.example/ferry",
            "authors": "Zoë Lund, A. Moe",
            "section": "Local",
            "language": "en",
            "published": datetime(2024, 3, 1, 9, 30, tzinfo=UTC).timestamp(),
            "known": datetime(2024, 3, 1, 9, 30, tzinfo=UTC).timestamp(),
            "start": 0,
            "end": len(FERRY.text),
        },
        FLOOD.text: {
            "article": "flood",
            "version": 1,
            "start": 0,
            "end": len(FLOOD.text),
        },
    }


def test_a_changed_article_has_its_new_version_in_chroma(filled: Archive):
    add(filled, Article(id="flood", text="The river fell."))
    (metadata,) = collection_of(filled).get(where={"article": "flood"})["metadatas"] or []
    assert metadata["version"] == 2
    changed = filled.catalogue.article("flood", 2)
    assert changed and changed.text == "The river fell."


def test_langchain_finds_documents_that_are_spans_of_articles(filled: Archive):
    langchain_chroma = pytest.importorskip("langchain_chroma")
    store = langchain_chroma.Chroma(
        client=chromadb.PersistentClient(filled.folder / "chroma"),
        collection_name=filled.vectors.name,
        embedding_function=filled.embedder,
    )
    first, second = store.similarity_search("the river rose", k=4)
    assert (first.metadata["article"], second.metadata["article"]) == ("flood", "ferry")
    for document in (first, second):
        told = document.metadata
        found = filled.catalogue.article(told["article"], told["version"])
        assert found
        assert found.text[told["start"] : told["end"]] == document.page_content


def test_the_examples_of_the_documentation_run(filled: Archive, capsys: pytest.CaptureFixture):
    pytest.importorskip("langchain_chroma")
    page = (ROOT / "docs/chroma.md").read_text("utf-8")
    for example in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(example, {"FOLDER": filled.folder})
    said = capsys.readouterr().out
    assert FLOOD.text in said and "ferry The ferry Amber" in said


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of which Chroma has written its index: with few records it does not."""
    folder = tmp_path_factory.mktemp("large") / "archive"
    with opened(folder) as archive:
        add(archive, *map(article, range(600)))
    return folder


def test_a_run_leaves_an_index_that_opens_at_once(large: Path):
    with opened(large) as archive:
        index_folder = next((large / "chroma").glob("*/header.bin")).parent
        assert (index_folder / "data_level0.bin").stat().st_size >= 600 * 384 * 4
        assert collection_of(archive).configuration["hnsw"]["sync_threshold"] == 10_000
        assert archive.vectors.count() == 600


def test_the_search_grows_and_shrinks_with_the_archive(
    filled: Archive, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.hnsw._EF_SEARCH", ((0, 400), (3, 900)))

    def kept() -> object:
        return collection_of(filled).configuration["hnsw"]["ef_search"]

    add(filled, FERRY)
    assert kept() == 400
    add(filled, Article(id="tunnel", text="The tunnel under Mount Varn opened."))
    assert kept() == 900
    asked = filled.embedder.embed_query("the tunnel opened")
    assert len(filled.find_nearest(asked, 5, Scope())) == 3
    remove_all(filled, ["tunnel"])
    add(filled, FERRY)
    assert kept() == 400


def test_a_wider_search_finds_more_in_the_same_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    dice = np.random.default_rng(1)
    vectors, asked = (dice.standard_normal((many, 64), np.float32) for many in (4_000, 20))
    store = open_vectors(tmp_path / "chroma", "", "made-up")
    store.create()
    store.upsert([Record(str(n), v, FLOOD, 0, 9) for n, v in enumerate(vectors.astype(np.float16))])
    lengths = np.linalg.norm(vectors, axis=1)
    best = [{str(n) for n in np.argsort(-(vectors @ v / lengths))[:30]} for v in asked]
    found = []
    for candidates in (30, 2_000):
        monkeypatch.setattr("index.hnsw._EF_SEARCH", ((0, candidates),))
        store.finish()
        near = [store.nearest(v.tolist(), 30) for v in asked]
        found.append(sum(len(b & dict(n).keys()) for b, n in zip(best, near, strict=True)))
    store.close()
    assert found[0] < 560 and found[1] > 590


@pytest.mark.parametrize("name", ["link_lists", "data_level0", "length", "header"])
def test_a_truncated_index_is_reported_without_a_crash(
    large: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.chroma_client._PATIENCE", 0.1)
    folder = Path(shutil.copytree(large, tmp_path / "copy"))
    (path,) = (folder / "chroma").glob(f"*/{name}.bin")
    os.truncate(path, path.stat().st_size // 3)
    with (
        opened(folder) as archive,
        pytest.raises(ArchiveError, match="`assistant doctor --repair` makes them again"),
    ):
        archive.find_nearest([0.1] * 384, 3, Scope())


def test_a_scope_is_searched_in_the_collection_too(filled: Archive):
    asked = filled.embedder.embed_query("the river rose")
    within = filled.find_nearest(asked, 5, Scope(sources=("Courier",)))
    assert [chunk.article.id for chunk in filled.chunks(list(within)).values()] == ["ferry"]
