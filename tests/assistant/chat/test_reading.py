"""How lines are typed: history, several lines, completion; plain terminals, and pipes."""

import io
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from assistant.chat.input import (
    MOST,
    ChatCompleter,
    EditorReader,
    PipeReader,
    PlainReader,
    history_file,
    matching,
)
from assistant.chat.state import ArchiveNames

NAMES = ArchiveNames(
    sources=["The Olm Gull", "Valdoria Tribune"],
    titles=[
        "Gulls return to Olm",
        "Ferry sinks off Olm",
        "Die Fähre von Ölm",
        "\x1b[2JBad gull",
    ],
)
COMMANDS = [("/source", "ask only these"), ("/sources", "list them"), ("/open", "open it")]
Type = Callable[[str], str]


@pytest.fixture
def completer() -> ChatCompleter:
    return ChatCompleter(COMMANDS, lambda: NAMES)


@pytest.fixture
def type_(
    completer: ChatCompleter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Type]:
    """Types keys into an editor of its own session and gives what it reads."""
    monkeypatch.setattr("assistant.chat.input.history_file", lambda: tmp_path / "state/history")
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):

        def type_(text: str) -> str:
            keys.send_text(text)
            return EditorReader(completer).read("within")

        yield type_


def offered(completer: ChatCompleter, text: str, tab: bool = True) -> list[str]:
    event = CompleteEvent(completion_requested=tab, text_inserted=not tab)
    return [one.text for one in completer.get_completions(Document(text), event)]


class TestEditor:
    def test_enter_sends_and_alt_enter_or_a_backslash_continues(self, type_: Type):
        assert type_("one\r") == "one"
        assert type_("one\x1b\rtwo\\\rthree\r") == "one\ntwo\nthree"

    def test_pasted_lines_stay_one_question(self, type_: Type):
        assert type_("\x1b[200~one\ntwo\x1b[201~\r") == "one\ntwo"

    def test_the_input_history_is_kept_for_its_user_alone(self, type_: Type, tmp_path: Path):
        type_("first\x1b\rsecond line\r")
        assert type_("\x10\r") == "first\nsecond line"  # Ctrl-P
        mode = (tmp_path / "state/history").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600

    def test_where_no_history_can_be_kept_the_chat_does_without(self, type_: Type, tmp_path: Path):
        (tmp_path / "state").write_text("a file where the folder would be")
        assert type_("one\r") == "one"

    def test_ctrl_c_and_ctrl_d_are_told_apart(self, type_: Type):
        with pytest.raises(KeyboardInterrupt):
            type_("half a quest\x03")
        with pytest.raises(EOFError):
            type_("\x04")

    def test_a_yes_is_the_default_answer(self, completer: ChatCompleter):
        with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
            keys.send_text("\rno\rYES\r")
            agreed = [EditorReader(completer).agree("Index them?") for _ in range(3)]
        assert agreed == [True, False, True]

    def test_history_lies_in_the_users_state_folder(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("XDG_STATE_HOME", "/somewhere")
        assert history_file().name == "chat-history"


class TestCompletion:
    def test_commands_are_offered_while_they_are_typed(self, completer: ChatCompleter):
        assert offered(completer, "/sou", tab=False) == ["/source", "/sources"]
        assert offered(completer, "/", tab=False) == ["/source", "/sources", "/open"]
        assert offered(completer, "Who /sou") == []

    def test_sources_are_offered_by_any_word_and_after_each_semicolon(
        self, completer: ChatCompleter
    ):
        assert offered(completer, "/source trib", tab=False) == ["Valdoria Tribune"]
        assert offered(completer, "/source Valdoria Tribune; gu") == ["The Olm Gull"]
        assert len(offered(completer, "/source ")) == 2

    def test_in_a_question_tab_offers_sources_and_titles(self, completer: ChatCompleter):
        assert offered(completer, "What does “ferr") == ["Ferry sinks off Olm"]
        assert offered(completer, "Says the ölm") == ["Die Fähre von Ölm"]
        assert offered(completer, "Ferry", tab=False) == []
        assert offered(completer, "What is a") == []

    def test_hostile_titles_reach_no_terminal(self, completer: ChatCompleter):
        assert offered(completer, "gull") == [
            "The Olm Gull",
            "Gulls return to Olm",
            "�[2JBad gull",
        ]

    def test_no_more_are_offered_than_can_be_looked_over(self):
        titles = [f"Story {n}" for n in range(100)]
        assert len(matching(titles, "sto")) == MOST


class TestPlainLines:
    def test_a_backslash_goes_on(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO("one\\\ntwo\n\n"))
        reader = PlainReader()
        assert reader.read("The Gull\x1b") == "one\ntwo"
        assert reader.agree("Index them?")
        assert capsys.readouterr().out == "\nThe Gull�\n> … Index them? [Y/n] "

    def test_a_pipe_gets_no_prompt_and_no_questions(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO("one\r\ntwo\\"))
        reader = PipeReader()
        assert [reader.read("above"), reader.read("")] == ["one", "two"]
        assert not reader.agree("Index them?")
        with pytest.raises(EOFError):
            reader.read("")
        assert capsys.readouterr().out == ""
