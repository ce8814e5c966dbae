"""How an archive in PostgreSQL and on `chroma run` grows: a column a size, each beside the last.

    python -m tests.benchmarks.scale 10000 30000 100000 [--minutes 60] [--folder /tmp]

One archive grows from size to size; both servers are started here, and all that they wrote is
removed. Texts and vectors are made up, so that the embedder is left out (scale_jobs.py). A writer
and a reader are processes of their own. After so many minutes of writing the next column is the
last, of as many articles as there are then. Memory is each server's share of what it has mapped
(PSS, Linux), looked at every second; processor time is that of all of a server's processes, of a
search the reader's and both servers' together.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests.benchmarks.scale_jobs import of_each, read, worked, write
from tests.chroma_server import ChromaProcess
from tests.postgres_server import PostgresProcess, running

# Of Debian's defaults, what a server of its own would be given; a commit is one that lasts.
SETTINGS = "-c shared_buffers=1GB -c max_wal_size=4GB -c max_connections=50"
_MB = 1024 * 1024
Column = dict[str, float | str]


class Servers:
    """Both servers, and what they take; `memory` is the most of each in MB, of late."""

    def __init__(self, postgres: PostgresProcess, chroma: ChromaProcess) -> None:
        self._postgres, self._chroma = postgres, chroma
        self.database = postgres.database()
        self.memory = {"PostgreSQL": 0.0, "a backend": 0.0, "Chroma": 0.0}

    @property
    def chroma(self) -> str:
        """Chroma's address."""
        return self._chroma.url

    @property
    def processes(self) -> tuple[int, int]:
        """The ids of PostgreSQL's first process and of Chroma's."""
        return self._postgres.process, self._chroma.process

    def disk(self) -> Column:
        """MB of each server's files."""
        chroma, data = self._chroma.folder, self._postgres.folder / "data"
        return {
            "MB on disk: PostgreSQL's tables and indexes": _size(data / "base"),
            "MB on disk: PostgreSQL's journal": _size(data / "pg_wal"),
            "MB on disk: Chroma's SQLite": _size(chroma, "chroma.sqlite3*"),
            "MB on disk: Chroma's HNSW": _size(chroma, "*.bin") + _size(chroma, "*.pickle"),
        }

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Notes the most memory that each takes while the block runs."""
        self.memory = dict.fromkeys(self.memory, 0.0)
        over = threading.Event()

        def watch() -> None:
            while not over.wait(1):
                for name, held in self._held().items():
                    self.memory[name] = max(self.memory[name], held)

        watching = threading.Thread(target=watch)
        watching.start()
        try:
            yield
        finally:
            over.set()
            watching.join()

    def _held(self) -> dict[str, float]:
        first = psutil.Process(self._postgres.process)
        own = of_each([first, *first.children()], _share)
        chroma = of_each([psutil.Process(self._chroma.process)], _share)
        return {"PostgreSQL": sum(own), "a backend": max(own), "Chroma": sum(chroma)}


def main(sizes: list[int], minutes: float, where: Path | None) -> None:
    """Prints a Markdown table after each size."""
    columns: list[Column] = []
    with (
        TemporaryDirectory(prefix="scale-", dir=where) as folder,
        running(SETTINGS, where) as own,
    ):
        chroma = ChromaProcess(Path(folder))
        chroma.start()
        try:
            servers, left, before = Servers(own, chroma), minutes * 60, 0
            for size in sizes:
                column, before = _column(servers, before, size, left), size
                columns.append(column)
                _print(columns)
                left -= float(column["seconds of writing"])
                if column["articles"] != size:
                    break
        finally:
            chroma.stop()


def _column(servers: Servers, before: int, size: int, left: float) -> Column:
    at_first = worked(*servers.processes)
    with servers.watched():
        wrote = _process("write", servers, str(before), str(size), str(left))
    time.sleep(1)  # a session's time counts once it has ended
    now = worked(*servers.processes)
    made = wrote["articles"] - before
    chunks = wrote["chunks"] - wrote["chunks before"]
    spent = {name: (now[name] - at_first[name]) * 1000 / chunks for name in now}
    column: Column = {
        "articles": wrote["articles"],
        "chunks": wrote["chunks"],
        "seconds of writing": round(wrote["seconds"]),
        "articles a second": round(made / wrote["seconds"], 1),
        "chunks a second": round(chunks / wrote["seconds"], 1),
        "ms of the processor a chunk: writer": round(wrote["processor"] * 1000 / chunks, 2),
        "ms of the processor a chunk: PostgreSQL": round(spent["PostgreSQL"], 2),
        "ms of the processor a chunk: Chroma": round(spent["Chroma"], 2),
        "MB of memory: writer": wrote["memory"],
    }
    column |= {f"MB of memory, writing: {n}": round(m) for n, m in servers.memory.items()}
    with servers.watched():
        column |= _process("read", servers, *map(str, servers.processes))
    column |= {f"MB of memory, asking: {n}": round(m) for n, m in servers.memory.items()}
    return column | servers.disk()


def _process(job: str, servers: Servers, *given: str) -> dict:
    program = (sys.executable, "-m", "tests.benchmarks.scale")
    done = subprocess.run(
        [*program, job, servers.chroma, servers.database, *given],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def _print(columns: list[Column]) -> None:
    print(f"\n{'|' * (len(columns) + 2)}\n{'|---' * (len(columns) + 1)}|")
    for name in columns[0]:
        cells = (f"{v:,}" if not isinstance(v := one[name], str) else v for one in columns)
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _share(process: psutil.Process) -> float:
    return process.memory_full_info().pss / _MB


def _size(folder: Path, name: str = "*") -> int:
    return round(sum(p.stat().st_size for p in folder.rglob(name) if p.is_file()) / _MB)


if __name__ == "__main__":
    jobs = {"write": write, "read": read}
    if sys.argv[1:2] and sys.argv[1] in jobs:
        print(json.dumps(jobs[sys.argv[1]](*sys.argv[2:])))
    else:
        parser = argparse.ArgumentParser()
        parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 3_000])
        parser.add_argument("--minutes", type=float, default=60, help="of writing, at most")
        parser.add_argument("--folder", type=Path, help="where the servers' files lie meanwhile")
        given = parser.parse_args()
        main(given.sizes, given.minutes, given.folder)
