"""How long `assistant chat` takes to its prompt, against `python -c "import chromadb"`, in one run.

`python -m tests.benchmarks.prompt`. Both are started in a terminal, in turns; the chat counts until
its prompt takes keys, with an archive of the seeds.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import pexpect

from assistant import Assistant
from tests.assistant.chat.terminal import environment_of
from tests.conftest import SEEDS

TURNS = 9


def main() -> None:
    """Prints the medians and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        with Assistant(folder) as assistant:
            assistant.index([SEEDS])
        times = [(_imported(folder), _prompted(folder)) for _ in range(TURNS + 1)][1:]
    imported, prompted = (median(column) for column in zip(*times, strict=True))
    print(f"import chromadb {imported:.2f} s, prompt {prompted:.2f} s: {prompted / imported:.2f}")


def _imported(folder: str) -> float:
    started = time.perf_counter()
    child = _spawn(["-c", "import chromadb"], folder)
    child.expect(pexpect.EOF)
    child.close()
    return time.perf_counter() - started


def _prompted(folder: str) -> float:
    started = time.perf_counter()
    child = _spawn(["-m", "assistant", "chat"], folder)
    child.expect(rb"\x1b\[0;1m>")
    child.send("x")
    child.expect("x")
    taken = time.perf_counter() - started
    child.send("\x15\x04")
    child.expect(pexpect.EOF)
    child.close()
    return taken


def _spawn(arguments: list[str], folder: str) -> "pexpect.spawn[bytes]":
    settings = {"ASSISTANT_ARCHIVE": folder, "XDG_STATE_HOME": str(Path(folder) / "state")}
    environment = environment_of({**settings, "ASSISTANT_LLM": "none"})
    child = pexpect.spawn(sys.executable, arguments, env=environment, timeout=60)
    child.delaybeforesend = None
    return child


if __name__ == "__main__":
    main()
