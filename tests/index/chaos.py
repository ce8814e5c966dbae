"""Writers and readers on machines of their own, while what they need breaks under them.

python -m tests.index.chaos play FOLDER HUB MACHINE...    # on the hub; prints a report
python -m tests.index.chaos write|read FOLDER CHROMA      # on a machine, with ASSISTANT_DATABASE
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.commands import cli
from index import archive as archives
from index import pipeline
from index.archive import Archive
from index.catalog.scope import Scope
from index.models import Article
from index.sql import Error
from tests import namespaces, postgres_server
from tests.chroma_server import ChromaProcess
from tests.index.processes import MadeUp

WRITERS, ARTICLES = 4, 500  # each
_BATCH = 25  # chunks in one transaction
_SECONDS_EACH = 0.1  # that an article takes to embed: the faults come while all write
_CUT = 10.0  # seconds
_CALM = 14.0  # seconds after a fault and before the next one
_PAUSE = 0.5  # seconds between questions of a reader
_AGAIN = 3.0  # seconds until a run follows one that failed
_MOST = 1_200.0  # seconds that a writer's articles may take in all
_SYLLABLES = "ba ke lo mi nu ra se to vi zu dan fer gol hin jor".split()


class Slow(MadeUp):
    """Takes its time, as a real embedder does."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        time.sleep(_SECONDS_EACH * len(texts))
        return super().embed_documents(texts)


def article(number: int) -> Article:
    """Words of its own: those that tell nearly the same would be shown as one."""
    seeded = random.Random(number)
    words = ["".join(seeded.choices(_SYLLABLES, k=4)) for _ in range(24)]
    said = f"Ferry {number} left {' '.join(words[:12])} at dawn."
    return Article(id=f"ferry-{number}", text=f"{said} It met {' '.join(words[12:])}.")


def write(folder: Path, chroma: str) -> None:
    """As a person types it."""
    archives.load_embedder = lambda name="": Slow()
    pipeline.BATCH_CHUNKS = _BATCH
    place = folder / "archive"
    sys.argv = ["assistant", "--archive", str(place), "index", sys.argv[4], "--chroma", chroma]
    cli.main()


def read(folder: Path, chroma: str) -> None:
    """Looks for an article after the other until a file says to stop, without opening again."""
    archives.load_embedder = lambda name="": MadeUp()
    place, told = Path(sys.argv[4]), []
    with Assistant(place, llm="none", record=False) as assistant:
        while not (folder / "stop").exists():
            began, error = time.time(), ""
            try:
                found = _look(assistant)
            except (archives.ArchiveError, Error, OSError) as problem:
                found, error = "", str(problem)
            told.append((began, time.time(), found, error))
            time.sleep(_PAUSE)
    (folder / f"{place.name}.json").write_text(json.dumps(told))


def _look(assistant: Assistant) -> str:
    """The id of an article that is in, and how it was not found."""
    archive = assistant.archive
    query = "SELECT id FROM articles WHERE current IS NOT NULL ORDER BY random() LIMIT 1"
    name = archive.catalogue.value(query)
    if name is None:
        return ""
    assistant.search(_embedded(archive, name), 5)  # ranked by made-up vectors: any may be first
    return " ".join([name, *missing_ways(archive, name)])


def missing_ways(archive: Archive, name: str) -> list[str]:
    """How that article is not found, of "words" and "vector"."""
    by_words = archive.find_words([name.removeprefix("ferry-")], 10, Scope())
    near = archive.find_nearest(archive.embedder.embed_query(_embedded(archive, name)), 1, Scope())
    ways = {"words": by_words, "vector": near}
    return [
        way
        for way, found in ways.items()
        if name not in {chunk.article.id for chunk in archive.chunks(list(found)).values()}
    ]


def _embedded(archive: Archive, name: str) -> str:
    told = archive.catalogue.article(name)
    assert told is not None, name
    return f"{told.embedding_header}\n{told.text}"


class Play:
    """The servers, the machines, and what becomes of them."""

    def __init__(self, folder: Path, hub: str, machines: Sequence[str]) -> None:
        self.folder, self.hub = folder, hub
        self.writers, self.readers = machines[:WRITERS], machines[WRITERS:]
        self.faults: list[dict[str, Any]] = []
        self.runs: list[dict[str, Any]] = []
        self.processes: dict[int, subprocess.Popen[str]] = {}  # of each list of articles
        self.killed: set[int] = set()
        for number in range(WRITERS):
            first = number * ARTICLES
            lines = (json.dumps(_given(article(n))) for n in range(first, first + ARTICLES))
            (folder / f"{number}.jsonl").write_text("\n".join(lines))

    def start(self, machine: str, job: str, *given: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.index.chaos", job, self.folder, self.chroma.url]
        return subprocess.Popen(
            namespaces.within(machine, [*command, *given]), text=True, env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    def write_all(self, number: int) -> None:
        """Runs until all its articles are in: who dies is followed by a run on another machine."""
        end, turn = time.monotonic() + _MOST, number
        while time.monotonic() < end:
            machine = self.writers[turn % WRITERS]
            process = self.processes[number] = self.start(
                machine, "write", str(self.folder / f"{number}.jsonl")
            )
            err = process.communicate()[1]
            self.runs.append({"articles": number, "code": process.returncode, "said": err})
            if process.returncode == 0:
                return
            turn += 1
            time.sleep(_AGAIN)

    def fail(self, name: str, when: int, do: Callable[[], None]) -> None:
        """Does it once there are so many articles, and leaves time to recover."""
        while self.count() < when:
            time.sleep(0.2)
        began = time.time()
        do()
        self.faults.append({"name": name, "began": began, "ended": time.time(), "at": when})
        time.sleep(_CALM)

    def count(self) -> int:
        return int(self.archive.catalogue.value("SELECT COUNT(*) FROM articles"))

    def restart_database(self) -> None:
        self.postgres.stop()
        time.sleep(1)
        self.postgres.start()

    def kill_chroma(self) -> None:
        self.chroma.kill()
        time.sleep(1)
        self.chroma.start()
        while True:  # it reads its files before it answers the first question
            with suppress(archives.ArchiveError):
                self.archive.vectors.nearest([1.0] * MadeUp.dimensions, 1)
                return

    def cut(self) -> None:
        """The cable of a writer and a reader is pulled; those of two others carry nothing."""
        which = [
            (machine, is_silent)
            for machines in (self.writers, self.readers)
            for machine, is_silent in zip(machines[:2], (False, True), strict=True)
        ]
        for machine, is_silent in which:
            namespaces.connect(self.hub, machine, False, is_silent)
        time.sleep(_CUT)
        for machine, is_silent in which:
            namespaces.connect(self.hub, machine, True, is_silent)

    def kill_writer(self) -> None:
        number = max(n for n, process in self.processes.items() if process.poll() is None)
        self.processes[number].kill()

    def play(self) -> dict[str, Any]:
        (self.folder / "chroma").mkdir()
        self.chroma = ChromaProcess(self.folder / "chroma", namespaces.HUB)
        self.chroma.start()
        with postgres_server.running(host=namespaces.HUB) as self.postgres:
            try:
                return self.act()
            finally:
                for process in self.processes.values():
                    process.kill()
                self.chroma.kill()

    def act(self) -> dict[str, Any]:
        address = self.postgres.database()
        self.environment = os.environ | {"ASSISTANT_DATABASE": address, "ASSISTANT_LLM": "none"}
        archives.load_embedder = lambda name="": MadeUp()
        with Archive.create(self.folder / "hub", chroma=self.chroma.url, database=address) as own:
            self.archive = own
            readers = [
                self.start(machine, "read", str(self.folder / f"reader-{number}"))
                for number, machine in enumerate(self.readers)
            ]
            writers = [threading.Thread(target=self.write_all, args=(n,)) for n in range(WRITERS)]
            for writer in writers:
                writer.start()
            self.fail("the database is restarted", 200, self.restart_database)
            self.fail("Chroma is killed", 600, self.kill_chroma)
            self.fail("the network is cut", 1_000, self.cut)
            self.fail("a writer is killed", 1_400, self.kill_writer)
            for writer in writers:
                writer.join()
            (self.folder / "stop").touch()
            said = [reader.communicate(timeout=60)[1] for reader in readers]
            return self.report(said)

    def report(self, said: list[str]) -> dict[str, Any]:
        archive = self.archive
        rows = archive.catalogue.connection.execute(
            "SELECT id, COUNT(versions.key) FROM articles JOIN versions"
            " ON versions.article = articles.key GROUP BY id"
        )
        versions = {str(name): int(count) for name, count in rows}
        chunks, vectors = archive.catalogue.all_vectors().keys(), archive.vectors.ids()
        ways = {name: missing_ways(archive, name) for name in versions}
        return {
            "faults": self.faults,
            "runs": self.runs,
            "readers": [
                json.loads((self.folder / f"reader-{n}.json").read_text())
                for n in range(len(self.readers))
            ],
            "said": said,
            "versions": versions,
            "unfound": {name: missing for name, missing in ways.items() if missing},
            "lost": len(chunks - vectors),
            "left": len(vectors - chunks),
        }


def _given(told: Article) -> dict[str, str]:
    return {"id": told.id, "text": told.text}


if __name__ == "__main__":
    job, folder = sys.argv[1], Path(sys.argv[2])
    if job == "play":
        print(json.dumps(Play(folder, sys.argv[3], sys.argv[4:]).play()))
    else:
        {"write": write, "read": read}[job](folder, sys.argv[3])
