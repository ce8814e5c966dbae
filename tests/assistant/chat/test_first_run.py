"""A chat over an archive in which nothing is indexed yet."""

import io
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.chat.first_run import is_empty, offer_seeds, seeds_folder
from assistant.chat.input import PlainReader
from assistant.commands.cli import main
from index.archive import Archive
from index.errors import ArchiveError
from tests.assistant.chat.conftest import Chat
from tests.conftest import SEEDS


def test_an_archive_is_empty_until_an_article_is_in_it(tmp_path: Path):
    assert is_empty(tmp_path / "archive")
    with Archive.create(tmp_path / "archive"):
        assert is_empty(tmp_path / "archive")
    (tmp_path / "story.txt").write_text("The Olm ferry sank in May.")
    with Assistant(tmp_path / "archive") as assistant:
        assistant.index([tmp_path / "story.txt"])
    assert not is_empty(tmp_path / "archive")
    assert seeds_folder() == SEEDS


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_dumb_terminal_offers_samples_and_answers_a_question(chat: Chat, tmp_path: Path):
    with chat(ASSISTANT_ARCHIVE=str(tmp_path / "new"), TERM="dumb") as terminal:
        terminal.wait("Index some sample articles to try it? [Y/n]").press("y\r")
        terminal.ask("Who said Pier 10 was corroded?")
        assert "Divers had found between 9 and 11 April that the neighbouring" in terminal.text
        assert terminal.leave() == 0
        assert b"\x1b" not in terminal.written and b"\b" not in terminal.written


@pytest.mark.parametrize("reply", ["no\n", ""])
def test_who_wants_no_samples_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reply: str
):
    monkeypatch.setattr("sys.stdin", io.StringIO(reply))
    with pytest.raises(ArchiveError, match="run `assistant index PATH`"):
        offer_seeds(tmp_path, PlainReader(), quiet=True)


def test_a_pipe_is_not_offered_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.argv", ["assistant", "--archive", str(tmp_path / "new"), "chat"])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Who?\n")))
    with pytest.raises(SystemExit) as stop:
        main()
    out, err = capsys.readouterr()
    assert (stop.value.code, out) == (1, "")
    assert err.startswith("assistant: no article is indexed yet in ") and err.count("\n") == 1
