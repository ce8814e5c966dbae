"""What is PostgreSQL's own: what it cannot hold, what it finds, what happens when it stops."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from index.archive import Archive
from index.catalog import transfer
from index.catalog.catalogue import open_catalogue
from index.catalog.facets import read_facets
from index.catalog.phrases import articles_saying
from index.catalog.scope import Scope
from index.errors import ArchiveError
from index.models import Article
from index.pipeline import index
from tests.conftest import ROOT
from tests.making import add
from tests.postgres_server import PostgresProcess
from tests.stores import check_again, open_again

BRIDGE = Article(id="bridge", title="Bridge shut", text="Ferries run every hour instead.")


@pytest.fixture
def stored(postgres: PostgresProcess, tmp_path: Path) -> Iterator[Archive]:
    """A new, empty archive in PostgreSQL."""
    with Archive.create(tmp_path / "archive", database=postgres.database()) as archive:
        yield archive


def test_a_text_with_nul_comes_back_as_it_was(stored: Archive):
    article = Article(
        id="nul", title="A\0B", text="One\0two 100 % of 'it'. Who? :name", authors=("A\0 Ferrin",)
    )
    add(stored, article)
    kept = stored.catalogue.article("nul")
    assert kept and (kept.title, kept.text, kept.authors) == (
        article.title, article.text, article.authors
    )  # fmt: skip
    assert check_again(stored, True)["versions"].severity == "fine"


def test_times_of_any_zone_are_the_same_moment(stored: Archive):
    zone = timezone(timedelta(hours=-11))
    late = datetime(2024, 3, 31, 20, tzinfo=zone)  # April in UTC
    before = datetime(1969, 12, 31, 12, tzinfo=UTC)
    add(stored, Article(id="late", text="Late.", published_at=late))
    add(stored, Article(id="old", text="Old.", published_at=before))
    assert read_facets(stored.catalogue, Scope()).months == (("2024-04", 1), ("1969-12", 1))
    kept = stored.catalogue.article("late")
    assert kept and kept.published_at
    assert kept.published_at.isoformat() == late.isoformat()


def test_a_phrase_does_not_go_from_title_into_text(stored: Archive):
    add(stored, BRIDGE)
    saying = [articles_saying(stored.catalogue, [words], Scope()) for words in (
        "bridge shut", "shut ferries", "ferry runs every hours"
    )]  # fmt: skip
    assert list(map(len, saying)) == [1, 0, 1]


def test_both_databases_find_nearly_the_same_by_words(
    postgres: PostgresProcess, seeds_folder: Path, tmp_path: Path
):
    words = ["bridge", "bank", "president", "election", "harbour", "profit", "jet", "missile"]
    one = open_catalogue(seeds_folder)
    other = open_catalogue(tmp_path, postgres.database())
    with closing(one), closing(other):
        transfer.begin(one, other)
        transfer.copy_catalogue(one, other)
        assert transfer.differences(one, other) == []
        assert one.occurrences(words) == other.occurrences(words)
        for i in range(len(words) - 2):
            expected, found = (
                {key for key, _ in place.find_words(words[i : i + 3], 30, Scope())}
                for place in (one, other)
            )
            assert len(found & expected) >= 0.88 * len(expected)


def test_a_reader_goes_on_when_the_database_was_restarted(
    stored: Archive, postgres: PostgresProcess
):
    add(stored, BRIDGE)
    postgres.stop()
    postgres.start()
    assert stored.catalogue.counts()["articles"] == 1
    assert add(stored, Article(id="flood", text="The river rose.")).indexed == 1


def test_a_writer_that_lost_its_connection_writes_no_more(
    stored: Archive, postgres: PostgresProcess
):
    def articles() -> Iterator[Article]:
        yield BRIDGE
        postgres.stop()
        postgres.start()
        yield Article(id="flood", text="The river rose.")

    with pytest.raises(Exception, match=r"PostgreSQL|run the same command again"):
        index(stored, articles())
    assert index(stored, [BRIDGE, Article(id="flood", text="The river rose.")]).problems == []
    assert stored.catalogue.counts()["articles"] == 2
    assert check_again(stored, True)["vectors"].severity == "fine"


@pytest.mark.slow
def test_a_killed_writer_holds_nothing_and_loses_nothing(stored: Archive):
    code = (
        "import sys; from pathlib import Path; from index.archive import Archive\n"
        "from index.models import Article; from index.pipeline import index\n"
        "def articles():\n"
        "    for n in range(10_000):\n"
        "        yield Article(id=str(n), text=f'Ferry {n} carried {n} lorries to Olm.')\n"
        "index(Archive.open(Path(sys.argv[1]), database=sys.argv[2]), articles())"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", code, str(stored.folder), stored.catalogue.address],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    end = time.monotonic() + 50
    while not stored.catalogue.counts()["articles"]:
        assert writer.poll() is None and time.monotonic() < end
        time.sleep(0.05)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    with open_again(stored) as again:
        assert add(again, BRIDGE).indexed == 1
        assert again.vectors.ids() == again.catalogue.all_vectors().keys()
        assert check_again(again, True)["words"].severity == "fine"


def test_a_database_that_does_not_answer_is_one_line(tmp_path: Path):
    address = f"postgresql://test:secret@/news?host={tmp_path}"
    with pytest.raises(ArchiveError, match="cannot be opened") as told:
        Archive.open(tmp_path, database=address)
    assert "secret" not in str(told.value) and "\n" not in str(told.value)


def test_without_psycopg_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in [*sys.modules]:
        if name.startswith(("psycopg", "index.catalog.postgres")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ArchiveError, match=r"\[postgres\]"):
        Archive.open(tmp_path, database="postgresql://localhost/news")


def test_sqlite_does_not_load_what_postgresql_needs(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from index.archive import Archive\n"
        "Archive.create(Path(sys.argv[1])).catalogue.counts()\n"
        "print(any(name.startswith(('psycopg', 'index.catalog.postgres')) for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"
