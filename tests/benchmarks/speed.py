"""Start-up and indexing, as ratios taken in one run: `make bench`.

Compared are whole processes. The yardstick is `python -c "import chromadb, onnxruntime"`, what any
program over these libraries pays before it does anything.
"""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from assistant import Assistant
from index.archive import Archive
from index.models import Article
from index.pipeline import Summary, index
from index.readers import read

ROOT = Path(__file__).parent.parent.parent
QUESTION = "Which fighter jet program did the United States remove Turkey from?"
RUNS = 5
COPIES = 12  # of the seeds, for an archive of a few hundred articles


def main() -> None:
    """Prints a Markdown table."""
    print(f"Machine: {os.cpu_count()} cores, {_processor()}, Python {platform.python_version()}\n")
    print("| what | ratio | goal |\n|---|---|---|")
    with TemporaryDirectory() as folder:
        with Assistant(folder) as assistant:
            assistant.index([ROOT / "seeds"])
        asking = [sys.executable, "-m", "assistant", "--archive", folder, "ask", QUESTION]
        yardstick, importing, answering = _interleaved(
            [sys.executable, "-c", "import chromadb, onnxruntime"],
            [sys.executable, "-c", "import assistant"],
            asking,
        )
    print(f"| `assistant ask`, process start to answer | {answering / yardstick:.2f} | 2.5 |")
    print(f"| `import assistant` | {importing / yardstick:.2f} | 0.3 |")
    ratios = [_indexing() for _ in range(3)]
    print(f"| indexing, wall time to embedder's time | {median(ratios):.2f} | 1.15 |")
    print(f"\nYardstick: {yardstick:.2f} s (median of {RUNS}, warm disk).")


def _interleaved(*commands: Sequence[str]) -> list[float]:
    """Median seconds of each command, run in turns so that noise meets all alike."""
    seconds: list[list[float]] = [[] for _ in commands]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_LLM": "none"}
    for turn in range(RUNS + 1):
        for command, spent in zip(commands, seconds, strict=True):
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=environment)
            if turn:  # the first turn warms the disk
                spent.append(time.perf_counter() - started)
    return [median(spent) for spent in seconds]


def _indexing() -> float:
    """Wall time of a run over the seeds (several times) to the seconds inside the embedder."""
    articles = [
        Article(id=f"{copy}/{article.id}", text=article.text, title=article.title)
        for article in read([ROOT / "seeds"])
        if isinstance(article, Article)
        for copy in range(COPIES)
    ]
    with TemporaryDirectory() as folder, Archive.create(Path(folder)) as archive:
        archive.embedder.embed_query("warm")
        archive.vectors.count()
        summary: Summary = index(archive, articles)
    return summary.seconds / summary.embedding_seconds


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


if __name__ == "__main__":
    main()
