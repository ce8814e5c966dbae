"""Which kind of chat begins where, and what it does to the terminal."""

import os
import sys
import termios
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from assistant.chat import first_run
from assistant.chat.first_run import is_empty, offer_seeds
from assistant.chat.input import EditorReader, PlainReader, no_echo
from assistant.chat.state import ArchiveNames, Within
from assistant.chat.terminal import choose_interface, is_simple, start
from assistant.chat.views.lines import LineView
from assistant.chat.views.redrawn import LiveView

QUESTION = "Who said Pier 10 was corroded?"


Sit = Callable[..., None]


@pytest.fixture
def sit_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sit]:
    """Puts the process at a terminal of some name into which something is typed, then Ctrl-D."""
    keyboard, terminal = os.openpty()
    stdin = os.fdopen(terminal)

    def sit_at(name: str, typed: str = "") -> None:
        monkeypatch.setenv("TERM", name)
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        os.write(keyboard, f"{typed}\x04".encode())

    yield sit_at
    stdin.close()
    os.close(keyboard)


@pytest.mark.parametrize(
    ("terminal", "plain", "kinds"),
    [
        ("xterm", False, (EditorReader, LiveView)),
        ("xterm", True, (PlainReader, LineView)),
        ("dumb", False, (PlainReader, LineView)),
    ],
)
def test_a_terminal_is_written_to_as_it_can_bear(
    sit_at: Sit, terminal: str, plain: bool, kinds: tuple[type, type]
):
    sit_at(terminal)
    reader, view = choose_interface(plain, ArchiveNames)
    assert (type(reader), type(view)) == kinds


@pytest.mark.parametrize(("name", "simple"), [("dumb", True), ("", True), ("xterm", False)])
def test_simple_terminals_are_known_by_name(name: str, simple: bool):
    assert is_simple({"TERM": name}) is simple


def test_a_screen_reader_hears_each_thing_once_in_order(
    seeds_folder: Path,
    sit_at: Sit,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("ASSISTANT_PLAIN", "true")
    sit_at("xterm", f"{QUESTION}\n/sources\n")
    assert start(seeds_folder, "none", Within(), plain=False, resume=None)
    told = capsys.readouterr().out
    assert "\x1b" not in told and "\r" not in told
    parts = [
        "Ask the archive;",
        "\n> Closest found; it may not answer",
        "Divers had found",
        "[1] Bridge bill",
        "https://",
        "The Lantern",
    ]
    places = [told.index(part) for part in parts]
    assert places == sorted(places)
    assert told.count("Divers had found between") == 1


def test_samples_that_are_wanted_are_indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "story.txt").write_text("The Olm ferry sank in May.")
    monkeypatch.setattr(first_run, "seeds_folder", lambda: samples)
    monkeypatch.setattr(sys, "stdin", StringIO("y\n"))
    offer_seeds(tmp_path / "archive", PlainReader(), quiet=True)
    assert not is_empty(tmp_path / "archive")


def test_typing_during_an_answer_is_not_shown_within_it(sit_at: Sit):
    sit_at("xterm")

    def is_shown() -> bool:
        return bool(termios.tcgetattr(sys.stdin)[3] & termios.ECHO)

    assert is_shown()
    with no_echo():
        assert not is_shown()
    assert is_shown()
