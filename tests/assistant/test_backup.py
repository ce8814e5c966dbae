"""`assistant backup` and `restore` while a process indexes and people ask."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from assistant import Answer, Assistant
from index.doctor import check
from tests.assistant.test_cli import Run
from tests.conftest import ROOT

QUESTIONS = (
    "Which fighter program was Turkey withdrawn from?",
    "Who is repairing the Halden Narrows Bridge?",
    "How many articles did the Ledger publish in 2024?",
    "Who won the election in Tarsenia?",
    "When did ferry 7 leave Olm?",
    "Who paid for the moon base of Aldor?",
)


def command(folder: Path, *arguments: object) -> Any:
    told = [sys.executable, "-m", "assistant", "--archive", str(folder), *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(told, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def told(answer: Answer) -> dict[str, Any]:
    return answer.model_dump(mode="json", exclude={"id", "seconds"})


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_backups_under_load_are_restored_and_answer_the_same(seeds_to_copy: Path, tmp_path: Path):
    folder = Path(copytree(seeds_to_copy, tmp_path / "archive"))
    write = [sys.executable, "-m", "tests.index.processes", "write", str(folder), "0"]
    writer = subprocess.Popen([*write, "600"], cwd=ROOT, stdout=subprocess.DEVNULL)
    stop, asked, errors = threading.Event(), [], []

    def ask() -> None:
        with Assistant(folder, llm="none") as assistant:
            while not stop.is_set():
                try:
                    asked.append(assistant.ask(QUESTIONS[len(asked) % len(QUESTIONS)]).id)
                except Exception as error:
                    errors.append(error)

    readers = [threading.Thread(target=ask) for _ in range(2)]
    for reader in readers:
        reader.start()
    made = []
    while writer.poll() is None or not made:
        made.append(command(folder, "backup", tmp_path / "backups", "--json"))
    stop.set()
    for reader in readers:
        reader.join()
    assert writer.returncode == 0 and errors == [] and len(asked) > 1
    made.append(command(folder, "backup", tmp_path / "backups", "--json"))
    assert made[-1]["added"] < made[-1]["bytes"] / 2  # the rest is in those before
    assert command(folder, "backup", tmp_path / "backups", "--check", "--json") == {"damaged": {}}
    for number in {0, len(made) - 1}:
        _check_restored(tmp_path, made[number], f"restored-{number}")
    with (
        Assistant(folder, llm="none") as original,
        Assistant(tmp_path / f"restored-{len(made) - 1}", llm="none") as restored,
    ):
        for question in QUESTIONS:
            assert told(original.ask(question)) == told(restored.ask(question))
        assert {record.id for record in original.answers.latest(None)} >= set(asked)
        assert {record.id for record in restored.answers.latest(None)} >= set(asked)


def _check_restored(tmp_path: Path, made: dict[str, Any], name: str) -> None:
    arguments = ("restore", tmp_path / "backups", "--backup", made["id"], "--json")
    restored = command(tmp_path / name, *arguments)
    assert restored["counts"] == made["counts"]
    faults = [one for one in check(tmp_path / name, True) if one.severity == "failure"]
    assert faults == []
    with Assistant(tmp_path / name, llm="none") as assistant:
        catalogue = assistant.archive.catalogue
        ferries = [one.id for one in catalogue.articles() if one.id.startswith("ferry-")]
        # Of what was being written, the first articles are there, each whole.
        assert set(ferries) == {f"ferry-{number}" for number in range(len(ferries))}
        for record in assistant.answers.latest(None):
            for citation in record.answer.citations:
                article = catalogue.article(citation.article.id, citation.article.version)
                assert article and article.text[citation.start : citation.end] == citation.quote


def test_the_list_of_backups_says_what_is_in_them(
    user_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    run = Run(capsys, monkeypatch)

    def told(*arguments: str, folder: Path = user_folder) -> Any:
        verb, *options = arguments
        run("--archive", folder, verb, tmp_path / "backups", *options, "--json")
        assert run.code == 0, run.err
        return json.loads(run.out)

    first, second = told("backup"), told("backup", "--keep", "1")
    assert second["removed"] == [first["id"]]
    (listed,) = told("backup", "--list")
    assert (listed["id"], listed["counts"]["articles"]) == (second["id"], 1)
    assert told("backup", "--check") == {"damaged": {}}
    restored = told("restore", "--backup", second["id"], folder=tmp_path / "restored")
    assert restored["counts"] == second["counts"]
