"""The vectors on a real Chroma server: the same archive, and several writers at once."""

import socket
from collections.abc import Iterator
from pathlib import Path

import chromadb
import pytest

from index.archive import Archive
from index.catalog.scope import Scope
from index.doctor.repair import repair
from index.embedder_change import re_embed
from index.errors import ArchiveError
from index.models import Article
from tests.chroma_proxy import KEY, ChromaProxy
from tests.chroma_server import ChromaProcess
from tests.index.test_processes import report, start
from tests.making import add

BRIDGE, FLOOD = (
    Article(id="bridge", text="The bridge is shut.", source="Courier"),
    Article(id="flood", text="The river rose."),
)


@pytest.fixture
def chroma(chroma_process: ChromaProcess) -> str:
    """The address of the server."""
    return chroma_process.url


@pytest.fixture
def shared(chroma: str, tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "shared", chroma=chroma) as archive:
        yield archive


def near(archive: Archive, text: str, scope: Scope = Scope()) -> list[str]:  # noqa: B008
    found = archive.find_nearest(archive.embedder.embed_query(text), 5, scope)
    return [archive.chunks([key])[key].article.id for key in found]


def test_a_server_archive_is_written_searched_and_pruned(shared: Archive):
    assert add(shared, BRIDGE, FLOOD).indexed == 2
    assert near(shared, "the river rose") == ["flood", "bridge"]
    assert near(shared, "the river rose", Scope(sources=("Courier",))) == ["bridge"]
    assert add(shared, Article(id="flood", text="The river fell.")).updated == 1
    assert shared.vectors.count() == 2
    shared.remove("flood")
    assert shared.vectors.ids() == shared.catalogue.all_vectors().keys()
    assert not (shared.folder / "chroma").exists()


def test_an_archive_remembers_its_server(shared: Archive, chroma: str):
    add(shared, BRIDGE)
    with Archive.open(shared.folder) as again:
        assert near(again, "bridge") == ["bridge"]
    with pytest.raises(ArchiveError, match=r"re-embed --chroma http://127\.0\.0\.1:1"):
        Archive.open(shared.folder, chroma="http://127.0.0.1:1")


def test_two_archives_on_one_server_do_not_mix(shared: Archive, chroma: str, tmp_path: Path):
    with Archive.create(tmp_path / "other", chroma=chroma) as other:
        add(shared, BRIDGE)
        add(other, FLOOD)
        assert (near(shared, "river"), near(other, "river")) == (["bridge"], ["flood"])


def test_an_embedded_archive_moves_to_a_server_and_back(archive: Archive, chroma: str):
    add(archive, BRIDGE, FLOOD)
    assert re_embed(archive, chroma=chroma) == 2
    assert archive.is_shared
    assert near(archive, "the river rose")[0] == "flood"
    add(archive, Article(id="tunnel", text="The tunnel opened."))
    assert re_embed(archive, chroma="") == 3
    assert not archive.is_shared
    assert near(archive, "the tunnel opened")[0] == "tunnel"


def test_moving_to_a_server_embeds_nothing(
    archive: Archive, chroma: str, monkeypatch: pytest.MonkeyPatch
):
    add(archive, BRIDGE)
    monkeypatch.setattr(type(archive.embedder), "embed_documents", None)
    assert re_embed(archive, chroma=chroma) == 1


def test_the_search_grows_on_servers_but_not_on_chroma_cloud(
    shared: Archive, chroma: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.hnsw._EF_SEARCH", ((0, 900),))
    port = int(chroma.rsplit(":", 1)[1])
    with (
        ChromaProxy(port).running() as cloud,
        Archive.create(tmp_path / "cloud", chroma=cloud.url, chroma_key=KEY) as limited,
    ):
        kept = []
        for archive in (shared, limited):
            add(archive, BRIDGE, FLOOD)
            assert near(archive, "the river rose") == ["flood", "bridge"]
            collection = chromadb.HttpClient("127.0.0.1", port).get_collection(archive.vectors.name)
            kept.append(collection.configuration["hnsw"]["ef_search"])
    assert kept == [900, 400]


def test_lost_vectors_are_put_back_by_the_next_run(shared: Archive):
    add(shared, BRIDGE, FLOOD)
    shared.vectors.drop()
    assert add(shared, BRIDGE).unchanged == 1
    assert shared.vectors.count() == 2


def test_repair_drops_the_collection_and_fills_a_new_one(shared: Archive, chroma: str):
    def collection() -> str:
        client = chromadb.HttpClient("127.0.0.1", int(chroma.rsplit(":", 1)[1]))
        return str(client.get_collection(shared.vectors.name).id)

    add(shared, BRIDGE, FLOOD)
    shared.vectors.delete(sorted(shared.vectors.ids())[:1])
    before = collection()
    assert list(repair(shared.folder)) == ["rebuilt Chroma's index, 2 vectors"]
    assert collection() != before
    with Archive.open(shared.folder) as again:
        assert near(again, "the river rose") == ["flood", "bridge"]


def test_a_server_that_does_not_answer_is_one_line(tmp_path: Path):
    for url, says in (
        ("http://127.0.0.1:1", "no Chroma server answers at http://127.0.0.1:1"),
        ("localhost:8000", "not the address of a Chroma server"),
        ("http://[", "not the address of a Chroma server"),
    ):
        with pytest.raises(ArchiveError, match=says.replace("[", r"\[")) as error:
            Archive.create(tmp_path / "a", chroma=url)
        assert "\n" not in str(error.value)


def test_a_silent_server_is_given_up_and_named(
    chroma: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.chroma_client._SECONDS_TO_ANSWER", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ArchiveError, match=f"no Chroma server answers at {url}"):
            Archive.create(tmp_path / "silent", chroma=url)
    monkeypatch.setattr("index.chroma_client._SECONDS_TO_ANSWER", 5)
    proxy = ChromaProxy(int(chroma.rsplit(":", 1)[1]))
    with proxy.running(), Archive.create(tmp_path / "slow", None, proxy.url, None, KEY) as archive:
        add(archive, BRIDGE)
        archive.vectors.close()
        monkeypatch.setattr("index.chroma_client._SECONDS_TO_ANSWER", 1)
        assert archive.vectors.count() == 1
        proxy.delay = 3
        with pytest.raises(ArchiveError, match=f"server at {proxy.url} failed") as error:
            archive.vectors.count()
        assert "\n" not in str(error.value)


@pytest.mark.slow
def test_concurrent_writers_write_each_article_once(shared: Archive):
    articles = 400
    writers = [start("write", shared.folder, first, 200) for first in (0, 0, 100, 200)]
    reader = start("read", shared.folder, 0, articles)
    committed: list[str] = []
    for writer in map(report, writers):
        assert writer["refused"] == ""
        committed += writer["committed"]
    assert len(committed) == len(set(committed)) == articles
    found = report(reader)
    assert (found["errors"], len(found["found"])) == ([], articles)
    assert shared.catalogue.counts()["versions"] == articles
    assert shared.vectors.ids() == shared.catalogue.all_vectors().keys()


def test_an_archive_leaves_a_dead_server_behind(chroma_process: ChromaProcess, tmp_path: Path):
    proxy = ChromaProxy(chroma_process.port)
    with proxy.running():
        archive = Archive.create(tmp_path / "archive", None, proxy.url, None, KEY)
        add(archive, BRIDGE)
    with archive:
        re_embed(archive, chroma="")
        add(archive, FLOOD)
        assert near(archive, "the river rose") == ["flood", "bridge"]
