"""`assistant move`: to PostgreSQL and back, and what becomes of a copy that was cut off."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from assistant import Assistant
from assistant.commands.move import copy_archive
from index.archive import Archive
from index.backup.backup import backups_of
from index.catalog import transfer
from index.catalog.catalogue import Catalogue, open_catalogue
from tests.assistant.test_cli import Run
from tests.chroma_server import ChromaProcess
from tests.conftest import ROOT
from tests.postgres_server import PostgresProcess

QUESTION = "Which fighter program was Turkey withdrawn from?"


@pytest.fixture
def folder(user_to_copy: Path, tmp_path: Path) -> Path:
    return Path(copytree(user_to_copy, tmp_path / "archive"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ASSISTANT_LLM", "none")
    return Run(capsys, monkeypatch)


def named(assistant: Assistant, article: str) -> list[str]:
    """The answers that would go with an article."""
    return assistant.answers.remove(articles=[article], dry_run=True)


def test_an_archive_moves_to_postgresql_and_back(
    folder: Path, postgres: PostgresProcess, run: Run, monkeypatch: pytest.MonkeyPatch
):
    with Assistant(folder, llm="none") as assistant:
        before = assistant.ask(QUESTION)
        assistant.answers.feedback(before.id, "right")
        quoted = before.citations[0].article
        assert named(assistant, quoted.id) == [before.id]
    database, back = postgres.database(), folder.with_name("back")
    run("--archive", folder, "move", "--to", database)
    assert run.code == 0 and "questions have the same answer in both" in run.out
    monkeypatch.setenv("ASSISTANT_DATABASE", database)
    with Assistant(folder, llm="none") as assistant:
        assert named(assistant, quoted.id) == [before.id]
        assert named(assistant, "another") == []
        assert assistant.answers.remove(sources=["No such source"], dry_run=True) == []
        assert assistant.ask(QUESTION).text == before.text
        record = assistant.answers.record(before.id)
        assert record.json_text == before.model_dump_json(indent=2)
        assert [feedback.verdict for feedback in record.feedback] == ["right"]
    run("--archive", folder, "move", "--to", back)
    assert run.code == 0, run.err
    monkeypatch.delenv("ASSISTANT_DATABASE")
    with Assistant(back, llm="none") as assistant:
        assert len(assistant.answers) == 2
        assert assistant.ask(QUESTION).text == before.text
    run("--archive", back, "doctor", "--full")
    assert "FAILURE" not in run.out


def test_a_move_cut_off_is_not_asked_and_continues(
    folder: Path, postgres: PostgresProcess, run: Run, monkeypatch: pytest.MonkeyPatch
):
    database = postgres.database()
    with monkeypatch.context() as patch:
        patch.setattr(transfer, "_ROWS", 3)
        patch.setattr(transfer, "copy_facts", _fail)
        assert "cut off" in run.fails("--archive", folder, "move", "--to", database)
    monkeypatch.setenv("ASSISTANT_DATABASE", database)
    assert "is not complete; run" in run.fails("--archive", folder, "ask", QUESTION)
    monkeypatch.delenv("ASSISTANT_DATABASE")
    run("--archive", folder, "move", "--to", database)
    assert run.code == 0, run.err


def test_a_move_onto_another_archive_changes_nothing(
    folder: Path, user_to_copy: Path, tmp_path: Path, run: Run
):
    other = copytree(user_to_copy, tmp_path / "other")
    assert "nothing was changed" in run.fails("--archive", folder, "move", "--to", other)


def test_a_move_onto_a_file_says_what_to_type(folder: Path, run: Run):
    file = folder.with_name("copy.sqlite")
    file.write_text("notes", "utf-8")
    for place, why in ((file, "it is a file"), (file / "below", "Not a directory")):
        run("--archive", folder, "move", "--to", place)
        assert run.code == 1
        assert run.err == (
            f"assistant: {place} cannot be the folder of a copy ({why}); name an empty or a new"
            " folder, such as --to copy/\n"
        )
    assert file.read_text("utf-8") == "notes"


def test_a_move_cut_off_at_its_beginning_continues(
    folder: Path, postgres: PostgresProcess, run: Run, monkeypatch: pytest.MonkeyPatch
):
    real, database = Catalogue.create, postgres.database()

    @contextmanager
    def create(*given: Any, **more: Any) -> Iterator[str]:
        with real(*given, **more) as made:
            yield made
        _fail()

    with monkeypatch.context() as patch:
        patch.setattr(Catalogue, "create", create)
        assert "cut off" in run.fails("--archive", folder, "move", "--to", database)
    run("--archive", folder, "move", "--to", database)
    assert run.code == 0, run.err


def test_a_moved_archive_knows_where_backups_still_are(
    folder: Path, postgres: PostgresProcess, run: Run, tmp_path: Path
):
    database, back = postgres.database(), tmp_path / "back"
    run("--archive", folder, "backup", tmp_path / "backups")
    run("--archive", folder, "move", "--to", database)
    with Archive.open(folder, database=database) as archive:
        assert [*backups_of(folder, archive.catalogue)] == [tmp_path / "backups"]
        with Archive(back) as copy:
            copy_archive(archive, copy, None)
    assert [*backups_of(back)] == [tmp_path / "backups"]


def test_a_mistyped_address_is_told_without_its_password(folder: Path, run: Run):
    told = run.fails("--archive", folder, "move", "--to", "postgressql://me:secret@db.example/news")
    assert "begins with postgresql://" in told and "secret" not in told


def _fail(*_: object) -> None:
    raise OSError("cut off")


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "place",
    ["a table", "the words", "the vectors"],
)
def test_a_move_killed_anywhere_continues_and_is_whole(
    seeds_to_copy: Path, postgres: PostgresProcess, chroma_process: ChromaProcess,
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, place: str,
):  # fmt: skip
    folder = Path(copytree(seeds_to_copy, tmp_path / "archive"))
    database, url = postgres.database(), chroma_process.url
    moving = [sys.executable, "-m", "tests.assistant.killed_move", place]
    told = ["--archive", folder, "move", "--to", database, "--chroma", url]
    killed = subprocess.run([*moving, *told], cwd=ROOT, env=os.environ, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with (
        closing(open_catalogue(folder)) as source,
        closing(open_catalogue(folder, database)) as copy,
    ):
        before = transfer.count_rows(copy, transfer.CATALOGUE)
        whole = transfer.count_rows(source, transfer.CATALOGUE)
    if place == "a table":
        assert 0 < before["sentences"] < whole["sentences"]
    run(*told)
    assert run.code == 0, run.err
    assert "10 of 10 questions have the same answer" in run.out
    monkeypatch.setenv("ASSISTANT_DATABASE", database)
    with Archive.open(tmp_path / "elsewhere", database=database) as archive:
        assert archive.catalogue.fact("chroma") == url
        assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()
    run("--archive", folder, "doctor", "--full")
    assert "FAILURE" not in run.out


@pytest.mark.slow
def test_the_way_back_leaves_the_server_to_the_original(
    folder: Path, postgres: PostgresProcess, chroma_process: ChromaProcess, tmp_path: Path,
    run: Run, monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    database, back = postgres.database(), tmp_path / "back"
    run("--archive", folder, "move", "--to", database, "--chroma", chroma_process.url)
    assert run.code == 0, run.err
    monkeypatch.setenv("ASSISTANT_DATABASE", database)
    run("--archive", folder, "move", "--to", back)
    assert run.code == 0, run.err
    monkeypatch.delenv("ASSISTANT_DATABASE")
    with Archive.open(back) as copy, Archive.open(folder, database=database) as original:
        assert copy.catalogue.fact("chroma") == ""
        copy.remove(next(copy.catalogue.articles()).id)
        assert (copy.size, copy.vectors.count()) == (0, 0)
        assert original.vectors.count() == original.size > 0
