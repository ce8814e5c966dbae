"""`assistant backup` and `restore` of an archive in PostgreSQL, to a folder and to a database."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

import psycopg
import pytest

from assistant import Answer, Assistant
from index.archive import Archive
from index.backup.backup import Backups
from index.catalog import transfer
from index.doctor import check
from index.models import Article
from tests.assistant.test_cli import Run
from tests.making import add
from tests.postgres_server import PostgresProcess

QUESTIONS = (
    "Which fighter program was Turkey withdrawn from?",
    "Who is repairing the Halden Narrows Bridge?",
    "When did the Halden Narrows Bridge reopen?",
    "How many articles did the Ledger publish in 2024?",
    "Who won the election in Tarsenia?",
    "What did Ankara say about why it bought the S-400?",
    "When did Sullivan visit Ankara?",
    "When did ferry 7 leave Olm?",
    "What is the latest on the ferries?",
    "Who paid for the moon base of Aldor?",
)


def ferry(number: int, what: str = "left Olm at dawn") -> Article:
    # Long enough for the catalogue to have many blocks.
    told = " ".join(f"Passenger {number * 1000 + one} boarded at Olm." for one in range(100))
    return Article(id=f"ferry-{number}", text=f"Ferry {number} {what}. {told}")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ASSISTANT_LLM", "none")
    return Run(capsys, monkeypatch)


@pytest.fixture
def database(postgres: PostgresProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small archive in a database, which the settings name."""
    address = postgres.database()
    with Archive.create(tmp_path / "here", database=address) as archive:
        add(archive, *map(ferry, range(30)))
    monkeypatch.setenv("ASSISTANT_DATABASE", address)
    return address


def test_a_user_who_may_only_read_makes_backups(
    postgres: PostgresProcess, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    address = postgres.database()
    with Archive.create(tmp_path / "here", database=address) as archive:
        add(archive, Article(id="bridge", text="The bridge is shut."))
    with psycopg.connect(address, autocommit=True) as db:
        if not db.execute("SELECT 1 FROM pg_roles WHERE rolname = 'watcher'").fetchone():
            db.execute("CREATE ROLE watcher LOGIN")
        db.execute("GRANT USAGE ON SCHEMA assistant_catalogue TO watcher")
        db.execute("GRANT SELECT ON ALL TABLES IN SCHEMA assistant_catalogue TO watcher")
    monkeypatch.setenv("ASSISTANT_DATABASE", address.replace("//test@", "//watcher@"))
    made = done(run, "--archive", tmp_path / "here", "backup", tmp_path / "backups")
    assert made["counts"]["articles"] == 1


def done(run: Run, *arguments: object) -> Any:
    run(*arguments, "--json")
    assert run.code == 0, run.err
    return json.loads(run.out)


def contents(folder: Path, database: str = "") -> dict[str, str]:
    with Archive.open(folder, database=database) as archive:
        return {one.id: one.text for one in archive.catalogue.articles()}


def told(answer: Answer) -> dict[str, Any]:
    return answer.model_dump(mode="json", exclude={"id", "seconds"})


def failures(folder: Path, database: str = "") -> list[str]:
    found = check(folder, True, database=database)
    return [f"{one.name}: {one.message}" for one in found if one.severity == "failure"]


@contextmanager
def written(folder: Path, database: str, first: int) -> Iterator[None]:
    """A writer indexes ferries, each of which it sets right later, while the block runs."""
    stop = threading.Event()

    def write() -> None:
        with Archive.open(folder, database=database) as archive:
            number = first
            while not stop.is_set():
                add(archive, ferry(number), ferry(number - 1, "left Olm at noon"))
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_backups_under_load_are_restored_to_folder_and_database(
    seeds_to_copy: Path, postgres: PostgresProcess, tmp_path: Path, run: Run,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    here, dest = Path(copytree(seeds_to_copy, tmp_path / "here")), tmp_path / "backups"
    database, fresh = postgres.database(), postgres.database()
    run("--archive", here, "move", "--to", database, "--quiet")
    monkeypatch.setenv("ASSISTANT_DATABASE", database)
    with Assistant(here, llm="none") as original:
        asked = original.ask(QUESTIONS[0])
        with written(here, database, 1):
            made = [done(run, "--archive", here, "backup", dest) for _ in range(4)]
        made.append(done(run, "--archive", here, "backup", dest))
        assert made[-1]["counts"]["articles"] > made[0]["counts"]["articles"]
        assert done(run, "backup", dest, "--check") == {"damaged": {}}
        # To another database.
        monkeypatch.setenv("ASSISTANT_DATABASE", fresh)
        restored = done(run, "--archive", tmp_path / "there", "restore", dest)
        assert restored["counts"] == made[-1]["counts"] == original.archive.catalogue.counts()
        assert failures(tmp_path / "there", fresh) == []
        assert contents(tmp_path / "there", fresh) == contents(here, database)
        with Assistant(tmp_path / "there", llm="none") as copy:
            record = copy.answers.record(asked.id)
            assert record.json_text == asked.model_dump_json(indent=2)
            for question in QUESTIONS:
                assert told(copy.ask(question)) == told(original.ask(question))
        # To folders, of which the first backup is of a moment at which a writer wrote.
        monkeypatch.delenv("ASSISTANT_DATABASE")
        for one in (made[1], made[-1]):
            folder = tmp_path / one["id"]
            back = done(run, "--archive", folder, "restore", dest, "--backup", one["id"])
            assert back["counts"] == one["counts"] and failures(folder) == []
            ferries = [one for one in contents(folder) if one.startswith("ferry-")]
            assert set(ferries) == {f"ferry-{number}" for number in range(len(ferries))}
        with Assistant(folder, llm="none") as copy:
            for question in QUESTIONS:
                assert copy.ask(question).text == original.ask(question).text


@pytest.mark.slow
def test_a_second_backup_of_postgresql_writes_what_differs(
    database: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    here, dest = tmp_path / "here", tmp_path / "backups"
    first = done(run, "--archive", here, "backup", dest)
    again = done(run, "--archive", here, "backup", dest)
    with Archive.open(here, database=database) as archive:
        add(archive, ferry(3, "was wrecked off Zembla"))
        archive.remove("ferry-5")
    third = done(run, "--archive", here, "backup", dest)
    assert again["added"] < first["added"] / 10
    assert third["added"] < first["added"] / 2
    monkeypatch.delenv("ASSISTANT_DATABASE")
    for made, count in ((first, 30), (third, 29)):
        folder = tmp_path / made["id"]
        run("--archive", folder, "restore", dest, "--backup", made["id"])
        assert run.code == 0 and f"{count} articles, 30 versions" in run.out
    assert contents(folder) == contents(here, database)
    # What was removed since the backup before is in no page of this one.
    assert b"Ferry 5 left" not in (folder / "catalogue.sqlite").read_bytes()


def test_a_restore_never_overwrites_a_database(database: str, tmp_path: Path, run: Run):
    here, dest = tmp_path / "here", tmp_path / "backups"
    done(run, "--archive", here, "backup", dest)
    before = contents(here, database)
    line = run.fails("--archive", tmp_path / "there", "restore", dest)
    assert "already holds an archive; nothing was changed" in line
    assert contents(here, database) == before


@pytest.mark.slow
def test_a_restore_to_a_database_cut_off_is_run_again(
    database: str, postgres: PostgresProcess, tmp_path: Path, run: Run,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    here, there, dest = tmp_path / "here", tmp_path / "there", tmp_path / "backups"
    done(run, "--archive", here, "backup", dest)
    fresh = postgres.database()
    monkeypatch.setenv("ASSISTANT_DATABASE", fresh)
    with monkeypatch.context() as patch:
        patch.setattr(transfer, "copy_facts", _fail)
        assert "cut off" in run.fails("--archive", there, "restore", dest)
    assert "`assistant move` or `restore` again" in run.fails("--archive", there, "ask", "When?")
    assert done(run, "--archive", there, "restore", dest)["counts"]["articles"] == 30
    assert contents(there, fresh) == contents(here, database)
    assert list(there.glob("restore-*")) == []


@pytest.mark.slow
def test_backups_of_another_machine_are_named_on_removal(database: str, tmp_path: Path, run: Run):
    run("--archive", tmp_path / "here", "backup", tmp_path / "backups")
    (made,) = Backups(tmp_path / "backups").all()
    run("--archive", tmp_path / "there", "articles", "remove", "ferry-3")
    assert f"{tmp_path / 'backups'}: 1 backup ({made.id} to {made.id})" in run.err


def _fail(*_: object) -> None:
    raise OSError("cut off")
