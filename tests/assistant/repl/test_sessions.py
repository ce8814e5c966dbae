"""Whole sessions in a real terminal, their screens compared as text."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.assistant.repl.conftest import Chat
from tests.conftest import ROOT
from tests.transcripts.chat import transcript

QUESTION = "Who said Pier 10 was corroded?"
SCREENS = Path(__file__).parent / "screens"


def session(chat: Chat, columns: int) -> str:
    """All that a session leaves in a terminal of so many columns, what has scrolled away included.

    With KEEP_SCREENS=1 it becomes what is expected from now on.
    """
    with chat(columns=columns, rows=24) as terminal:
        for line in (QUESTION, "/context 1", "/source northern ledger", "Who runs Narrows Line?"):
            terminal.ask(line)
        terminal.ask("/source")
        assert terminal.leave() == 0
        return "\n".join([*terminal.scrolled, *terminal.lines]).rstrip() + "\n"


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_session_is_wrapped_to_its_terminal(chat: Chat, columns: int):
    seen = session(chat, columns)
    file = SCREENS / f"session-{columns}.txt"
    if os.environ.get("KEEP_SCREENS"):
        file.write_text(seen)
    assert seen == file.read_text()


def test_a_pipe_gets_answers_without_prompts_and_what_else_there_is_to_say_apart(
    seeds_folder: Path,
):
    run = subprocess.run(
        [sys.executable, "-m", "assistant", "chat"],
        input=f"{QUESTION}\n\nWhen did Sullivan visit Ankara?",
        env={**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_ARCHIVE": str(seeds_folder)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0
    first, second = run.stdout.split("\n\nThe archive does not answer this")
    assert first.startswith("Divers had found between 9 and 11 April")
    assert "https://northernledger.example/politics/" in first
    assert "Nearest coverage:" in second
    assert ">" not in run.stdout and "\x1b" not in run.stdout
    assert run.stderr.strip() == (
        "No language model is configured: quoting the sources. Set OPENAI_API_KEY or ASSISTANT_LLM."
    )


def test_the_readme_shows_a_chat_as_it_is(seeds_folder: Path, tmp_path: Path):
    told = f"$ assistant chat\n{transcript(seeds_folder, tmp_path)}\n```"
    assert told in (ROOT / "README.md").read_text()
