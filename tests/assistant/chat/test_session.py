"""A chat's loop, in this process: what is read is answered or obeyed, and nothing ends it early."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.chat import session as session_module
from assistant.chat.loader import AssistantLoader
from assistant.chat.session import Session
from assistant.chat.state import ArchiveNames, State
from assistant.chat.views.redrawn import LiveView
from assistant.commands.cli import main
from tests.assistant.chat.test_telling import Screen
from tests.openai_server import OpenAIServer
from tests.work import until

QUESTION = "Who said Pier 10 was corroded?"


class Lines:
    """Reads what a test has written down; an exception among it is raised."""

    is_interactive = True

    def __init__(self, *lines: str | type[BaseException]) -> None:
        self._lines = iter([*lines, EOFError])
        self.above: list[str] = []

    def read(self, above: str) -> str:
        self.above.append(above)
        line = next(self._lines)
        if isinstance(line, str):
            return line
        raise line

    def agree(self, question: str) -> bool:
        return True


@pytest.fixture
def loading(seeds_folder: Path) -> Iterator[AssistantLoader]:
    loading = AssistantLoader(seeds_folder, "none")
    yield loading
    loading.close()


def screen_after(loading: AssistantLoader, lines: Lines) -> str:
    """What a session over `lines` leaves on a screen of 80 columns and 40 rows."""
    screen = Screen(80, 40)
    assert Session(loading, lines, LiveView(screen.console), State()).run()
    return screen.text


def unwrapped(text: str) -> str:
    return " ".join(text.split())


def test_questions_are_answered_and_commands_obeyed(loading: AssistantLoader):
    lines = Lines(QUESTION, "", "   ", "/source lantern", "/context 1", "/usage")
    seen = screen_after(loading, lines)
    assert seen.startswith("Closest found; it may not answer the question\n- Divers had found")
    assert "Asking within: The Lantern" in seen
    assert "»Divers had found" in seen
    assert "\nThis chat: 1 answer, 0 tokens\n" in seen
    assert lines.above == ["", "", "", "", "The Lantern", "The Lantern", "The Lantern"]


def test_an_error_is_one_line_and_the_chat_goes_on(loading: AssistantLoader):
    wrong = Lines("/nonsense", "/help me", KeyboardInterrupt, "/open", "x" * 4_001, "/model")
    assert screen_after(loading, wrong).splitlines() == [
        "there is no command /nonsense; /help lists the commands, Ctrl-D leaves",
        "/help takes no argument",
        "there is no citation yet; ask a question first",
        "the question has 4,001 characters; shorten it to 4,000",
        "No language model: the sources are quoted.",
    ]


def test_an_address_that_no_browser_opens_is_shown(
    loading: AssistantLoader, monkeypatch: pytest.MonkeyPatch
):
    opened: list[str] = []
    monkeypatch.setattr(session_module, "open_link", lambda link: bool(opened.append(link)))
    seen = screen_after(loading, Lines(QUESTION, "/open 1"))
    assert opened[0].startswith("https://northernledger.example/politics/")
    assert seen.replace("\n", "").endswith(opened[0])


def test_an_article_without_an_address_is_paged(
    loading: AssistantLoader, monkeypatch: pytest.MonkeyPatch
):
    pages: list[str] = []
    monkeypatch.setattr(session_module, "open_page", lambda page, _: pages.append(page.text.plain))
    screen_after(loading, Lines("When did Sullivan visit Lisbon?", "/open 1"))
    assert pages[0].startswith("000_0b410a4c2b4a097b.txt, no date\n\n")


def test_without_a_cursor_an_article_is_printed(
    user_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.argv", ["assistant", "--archive", str(user_folder), "chat"])
    typed = b"Which fighter jet program was Turkey removed from?\n/open 1\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed)))
    main()
    out = capsys.readouterr().out
    assert "»It also withdrew NATO ally Turkey from its F-35 fighter program.«" in unwrapped(out)


def test_another_model_answers_from_now_on(loading: AssistantLoader, openai_server: OpenAIServer):
    openai_server.enqueue('{"verdict": "not-in-evidence", "statements": []}')
    seen = screen_after(loading, Lines("/model openai:other", QUESTION, "/model"))
    assert openai_server.requests[0]["model"] == "other"
    assert "or does not say" in " ".join(seen.split()) and seen.endswith("openai:other")


def test_a_follow_up_uses_the_conversation_with_another_model_too(
    loading: AssistantLoader, openai_server: OpenAIServer
):
    asked = ("When was the Halden Narrows Bridge closed?", "And when did it reopen?")
    openai_server.enqueue('{"verdict": "not-mentioned", "statements": []}')
    openai_server.plans.append('{"question": "When did the Halden Narrows Bridge reopen?"}')
    seen = screen_after(loading, Lines(asked[0], "/model openai:other", asked[1]))
    assert "Understood as: When did the Halden Narrows Bridge reopen?" in seen
    alone = screen_after(loading, Lines(*asked))
    assert "Understood as: " not in alone


def test_a_chat_begins_where_a_kept_answer_ended(loading: AssistantLoader):
    answer = loading.assistant.ask(QUESTION)
    screen = Screen(80, 40)
    session = Session(loading, Lines("/context"), LiveView(screen.console), State())
    session.resume(answer.id)
    assert session.run()
    assert screen.text.startswith("Continuing after 1 answer; the latest:")
    assert "»Divers had found" in screen.text


def test_while_it_loads_nothing_can_be_named_and_afterwards_all(loading: AssistantLoader):
    assert loading.assistant.archive
    until(lambda: loading.is_ready, "the archive is open")
    assert "The Lantern" in loading.names().sources
    assert "Thirty-five minutes" in loading.names().titles
    assert loading.names() is loading.names()
    loading.reload("none")
    assert loading.names() == ArchiveNames() or loading.is_ready


def test_wrong_settings_are_reported_at_the_first_question(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    loading = AssistantLoader(tmp_path / "nothing", "none")
    told = screen_after(loading, Lines(QUESTION))
    assert told.startswith("no article is indexed yet in")
    monkeypatch.setenv("ASSISTANT_CAUTION", "7")
    loading.reload("none")
    assert screen_after(loading, Lines(QUESTION)).startswith("the setting caution (ASSISTANT_CAU")
    loading.close()


def test_a_pipe_is_read_whole_and_failures_set_exit_codes(
    seeds_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ASSISTANT_ARCHIVE", str(seeds_folder))
    monkeypatch.setattr("sys.argv", ["assistant", "chat", "--llm", "none", "--since", "2024-01-01"])
    typed = f"/open 9\n{QUESTION}\n/usage\n".encode() + b"/context \xff\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed)))
    with pytest.raises(SystemExit) as stop:
        main()
    out, err = capsys.readouterr()
    assert stop.value.code == 1
    assert (
        out.startswith("Closest found; it may not answer")
        and "\nThis chat: 1 answer, 0 tokens\n" in out
    )
    assert err.splitlines() == [
        "assistant: there is no citation yet; ask a question first",
        "assistant: there is no citation �; choose from 1",
    ]
