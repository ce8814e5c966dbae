"""Whole sessions in a real terminal, their screens compared as text."""

import os
import re
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from tests.assistant.chat.conftest import Chat
from tests.assistant.test_cli import Run
from tests.conftest import ROOT
from tests.transcripts.chat import LINES, screen_after

pytestmark = pytest.mark.timeout(240)  # several waits of up to 60 s in a terminal

SCREENS = Path(__file__).parent / "screens"
_COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[0-8]|4[0-8]|9\d)[0-9;]*m")


@pytest.mark.slow
@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_session_fits_its_terminal_and_respects_no_color(chat: Chat, columns: int):
    """With KEEP_SCREENS=1 what is seen becomes what is expected from now on."""
    colours = {"NO_COLOR": "1"} if columns == 200 else {}
    with chat(columns=columns, **colours) as terminal:
        seen = screen_after(terminal)
        assert bool(_COLOUR.search(terminal.written)) is not bool(colours)
        assert terminal.leave() == 0
    file = SCREENS / f"session-{columns}.txt"
    if os.environ.get("KEEP_SCREENS"):
        file.write_text(f"{seen}\n")
    assert f"{seen}\n" == file.read_text()


def test_the_docs_show_a_session_as_it_is():
    """`python -m tests.transcripts` writes both."""
    session = "$ assistant chat\n" + (SCREENS / "session-80.txt").read_text()
    assert f"{session}```" in (ROOT / "docs" / "guide" / "chat.md").read_text()
    _, _, shown = (ROOT / "README.md").read_text().partition("$ assistant chat\n")
    assert session.startswith("$ assistant chat\n" + shown[: shown.index("\n...\n```")])


def test_a_pipe_gets_plain_answers_and_notes_on_stderr(
    seeds_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    typed = f"{LINES[0]}\n\nWhen did Sullivan visit Lisbon?".encode()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(typed)))
    run = Run(capsys, monkeypatch)
    assert run("--archive", seeds_folder, "chat").code == 0
    first, second = run.out.split("\n\nThe archive does not answer this")
    assert first.startswith("Ostmark Group, which bought the bank")
    assert "https://harbourcourier.example/2024/10/03/" in first
    assert "Nearest coverage:" in second
    assert ">" not in run.out and "\x1b" not in run.out
    assert run.err.strip() == (
        "No language model is configured: quoting the sources. Set OPENAI_API_KEY or ASSISTANT_LLM."
    )


@pytest.mark.slow
def test_a_whole_session_is_driven_by_keys(chat: Chat, tmp_path: Path):
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    with chat(BROWSER=str(browser), rows=70) as terminal:
        terminal.ask(LINES[0])  # the archive is open, so that its names are known
        terminal.press("/sour").wait("list the sources").press("\t").wait("> /sources")
        terminal.press("\x15/source lan").wait("The Lantern  source").press("\t")
        terminal.wait("> /source The Lantern").press("\r\r")
        terminal.wait("Asking within: The Lantern").wait_prompt()
        terminal.ask("/source")
        terminal.press("Who wrote\x1b\r“Thirty-f\t").wait("… “Thirty-five minutes").press("”?\r")
        terminal.wait("\n> Who wrote\n… “Thirty-five minutes”?\n").wait_prompt()
        terminal.press("\x10" * 5).wait(f"2023-03-02\n\n> {LINES[0]}").press("\r").wait_prompt()
        assert terminal.text.count("Ostmark Group, which bought the bank") == 2
        terminal.ask("/open 1").ask("/wrong 1 It was a group").ask(f"/save {tmp_path}/a.md")
        assert (tmp_path / "opened").read_text().startswith("https://harbourcourier.example/2024/")
        assert "[^3-1]: [‘The auditors" in (tmp_path / "a.md").read_text()
        answer = re.search(r"Recorded: citation 1 of (\w+) is wrong\.", terminal.text)
        assert answer and terminal.leave() == 0
    with chat("--resume", answer[1][:8]) as terminal:
        terminal.wait("Continuing after 3 answers; the latest:").wait_prompt()
        terminal.press("\x10").wait(f"> /save {tmp_path}"[:79])
        assert terminal.press("\x15").leave() == 0
