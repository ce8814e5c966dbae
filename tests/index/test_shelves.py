"""Vectors on several shelves: one archive to whoever asks."""

import shutil
import sys
from pathlib import Path

import pytest

from index import scan, vector_store
from index.archive import Archive
from index.catalog.scope import Scope
from index.models import Article
from index.shelf import STAMP
from index.vector_sync import mend
from tests.index.processes import article, opened
from tests.index.test_archive import in_another_process
from tests.making import add


@pytest.fixture(autouse=True)
def small_shelves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MOST", 0)  # else vectors so few are held in memory
    monkeypatch.setattr(vector_store, "SHELF", 4)
    monkeypatch.setattr("index.pipeline.BATCH_CHUNKS", 2)


@pytest.fixture
def archive(tmp_path: Path):
    with opened(tmp_path / "archive") as archive:
        add(archive, *map(article, range(10)))
        yield archive


def shelves(archive: Archive) -> list[str]:
    return sorted(path.name for path in archive.folder.glob("chroma*"))


def best(archive: Archive, number: int) -> str:
    vector = archive.embedder.embed_query(f"\n{article(number).text}")
    key = next(iter(archive.find_nearest(vector, 3, Scope())))
    return archive.chunks([key])[key].article.id


def test_a_full_shelf_is_followed_by_another_and_all_are_searched(archive: Archive):
    assert shelves(archive) == ["chroma", "chroma-2", "chroma-3"]
    assert [best(archive, n) for n in range(10)] == [f"ferry-{n}" for n in range(10)]
    assert archive.vectors.count() == 10
    assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()


def test_the_best_of_all_shelves_come_first(archive: Archive):
    vector = archive.embedder.embed_query("\nany")
    cosines = list(archive.find_nearest(vector, 7, Scope()).values())
    assert len(cosines) == 7
    assert cosines == sorted(cosines, reverse=True)


def test_articles_are_removed_from_whichever_shelf_they_stand_on(archive: Archive):
    for number in (0, 5, 9):
        archive.remove(f"ferry-{number}")
    assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()
    assert archive.vectors.count() == 7


def test_an_article_set_back_to_an_earlier_text_stands_on_one_shelf(archive: Archive):
    changed = Article(id="ferry-0", text="Ferry 0 did not leave.")
    add(archive, changed)
    add(archive, article(0))
    assert archive.vectors.count() == 10
    assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()


def test_a_running_reader_sees_what_another_process_puts_on_a_new_shelf(archive: Archive):
    assert best(archive, 3) == "ferry-3"
    code = (
        "import sys; from pathlib import Path; from index import vector_store\n"
        "from tests.index.processes import article, opened; from tests.making import add\n"
        "vector_store.SHELF = 4\n"
        "with opened(Path(sys.argv[1])) as archive:\n"
        "    archive.remove('ferry-3'); add(archive, *map(article, range(10, 16)))"
    )
    in_another_process(code, archive.folder)
    assert [best(archive, n) for n in (10, 15)] == ["ferry-10", "ferry-15"]
    assert best(archive, 3) != "ferry-3"


def test_what_a_killed_writer_began_as_a_shelf_is_begun_anew(archive: Archive):
    add(archive, *map(article, range(10, 12)))
    begun = archive.folder / "chroma-4"
    shutil.copytree(archive.folder / "chroma-2", begun)
    (begun / STAMP).unlink()
    assert archive.vectors.count() == 12
    add(archive, *map(article, range(12, 14)))
    assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()
    assert archive.vectors.count() == 14


@pytest.mark.parametrize("name", ["chroma", "chroma-2", "chroma-3"])
def test_a_lost_or_damaged_shelf_is_made_anew_without_an_embedder(
    archive: Archive, name: str, monkeypatch: pytest.MonkeyPatch
):
    archive.close()
    (archive.folder / name / "chroma.sqlite3").write_bytes(b"junk" * 5000)
    with opened(archive.folder) as again:
        monkeypatch.setattr(type(again.embedder), "embed_documents", None)
        with again.run():
            mend(again, is_thorough=True)
        assert again.vectors.ids() == again.catalogue.all_vectors().keys()
        assert best(again, 1) == "ferry-1"


def test_a_lost_first_shelf_is_filled_again(archive: Archive):
    archive.close()
    shutil.rmtree(archive.folder / "chroma")
    with opened(archive.folder) as again:
        assert add(again, Article(id="one", text="One more.")).indexed == 1
        assert again.vectors.ids() == again.catalogue.all_vectors().keys()


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_counting_opens_no_shelf_for_longer_than_it_takes(archive: Archive):
    archive.vectors.close()
    before = len(list(Path("/proc/self/task").iterdir()))
    assert archive.vectors.count() == 10
    assert len(list(Path("/proc/self/task").iterdir())) <= before + 2  # Chroma starts six a shelf
