"""`assistant ask` in a real terminal: colours and hyperlinks, unless they are not wanted."""

import sys
from pathlib import Path

import pytest

from tests.assistant.chat.terminal import Terminal
from tests.assistant.test_cli import Run

QUESTION = "When did the Halden Narrows Bridge reopen?"
ADDRESS = "https://meridianwire.example/valdoria/halden-narrows-bridge-reopens-2024-05-20"


def written(archive: Path, **environment: str) -> bytes:
    """What `assistant ask` writes to a terminal."""
    given = {"ASSISTANT_ARCHIVE": str(archive), "ASSISTANT_LLM": "none", **environment}
    with Terminal("ask", QUESTION, columns=100, **given) as terminal:
        assert terminal.ended() == 0
        return terminal.written


def test_colours_and_linked_titles_are_for_terminals_alone(
    seeds_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    run = Run(capsys, monkeypatch, "--archive", str(seeds_folder))
    assert "\x1b" not in run("ask", QUESTION).out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown = run("ask", QUESTION).out
    assert "\x1b[36m" in shown and f";{ADDRESS}#:~:text=" in shown


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_terminal_gets_colours_and_linked_titles(seeds_folder: Path):
    shown = written(seeds_folder)
    assert b"\x1b[36m" in shown
    assert f";{ADDRESS}#:~:text=".encode() in shown
    assert f" {ADDRESS}\r\n".encode() not in shown


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colours_it_is_plain_with_addresses(
    seeds_folder: Path, environment: dict[str, str]
):
    shown = written(seeds_folder, **environment)
    assert b"\x1b" not in shown
    assert f" {ADDRESS}\r\n".encode() in shown
