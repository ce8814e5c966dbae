"""The browser and the pager, as the user has set them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from assistant.chat.command import Page
from assistant.chat.external_programs import open_page
from tests.conftest import ROOT

LINES = [f"Line {n} of a story that is told at some length." for n in range(50)]
PAGE = Page(Text("\n".join(LINES)), 30)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program `less` that keeps what it is called with and given."""
    path = tmp_path / "bin/less"
    path.parent.mkdir()
    path.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\ncat > {tmp_path}/text\n')
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}:{os.environ['PATH']}")
    monkeypatch.delenv("PAGER", raising=False)
    return path


def test_less_opens_an_article_near_its_sentence_at_any_width(program: Path, tmp_path: Path):
    open_page(PAGE, Console(width=80))
    assert (tmp_path / "arguments").read_text() == "-R +28\n"
    open_page(PAGE, Console(width=30))  # each line takes two
    assert (tmp_path / "arguments").read_text() == "-R +58\n"
    assert (tmp_path / "text").read_text().startswith("Line 0 of a story that is told")


def test_another_pager_gets_the_text_alone(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    program.rename(program.with_name("reader"))
    monkeypatch.setenv("PAGER", "reader --quietly")
    open_page(PAGE, Console(width=80))
    assert (tmp_path / "arguments").read_text() == "--quietly\n"


def test_without_a_pager_the_text_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PAGER", "no-such-program")
    open_page(PAGE, Console(width=80))
    assert capsys.readouterr().out.count("\n") == 50


def test_a_link_opens_in_the_browser_without_hidden_characters(tmp_path: Path):
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    # In a process of its own, for the standard library reads BROWSER once.
    program = r"from assistant.chat.external_programs import open_link; print(open_link('http://a.b/\x1b'))"
    environment = {**os.environ, "BROWSER": str(browser), "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True)
    assert run.stdout == b"True\n"
    assert (tmp_path / "opened").read_text() == "http://a.b/�\n"
