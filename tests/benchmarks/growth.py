"""How an archive grows: time, memory, disk and search at several sizes, the embedder left out.

    python -m tests.benchmarks.growth 1000 10000 100000

Vectors are made up (a digest seeds them), so that what is measured is everything else. Each size is
indexed by a process of its own and asked by another; articles are files of about 75 words, one or
two chunks each.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from index.archive import Archive
from index.catalog.inputs import is_known
from index.catalog.scope import Scope
from index.pipeline import Summary, index
from index.readers import read_inputs
from tests.benchmarks.articles import WORDS, write_articles
from tests.index.processes import opened

WORDS_EACH = 75
COLUMNS = {
    "articles": "articles",
    "first": "s a 1,000",
    "again": "s again, a 1,000",
    "memory": "MB at most, indexing",
    "asking": "MB at most, asking",
    "disk": "KB on disk an article",
    "words": "ms words",
    "nearest": "ms nearest",
    "filtered": "ms nearest, filtered",
}


def main(sizes: list[int]) -> None:
    """Prints a Markdown table, a row for each size."""
    print(f"| {' | '.join(COLUMNS.values())} |\n|{'---|' * len(COLUMNS)}", flush=True)
    for size in sizes:
        with TemporaryDirectory() as name:
            news, folder = Path(name) / "news", Path(name) / "archive"
            news.mkdir()
            write_articles(news, size, WORDS_EACH)
            figures = _process("index", folder, news) | _process("ask", folder, news)
            disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        figures |= {"articles": size, "disk": round(disk / size / 1024, 1)}
        print(f"| {' | '.join(f'{figures[name]:,}' for name in COLUMNS)} |", flush=True)


def _process(job: str, folder: Path, news: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.growth", job, folder, news],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def measure_indexing(folder: Path, news: Path) -> dict[str, float]:
    """Seconds of a first run and of another, and the memory that both took."""
    with opened(folder) as archive:
        first = _run(archive, news)
        again = _run(archive, news)
        assert first.indexed == again.unchanged, again
    return {
        "first": round((first.seconds - first.embedding_seconds) / first.indexed * 1000, 2),
        "again": round(again.seconds / first.indexed * 1000, 3),
        "memory": _peak(),
    }


def measure_asking(folder: Path, news: Path) -> dict[str, float]:
    """Milliseconds of searches, and the memory that they took."""
    with opened(folder) as archive:
        return {**_searches(archive), "asking": _peak()}


def _peak() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _run(archive: Archive, news: Path) -> Summary:
    def known(found) -> bool:
        return is_known(archive.catalogue, found.place, found.stamp)

    return index(archive, read_inputs([news], is_known=known))


def _searches(archive: Archive) -> dict[str, float]:
    vector = archive.embedder.embed_query("the ferry")
    narrow = Scope(sources=("Outlet 3",), since=datetime(2024, 1, 1, tzinfo=UTC))
    return {
        "words": _milliseconds(lambda: archive.find_words([WORDS[300], WORDS[900]], 50, Scope())),
        "nearest": _milliseconds(lambda: archive.find_nearest(vector, 50, Scope())),
        "filtered": _milliseconds(lambda: archive.find_nearest(vector, 50, narrow)),
    }


def _milliseconds(search: Callable[[], object], times: int = 20) -> float:
    search()
    started = time.perf_counter()
    for _ in range(times):
        search()
    return round((time.perf_counter() - started) / times * 1000, 1)


if __name__ == "__main__":
    jobs = {"index": measure_indexing, "ask": measure_asking}
    if sys.argv[1:2] and sys.argv[1] in jobs:
        print(json.dumps(jobs[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))))
    else:
        main([int(argument) for argument in sys.argv[1:]] or [1_000, 10_000])
