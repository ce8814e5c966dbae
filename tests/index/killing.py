"""Indexing runs until a hundred were killed at a random moment: run as a program, prints a report.

Every run is a fork of this process, which has imported all and opened nothing, so that a run begins
at once. A line of JSON for each run, killed or ended before: what the archive had, and what the
next run embedded.
"""

import json
import os
import random
import signal
import sys
import time
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import chromadb  # noqa: F401  (imported here once, not by each fork)
import numpy as np

from index.archive import Archive
from index.doctor import check
from index.embedders.minilm import MiniLM
from index.models import Article
from index.pipeline import index
from tests.making import WholeTexts

ARTICLES = 320
SENTENCES = 60  # seven chunks: enough vectors that Chroma writes its index to disk twice


class Noting(WholeTexts):
    """Made-up vectors; the first line of each text (the article's title) goes into a file."""

    name, identity, dimensions = MiniLM.name, MiniLM.identity, MiniLM.dimensions

    def __init__(self, notes: Path) -> None:
        self.notes = notes

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        with self.notes.open("a") as file:
            file.writelines(f"{text.splitlines()[0]}\n" for text in texts)
        seeds = (zlib.crc32(text.encode()) for text in texts)  # no two vectors alike
        return [np.random.default_rng(s).normal(size=self.dimensions).tolist() for s in seeds]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def article(number: int) -> Article:
    text = " ".join(
        f"Ferry {number} carried {n} lorries to Olm and {n + 1} back on a rough day."
        for n in range(SENTENCES)
    )
    return Article(id=f"a{number}", title=f"Ferry {number}", text=text)


def run(folder: Path, notes: Path) -> None:
    with Archive.create(folder) as archive:
        archive._embedder = Noting(notes)
        index(archive, (article(number) for number in range(ARTICLES)))


def look(folder: Path, report: Path, is_finished: bool) -> None:
    """What a reader finds who opens the archive, and doctor in one that is finished."""
    state = {"articles": [], "lost": 0, "left": 0, "made": False}
    if (folder / "catalogue.sqlite").exists():
        with Archive.open(folder) as archive:
            wanted, there = archive.catalogue.all_vectors().keys(), archive.vectors.ids()
            state = {
                "articles": [a.title for a in archive.catalogue.articles()],
                "lost": len(wanted - there),
                "left": len(there - wanted),
                "made": True,
            }
        if is_finished:
            checked = check(folder, is_full=True)
            # Not what it says of vectors: near made-up ones there is nothing to be found.
            told = [f for f in checked if f.name != "vectors" and f.severity != "fine"]
            state["found"] = [f.message for f in told]
    report.write_text(json.dumps(state))


def forked(job: Callable[[], None], seconds: float | None = None) -> int:
    """Does `job` in a fork, killed after `seconds`; gives how it ended (0 well, 9 killed)."""
    child = os.fork()
    if child == 0:
        try:
            job()
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def main(folder: Path, kills: int) -> None:
    seeded = random.Random(20_241)
    started = time.monotonic()
    forked(lambda: run(folder / "undisturbed", folder / "notes.txt"))
    seconds = time.monotonic() - started
    archive_number = killed = 0
    left = 1.0  # of the work on this archive, as far as is known
    last = False
    while not last:
        last = killed == kills  # is left to finish
        until = None if last else seeded.uniform(0, seconds * max(left, 0.1))
        archive = folder / f"archive-{archive_number}"
        notes, report = folder / "notes.txt", folder / "report.json"
        notes.write_text("")
        ended = forked(partial(run, archive, notes), until)
        looked = forked(partial(look, archive, report, ended == 0))
        found = json.loads(report.read_text()) if looked == 0 else {}
        embedded = notes.read_text().splitlines()
        print(json.dumps({"archive": archive_number, "ended": ended, "looked": looked,
                          "embedded": sorted(set(embedded)), **found}), flush=True)  # fmt: skip
        killed += ended == signal.SIGKILL
        archive_number += ended == 0
        left = 1.0 if ended == 0 else 1 - len(found.get("articles", ())) / ARTICLES


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
