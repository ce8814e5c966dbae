"""A chat over an archive in which nothing is indexed yet."""

import os
import subprocess
import sys
from pathlib import Path

from assistant import Assistant
from assistant.repl.first_run import is_empty, seeds_folder
from index.store import Archive
from tests.assistant.repl.conftest import Chat
from tests.conftest import ROOT, SEEDS


def test_an_archive_is_empty_until_an_article_is_in_it(tmp_path: Path):
    assert is_empty(tmp_path / "archive")
    with Archive.create(tmp_path / "archive"):
        assert is_empty(tmp_path / "archive")
    (tmp_path / "story.txt").write_text("The Olm ferry sank in May.")
    with Assistant(tmp_path / "archive") as assistant:
        assistant.index([tmp_path / "story.txt"])
    assert not is_empty(tmp_path / "archive")
    assert seeds_folder() == SEEDS


def test_the_samples_are_offered_and_the_first_question_answered_in_a_dumb_terminal(
    chat: Chat, tmp_path: Path
):
    with chat(ASSISTANT_ARCHIVE=str(tmp_path / "new"), TERM="dumb") as terminal:
        terminal.wait("Index some sample articles to try it? [Y/n]").press("y\r")
        terminal.ask("Who said Pier 10 was corroded?")
        assert "Divers had found between 9 and 11 April that the neighbouring" in terminal.text
        assert terminal.leave() == 0
        assert b"\x1b" not in terminal.written and b"\b" not in terminal.written


def test_nobody_is_asked_by_a_pipe(tmp_path: Path):
    run = subprocess.run(
        [sys.executable, "-m", "assistant", "--archive", tmp_path / "new", "chat"],
        input="Who?\n", env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("assistant: no article is indexed yet in ")
    assert run.stderr.count("\n") == 1
