"""The README's chat, as a terminal of 80 columns shows it: `python -m tests.transcripts.chat`."""

import tempfile
from pathlib import Path

from assistant import Assistant
from tests.assistant.repl.terminal import Terminal
from tests.conftest import SEEDS

LINES = (
    "Who bought Corvane Savings Bank?",
    "/context 1",
    "/source The Lantern",
    "How many people died in the Selne floods?",
)


def transcript(archive: Path, state: Path) -> str:
    """What a session of `LINES` over the seeds leaves on the screen, without the last prompt."""
    settings = {"ASSISTANT_ARCHIVE": str(archive), "ASSISTANT_LLM": "none"}
    with Terminal("chat", columns=80, XDG_STATE_HOME=str(state), **settings) as terminal:
        for line in LINES:
            terminal.ask(line)
        seen = [*terminal.scrolled, *terminal.lines]
    return "\n".join(seen).rstrip().removesuffix("The Lantern\n>").rstrip()


def main() -> None:
    """Prints it."""
    with tempfile.TemporaryDirectory() as folder:
        with Assistant(folder) as assistant:
            assistant.index([SEEDS])
        print(transcript(Path(folder), Path(folder) / "state"))


if __name__ == "__main__":
    main()
