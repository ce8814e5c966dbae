"""Indexing by several processes against one: articles a second, and each process's memory.

    python -m tests.benchmarks.workers [ARTICLES [ROUNDS [PROCESSES]]]

The articles are the seeds, again and again, as text files. Each run is a process of its own and
fills an empty archive; both ways in turns. "One" is this process with a thread a core, as before
there were workers. Memory is the most that each process held (VmHWM, Linux), looked at ten times
a second.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.against import write_seeds

ONE = 1


def main(count: int = 1500, rounds: int = 3, processes: int = os.cpu_count() or 1) -> None:
    """Prints a Markdown table, a row a round, and the median of the ratios."""
    ratios = []
    print(
        "| articles/s, one process | several | ratio | MB, one process | MB, writer and workers |"
    )
    print("|---|---|---|---|---|", flush=True)
    with TemporaryDirectory() as name:
        news = Path(name) / "news"
        news.mkdir()
        write_seeds(news, count)
        for turn in range(rounds):
            before, alone = _run(news, Path(name) / f"{turn}-one", ONE)
            after, together = _run(news, Path(name) / f"{turn}-several", processes)
            ratios.append(before / after)
            told = ", ".join(f"{held:.0f}" for held in together)
            speeds = f"{count / before:.1f} | {count / after:.1f} | {ratios[-1]:.2f}"
            print(f"| {speeds} | {alone[0]:.0f} | {told} |", flush=True)
    print(f"\nMedian of the ratios: {median(ratios):.2f}; load {os.getloadavg()[0]:.1f}")


def _run(news: Path, archive: Path, workers: int) -> tuple[float, list[float]]:
    """Seconds from start to end, and the megabytes of each process, the writer's first."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "--archive", archive,
         "index", "--quiet", "--workers", str(workers), news]
    )  # fmt: skip
    held: dict[int, float] = {}
    while process.poll() is None:
        for pid in (process.pid, *_children(process.pid)):
            held[pid] = max(held.get(pid, 0.0), _most_held(pid))
        time.sleep(0.1)
    if process.returncode:
        sys.exit(f"indexing with {workers} workers failed")
    return time.perf_counter() - started, list(held.values())


def _children(pid: int) -> list[int]:
    try:
        found = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(number) for numbers in found for number in numbers.split()]


def _most_held(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    main(*[int(argument) for argument in sys.argv[1:]])
