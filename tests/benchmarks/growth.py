"""How an archive grows: time, memory, disk and search at several sizes, the embedder left out.

    python -m tests.benchmarks.growth 1000 10000

Vectors are made up (a digest seeds them), so that what is measured is everything else. Each size is
a process of its own; articles are files of about 300 words.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from index.inputs import is_known
from index.readers import read_inputs
from index.scope import Scope
from index.store import Archive
from index.writing import Summary, index
from tests.index.processes import opened

WORDS = (
    "harbour council ferry bridge vote minister flood river strike union budget court police school"
    " train market storm island mayor tunnel farmer clinic tax harvest museum airport"
).split()
COLUMNS = {
    "articles": "articles",
    "first": "s a 1,000",
    "again": "s again, a 1,000",
    "memory": "MB at most",
    "disk": "KB on disk an article",
    "words": "ms words",
    "nearest": "ms nearest",
    "filtered": "ms nearest, filtered",
}


def main(sizes: list[int]) -> None:
    """Prints a Markdown table, a row for each size."""
    print(f"| {' | '.join(COLUMNS.values())} |\n|{'---|' * len(COLUMNS)}")
    for size in sizes:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.growth", "one", str(size)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        figures = json.loads(done.stdout)
        print(f"| {' | '.join(f'{figures[name]:,}' for name in COLUMNS)} |", flush=True)


def write_articles(folder: Path, count: int) -> None:
    """Files of sentences drawn at random, the same each time."""
    dice = random.Random(1)
    for number in range(count):
        sentences = (
            f"The {dice.choice(WORDS)} of Olm told the {dice.choice(WORDS)} that on Monday"
            f" {dice.randint(2, 900)} {dice.choice(WORDS)}s waited for the {dice.choice(WORDS)}."
            for _ in range(17)
        )
        head = f"---\ntitle: Story {number}\nsource: Outlet {number % 7}\ndate: 2024-03-01\n---\n"
        place = folder / f"{number // 1000:03}"
        place.mkdir(exist_ok=True)
        (place / f"{number}.txt").write_text(head + " ".join(sentences))


def measure(count: int) -> dict[str, float]:
    """The figures at one size, by the names of `COLUMNS`."""
    with TemporaryDirectory() as name:
        news, folder = Path(name) / "news", Path(name) / "archive"
        news.mkdir()
        write_articles(news, count)
        with opened(folder) as archive:
            first = _run(archive, news)
            again = _run(archive, news)
            assert (first.indexed, again.unchanged) == (count, count)
            searches = _searches(archive)
        disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "articles": count,
        "first": round((first.seconds - first.embedding_seconds) / count * 1000, 2),
        "again": round(again.seconds / count * 1000, 3),
        "memory": round(peak),
        "disk": round(disk / count / 1024, 1),
        **searches,
    }


def _run(archive: Archive, news: Path) -> Summary:
    def known(found) -> bool:
        return is_known(archive.catalogue, found.place, found.stamp)

    return index(archive, read_inputs([news], is_known=known))


def _searches(archive: Archive) -> dict[str, float]:
    vector = archive.embedder.embed_query("the ferry")
    narrow = Scope(sources=("Outlet 3",), since=datetime(2024, 1, 1, tzinfo=UTC))
    return {
        "words": _milliseconds(lambda: archive.find_words(["ferri", "storm"], 50, Scope())),
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
    if sys.argv[1:2] == ["one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        main([int(argument) for argument in sys.argv[1:]] or [1_000, 10_000])
