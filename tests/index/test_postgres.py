"""What is PostgreSQL's own: what it cannot hold, what it finds, what happens when it stops."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from assistant.history.budgets import Budget
from assistant.history.recorder import Recorder
from assistant.history.usage import sum_up
from assistant.schema.question import Question
from index.archive import Archive
from index.catalog import transfer
from index.catalog.bylines import count_by_source
from index.catalog.catalogue import open_catalogue
from index.catalog.overview import read_facets
from index.catalog.phrases import articles_saying
from index.catalog.postgres import words
from index.catalog.postgres.connection import MOST
from index.catalog.scope import Scope
from index.chroma_records import Record
from index.errors import ArchiveError
from index.models import Article
from index.pipeline import index
from index.vector_store import VectorStore
from index.writer import is_held
from tests.assistant.history.making import answer_to
from tests.chroma_server import ChromaProcess
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


def test_days_are_of_utc_whatever_zone_the_database_has(postgres: PostgresProcess, tmp_path: Path):
    address = postgres.database()
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("ALTER ROLE test IN DATABASE " + db.info.dbname + " SET TimeZone = 'Etc/GMT-14'")
    late = datetime(2024, 3, 31, 20, tzinfo=UTC)  # the first of April there
    with Archive.create(tmp_path, database=address) as archive:
        add(archive, Article(id="late", text="Late.", published_at=late))
        assert read_facets(archive.catalogue, Scope()).months == (("2024-03", 1),)
    memory = Recorder(tmp_path, Budget(day=1), True, None, database=address)
    memory.keep(asked := Question("Who?", asked_at=late), answer_to(asked))
    (day,) = sum_up(memory.store, by="day").rows
    memory.close()
    assert (day.name, day.questions) == ("2024-03-31", 1)


def test_words_of_sql_and_of_its_search_are_words(stored: Archive):
    said = "Select user, order and not end: the table of all | & ! <-> ( ) \\ ' \" words."
    add(stored, Article(id="sql", title="End", text=said, source="user", section="order"))
    scope = Scope(sources=("user",))
    for word in ("select", "end", "not", "or", "table"):
        assert len(stored.find_words([word], 5, scope)) == (word != "or"), word
    for hostile in ("a:*", "& |", "'", "\\", "nu\0l", "<->", "", "%s", "?", ":name", "x'); --"):
        stored.find_words([hostile], 5, scope)
        articles_saying(stored.catalogue, [hostile], scope)
    assert stored.catalogue.counts()["articles"] == 1


def test_few_connections_serve_many_threads(stored: Archive):
    add(stored, BRIDGE)
    with ThreadPoolExecutor(50) as threads:
        for count in threads.map(lambda _: stored.catalogue.counts()["articles"], range(500)):
            assert count == 1
    query = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
    assert stored.catalogue.value(query) <= MOST


def test_a_transaction_and_a_lock_are_of_one_thread(stored: Archive):
    engine = stored.catalogue.engine
    with ThreadPoolExecutor(1) as other, engine.lock("writer", 0):
        assert other.submit(is_held, stored.catalogue).result()
        with stored.catalogue.transaction() as db:
            db.execute("UPDATE facts SET value = '99' WHERE name = 'generation'")
            seen = other.submit(lambda: stored.catalogue.generation).result()
        assert seen == 0
    assert not is_held(stored.catalogue)
    assert stored.catalogue.generation == 99


def test_an_idle_connection_that_was_ended_is_replaced_to_write(
    stored: Archive, postgres: PostgresProcess
):
    stored.catalogue.counts()
    postgres.stop("fast")
    postgres.start()
    stored.catalogue.engine.note_holder("nobody")
    assert stored.catalogue.engine.holder() == "nobody"


def test_a_phrase_does_not_go_from_title_into_text(stored: Archive):
    add(stored, BRIDGE)
    saying = [articles_saying(stored.catalogue, [words], Scope()) for words in (
        "bridge shut", "shut ferries", "ferry runs every hours"
    )]  # fmt: skip
    assert list(map(len, saying)) == [1, 0, 1]


def test_both_databases_find_nearly_the_same_by_words(
    postgres: PostgresProcess, seeds_folder: Path, tmp_path: Path
):
    names = ["bridge", "bank", "president", "election", "harbour", "profit", "jet", "missile"]
    one = open_catalogue(seeds_folder)
    other = open_catalogue(tmp_path, postgres.database())
    with closing(one), closing(other):
        transfer.begin(one, other)
        transfer.copy_catalogue(one, other)
        assert transfer.differences(one, other) == []
        assert one.occurrences(names) == other.occurrences(names)
        for i in range(len(names) - 2):
            expected, found = (
                {key for key, _ in place.find_words(names[i : i + 3], 30, Scope())}
                for place in (one, other)
            )
            assert len(found & expected) >= 0.88 * len(expected)


def test_chunks_with_two_of_the_words_are_found_first(
    stored: Archive, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(words, "_FEW", 0)  # no word is so rare that one suffices
    texts = {"both": "A ferry hit the bridge", "one": "A ferry", "other": "The bridge"}
    add(stored, *(
        Article(id=f"{name} {n}", text=f"{text} on day {n}.")
        for name, text in texts.items() for n in range(3)
    ))  # fmt: skip
    for limit in (3, 9):
        found = stored.find_words(["ferry", "bridge"], limit, Scope())
        names = [stored.chunks([key])[key].article.id.split()[0] for key in found]
        assert names[:3] == ["both"] * 3
        assert len(names) == limit


def test_a_user_who_may_only_read_asks_and_writes_nothing(stored: Archive):
    add(stored, BRIDGE)
    with stored.catalogue.transaction() as db:
        db.execute("DROP ROLE IF EXISTS reader")
        db.execute("CREATE ROLE reader LOGIN")
        db.execute("GRANT USAGE ON SCHEMA assistant_catalogue TO reader")
        db.execute("GRANT SELECT ON ALL TABLES IN SCHEMA assistant_catalogue TO reader")
    stored.catalogue.engine.note_holder("a writer that crashed")
    address = stored.catalogue.address.replace("//test@", "//reader@")
    with Archive.open(stored.folder, database=address) as archive:
        assert archive.is_read_only and not stored.is_read_only
        assert archive.find_words(["ferries"], 5, Scope())
        assert archive.find_nearest(archive.embedder.embed_query("ferries"), 5, Scope())
        with pytest.raises((ArchiveError, sqlite3.Error), match="permission denied"):
            add(archive, Article(id="more", text="More ferries."))
    assert stored.size == 1


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
def test_one_of_several_writers_writes_a_lost_batch_again(
    postgres: PostgresProcess,
    chroma_process: ChromaProcess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    real, restarts = VectorStore.upsert, [1]

    def upsert(store: VectorStore, records: Sequence[Record]) -> None:
        if restarts and restarts.pop():
            postgres.stop()
            postgres.start()
        real(store, records)

    monkeypatch.setattr(VectorStore, "upsert", upsert)
    place = {"chroma": chroma_process.url, "database": postgres.database()}
    with Archive.create(tmp_path, **place) as archive:
        summary = add(archive, BRIDGE, Article(id="flood", text="The river rose."))
        assert (summary.indexed, summary.unchanged) == (2, 0)
        assert archive.catalogue.counts()["versions"] == 2
        assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()
        assert not archive.catalogue.engine.holder()


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


def test_an_address_that_is_not_valid_tells_no_password(tmp_path: Path):
    with pytest.raises(ArchiveError, match="is not valid") as told:
        Archive.open(tmp_path, database="postgresql://test:secret@[db/news")
    assert "secret" not in str(told.value)


def test_superseded_versions_do_not_slow_what_is_counted(stored: Archive):
    made, kept = "generate_series(1, 20000) AS one", "'text', 'Pell Post', '[]', '{}', ''"
    columns = "key, article, number, text, source, authors, metadata, fingerprint"
    with stored.catalogue.transaction() as db:
        db.execute(f"INSERT INTO articles (key, id) SELECT one, one FROM {made}")
        for number, key in ((1, "one"), (2, "one + 20000")):
            values = f"{key}, one, {number}, {kept}"
            db.execute(f"INSERT INTO versions ({columns}) SELECT {values} FROM {made}")
        db.execute("UPDATE articles SET current = key + 20000")
    # With little memory, as if there were many more.
    options = "-c work_mem=64kB -c statement_timeout=5s"
    address = make_conninfo(stored.catalogue.address, options=options)
    with closing(open_catalogue(stored.folder, address)) as catalogue:
        assert catalogue.sources() == ["Pell Post"]
        assert count_by_source(catalogue, Scope()) == {"Pell Post": 20000}
        assert read_facets(catalogue, Scope()).articles == 20000


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
