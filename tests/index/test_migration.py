"""Archives that an earlier version of the project wrote."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import chromadb
import numpy as np
import pytest

from index.archive import Archive
from index.catalog.database import SCHEMA
from index.catalog.reprints import groups
from index.catalog.scope import Scope
from index.embedder_change import re_embed
from index.errors import ArchiveError
from index.models import Article
from tests.making import add

STORED = Path(__file__).parent / "archives"


@pytest.fixture(params=range(1, SCHEMA), ids=lambda number: f"schema-{number}")
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    shutil.unpack_archive(STORED / f"schema-{request.param}.zip", tmp_path)
    return tmp_path / "archive"


def tables(archive: Archive) -> set[str]:
    rows = archive.catalogue.connection.execute("SELECT sql FROM sqlite_master")
    return {row[0] for row in rows}


def test_an_older_archive_is_migrated_when_opened(old: Path, tmp_path: Path):
    with Archive.open(old) as archive, Archive.create(tmp_path / "new") as new:
        assert tables(archive) == tables(new)
        assert archive.catalogue.fact("schema") == str(SCHEMA)
        assert archive.catalogue.counts()["articles"] == 2
        now, before = archive.catalogue.article("ferry"), archive.catalogue.article("ferry", 1)
        assert now and now.text.endswith("Zoë Lund, promised a second boat.")
        assert before and before.text.endswith("asked for patience.")


@pytest.mark.untraced
def test_an_older_archive_is_embedded_again_and_used_normally(old: Path):
    with Archive.open(old) as archive:
        with pytest.raises(ArchiveError, match="assistant index --re-embed"):
            add(archive, Article(id="flood", text="The river rose."))
        assert re_embed(archive) == 2
        near = archive.find_nearest(archive.embedder.embed_query("tunnel dig"), 1, Scope())
        assert archive.chunks(list(near)).popitem()[1].article.id == "tunnel"
        assert add(archive, Article(id="flood", text="The river rose.")).indexed == 1
        assert archive.vectors.count() == 3
        archive.remove("flood")


def test_vectors_that_an_older_archive_kept_are_kept_on(tmp_path: Path):
    shutil.unpack_archive(STORED / "schema-5.zip", tmp_path)
    catalogue = tmp_path / "archive/catalogue.sqlite"
    query = "SELECT chunk, data FROM embeddings ORDER BY chunk"
    with closing(sqlite3.connect(catalogue)) as db:
        before = db.execute(query).fetchall()
    with Archive.open(tmp_path / "archive") as archive:
        after = [tuple(row) for row in archive.catalogue.connection.execute(query)]
        (key, data), *_ = after
        vector = np.frombuffer(data, np.float16).astype(float).tolist()
        assert list(archive.find_nearest(vector, 1, Scope())) == [key]
    assert after == before
    assert len(before) == 2


@pytest.fixture(params=range(2, 7), ids=lambda number: f"schema-{number}")
def kept(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """An archive whose catalogue keeps all vectors, and whose Chroma is laid out otherwise.

    Of the first layout, Chroma alone had them; layout 7 is the last that moved them.
    """
    shutil.unpack_archive(STORED / f"schema-{request.param}.zip", tmp_path)
    return tmp_path / "archive"


def test_vectors_move_from_the_catalogue_without_an_embedder(kept: Path):
    moved: list[int] = []

    @contextmanager
    def progress(count: int) -> Iterator[Callable[[int], None]]:
        moved.append(count)
        yield lambda done: moved.append(-done)

    shutil.copytree(kept / "chroma", kept / "chroma-2")
    with Archive.open(kept, progress=progress) as archive:  # its embedder is gone
        assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()
        client = chromadb.PersistentClient(kept / "chroma")
        assert [one.name for one in client.list_collections()] == [archive.vectors.name]
        documents = client.get_collection(archive.vectors.name).get()["documents"] or []
        assert any("tunnel" in document for document in documents)
    assert moved[0] == 2 and sum(moved) == 0
    assert not (kept / "chroma-2").exists()
    Archive.open(kept, progress=progress).close()
    assert moved[0] == 2 and sum(moved) == 0, "moved again"


def test_an_interrupted_move_goes_on_where_it_was(kept: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("index.writer.TOGETHER", 1)
    left: list[int] = []

    @contextmanager
    def dying(count: int) -> Iterator[Callable[[int], None]]:
        left.append(count)

        def die(done: int) -> None:
            raise KeyboardInterrupt

        yield die

    with pytest.raises(KeyboardInterrupt):
        Archive.open(kept, progress=dying)
    with pytest.raises(KeyboardInterrupt):
        Archive.open(kept, progress=dying)
    with Archive.open(kept, progress=dying) as archive:
        assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()
    assert left == [2, 1]


@pytest.mark.untraced
def test_articles_of_an_older_archive_are_compared_with_new_ones(old: Path):
    text = "The Varn tunnel opened on Monday. It took nine years to dig."
    longer = " ".join(f"{text} So said witness number {n}." for n in range(9))
    with Archive.open(old) as archive:
        re_embed(archive)
        add(archive, Article(id="long", text=longer))
        archive.catalogue.connection.execute("DELETE FROM facts WHERE name = 'signed'")
        archive.catalogue.connection.execute("DELETE FROM bands")
        add(archive, Article(id="copy", text=longer))
        assert groups(archive.catalogue) == [("long", "copy")]


def test_an_interrupted_migration_leaves_the_archive_unchanged(
    old: Path, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr("index.catalog.database.SCHEMA", SCHEMA + 1)
        with pytest.raises(FileNotFoundError):
            Archive.open(old)
    with Archive.open(old) as archive:
        assert archive.catalogue.fact("schema") == str(SCHEMA)
        assert archive.catalogue.counts()["articles"] == 2
