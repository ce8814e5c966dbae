"""The archive's folder: opened, shared between processes, refused where it does not fit."""

import gc
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.archive import Archive
from index.catalog.scope import Scope
from index.errors import ArchiveError
from index.models import Article
from index.writer import writing
from tests.conftest import ROOT
from tests.elsewhere import run_elsewhere
from tests.making import add
from tests.openai_server import OpenAIServer
from tests.stores import open_again

BRIDGE = Article(id="bridge", text="The bridge is shut.")


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Archive]:
    """A new, empty archive whose vectors are in its folder."""
    with Archive.create(tmp_path / "archive") as archive:
        yield archive


def test_opening_a_missing_archive_is_one_line_and_creates_nothing(tmp_path: Path):
    with pytest.raises(ArchiveError, match="no article is indexed yet"):
        Archive.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_an_archive_remembers_its_embedder_and_refuses_another(tmp_path: Path):
    Archive.create(tmp_path).close()
    with pytest.raises(ArchiveError, match="was made with the embedder minilm"):
        Archive.open(tmp_path, "openai:text-embedding-3-small")


def test_an_archive_of_other_weights_is_refused(tmp_path: Path):
    with Archive.create(tmp_path) as archive:
        archive.catalogue.connection.execute("UPDATE facts SET value='x' WHERE name='identity'")
    with Archive.open(tmp_path) as archive, pytest.raises(ArchiveError, match="not installed here"):
        archive.embedder  # noqa: B018


def test_an_archive_of_another_schema_is_refused(tmp_path: Path):
    with Archive.create(tmp_path) as archive:
        archive.catalogue.connection.execute("UPDATE facts SET value='99' WHERE name='schema'")
    with pytest.raises(ArchiveError, match="later version"):
        Archive.open(tmp_path)


def test_a_damaged_catalogue_is_one_line(tmp_path: Path):
    (tmp_path / "catalogue.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(ArchiveError, match="is not a database") as error:
        Archive.open(tmp_path)
    assert "\n" not in str(error.value)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError, match="no archive can be written"):
        Archive.create(tmp_path / "file" / "archive")


def test_an_archive_with_openais_embedder_is_searched_with_it(
    tmp_path: Path, openai_server: OpenAIServer
):
    with Archive.create(tmp_path, "openai:text-embedding-3-small") as archive:
        add(archive, BRIDGE, Article(id="flood", text="The river rose."))
        near = archive.find_nearest(archive.embedder.embed_query("the bridge"), 1, Scope())
        assert archive.chunks(list(near)).popitem()[1].article.id == "bridge"


def test_a_second_writer_is_told_who_is_writing(archive: Archive):
    if archive.is_shared:
        pytest.skip("writers of vectors on a server wait for each other's batches")
    with writing(archive.catalogue):
        code = (
            "import sys; from pathlib import Path; from index.archive import Archive\n"
            "try: Archive.open(Path(sys.argv[1]), database=sys.argv[2]).remove('x')\n"
            "except Exception as error: print(error)"
        )
        told = run_elsewhere(code, archive.folder, archive.catalogue.address)
    assert f"is being written by process {os.getpid()}" in told
    assert "\n" not in told


def test_a_running_reader_finds_what_another_process_adds(archive: Archive):
    add(archive, BRIDGE)
    vector = archive.embedder.embed_query("the river rose")
    assert len(archive.find_nearest(vector, 5, Scope())) == 1
    code = (
        "import sys; from pathlib import Path; from index.archive import Archive\n"
        "from index.models import Article; from index.pipeline import index\n"
        "with Archive.open(Path(sys.argv[1]), database=sys.argv[2]) as archive:\n"
        "    index(archive, [Article(id='flood', text='The river rose.')])"
    )
    run_elsewhere(code, archive.folder, archive.catalogue.address)
    nearest = archive.chunks(list(archive.find_nearest(vector, 1, Scope())))
    assert [chunk.article.id for chunk in nearest.values()] == ["flood"]


@pytest.mark.slow
def test_six_processes_opening_a_new_archive_at_once_all_succeed(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from index.archive import Archive\n"
        "print(Archive.create(Path(sys.argv[1])).catalogue.counts()['articles'])"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "new")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        for _ in range(6)
    ]  # fmt: skip
    results = [process.communicate(timeout=60) for process in processes]
    assert [out.strip() for out, _ in results] == ["0"] * 6, results


ADD = (
    "import sys; from pathlib import Path; from index.archive import Archive\n"
    "from index.models import Article; from index.pipeline import index\n"
    "with Archive.open(Path(sys.argv[1]), database=sys.argv[2]) as archive:\n"
    "    index(archive, [Article(id=f'f{n}', text=f'The river rose {n}.') for n in range(9)])"
)


def test_an_idle_run_still_sees_what_others_wrote(archive: Archive):
    add(archive, BRIDGE)
    vector = archive.embedder.embed_query("the river rose")
    archive.find_nearest(vector, 20, Scope())
    run_elsewhere(ADD, archive.folder, archive.catalogue.address)
    assert add(archive, BRIDGE).unchanged == 1
    assert len(archive.find_nearest(vector, 20, Scope())) == 10


def test_an_archive_opened_again_sees_what_others_wrote_meanwhile(archive: Archive):
    add(archive, BRIDGE)
    vector = archive.embedder.embed_query("the river rose")
    archive.find_nearest(vector, 20, Scope())
    archive.close()
    run_elsewhere(ADD, archive.folder, archive.catalogue.address)
    with open_again(archive) as again:
        assert len(again.find_nearest(vector, 20, Scope())) == 10


def test_a_snapshot_shows_nothing_that_is_written_meanwhile(archive: Archive):
    add(archive, Article(id="a", text="The bridge is shut."))
    with archive.catalogue.engine.snapshot():
        before = archive.catalogue.counts()
        with open_again(archive) as another:
            add(another, Article(id="b", text="The bridge is open."))
        assert archive.catalogue.counts() == before
    assert archive.catalogue.counts()["articles"] == 2


def test_an_archive_can_be_deleted_and_created_again_in_process(tmp_path: Path):
    for _ in range(2):
        with Archive.create(tmp_path / "a") as archive:
            add(archive, BRIDGE)
            assert archive.vectors.count() == 1
        shutil.rmtree(tmp_path / "a")


def test_lost_vectors_are_reported_and_rebuilt_by_the_next_run(
    local: Archive, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.chroma_client._PATIENCE", 0.1)
    add(local, BRIDGE, Article(id="flood", text="The river rose."))
    local.close()
    shutil.rmtree(local.folder / "chroma")
    with Archive.open(local.folder) as again:
        vector = again.embedder.embed_query("the river rose")
        with pytest.raises(ArchiveError, match="doctor --repair"):
            again.find_nearest(vector, 5, Scope())
        assert add(again, BRIDGE).unchanged == 1
        assert len(again.find_nearest(vector, 5, Scope())) == 2


def test_what_a_killed_creation_left_is_cleared_away(tmp_path: Path):
    (tmp_path / "catalogue.new").write_bytes(b"half")
    (tmp_path / "catalogue.new-wal").write_bytes(b"half")
    with Archive.create(tmp_path) as archive:
        assert archive.catalogue.counts()["articles"] == 0


def test_a_damaged_vector_index_is_one_line_with_a_remedy(
    local: Archive, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.chroma_client._PATIENCE", 0.1)
    add(local, BRIDGE)
    local.close()
    (local.folder / "chroma/chroma.sqlite3").write_bytes(b"junk" * 5000)
    with (
        Archive.open(local.folder) as again,
        pytest.raises(ArchiveError, match="doctor --repair"),
    ):
        again.find_nearest([0.1] * 384, 1, Scope())


def _open_connections(archive: Archive) -> int:
    if (archive.folder / "catalogue.sqlite").exists():
        return sum(isinstance(one, sqlite3.Connection) for one in gc.get_objects())
    query = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
    return int(archive.catalogue.engine.connection.execute(query).fetchone()[0])


def test_threads_that_have_ended_leave_no_connection_behind(archive: Archive):
    def count_articles() -> None:
        archive.catalogue.counts()

    before = _open_connections(archive)
    for _ in range(40):
        thread = threading.Thread(target=count_articles)
        thread.start()
        thread.join()
    gc.collect()
    assert _open_connections(archive) < before + 5


def test_threads_open_the_vectors_of_two_embedders_together(tmp_path: Path):
    with ThreadPoolExecutor(2) as pool:
        for round_ in range(4):
            with Archive.create(tmp_path / str(round_)) as archive:
                together = threading.Barrier(2)

                def count(
                    identity: str,
                    archive: Archive = archive,
                    together: threading.Barrier = together,
                ) -> int:
                    together.wait()
                    vectors = archive.vectors_at("", identity)
                    vectors.create()
                    return vectors.count()

                assert list(pool.map(count, ["old", "new"])) == [0, 0]
