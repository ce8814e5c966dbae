"""A chat as a terminal of 80 columns shows it: `python -m tests.transcripts.chat`."""

import tempfile

from assistant import Assistant
from tests.assistant.chat.terminal import Terminal
from tests.conftest import SEEDS

LINES = (
    "Who bought Corvane Savings Bank?",
    "/context 1",
    "/source The Lantern",
    "How many people died in the Selne floods?",
)


def screen_after(terminal: Terminal) -> str:
    """All that a session of `LINES` shows, what has scrolled away included, to the last prompt."""
    for line in LINES:
        terminal.ask(line)
    seen = "\n".join([*terminal.scrolled, *terminal.lines]).rstrip()
    return seen.removesuffix("The Lantern\n>").rstrip()


def transcript() -> str:
    """The session over an archive of seeds/, with the command that begins it."""
    with tempfile.TemporaryDirectory() as folder:
        with Assistant(folder) as assistant:
            assistant.index([SEEDS])
        settings = {"ASSISTANT_ARCHIVE": folder, "ASSISTANT_LLM": "none", "XDG_STATE_HOME": folder}
        with Terminal("chat", columns=80, **settings) as terminal:
            return f"$ assistant chat\n{screen_after(terminal)}"


if __name__ == "__main__":
    print(transcript())
