"""A Chroma server killed again and again while two processes write; prints a line a kill.

python -m tests.index.server_killing FOLDER KILLS
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

import chromadb

from index.archive import Archive
from index.doctor.vectors import check_vectors
from tests.chroma_server import ChromaProcess
from tests.index.test_processes import report, start

COUNT = 3_000  # articles that a writer is given, more than it can write before the kill
_SYNC = 100  # records after which Chroma writes its index: often, for a kill then destroys it
_MOST = 160  # articles until a kill
_SECONDS = 30.0
_REPAIRS = 2  # the first may end the server by asking it


@dataclass
class Kill:
    """What was there after a kill; `acknowledged` are the articles that a writer said are in."""

    articles: int = 0
    refused: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    dead: str = ""
    repaired: str = ""
    left: str = ""
    seconds: float = 0.0


def main(folder: Path, kills: int) -> None:
    """Kills; at the end the server runs, and is ended by a line on standard input."""
    seeded = random.Random(20_241)
    (folder / "server").mkdir(parents=True)
    server = ChromaProcess(folder / "server")
    server.start()
    archive = folder / "archive"
    Archive.create(archive, chroma=server.url).close()
    _sync_often(server, archive)
    server.kill()  # the threshold is in force from the next start
    server.start()
    acknowledged: set[str] = set()
    for _ in range(kills):
        began = time.monotonic()
        kill = _kill_once(server, archive, seeded, acknowledged)
        kill.seconds = round(time.monotonic() - began, 1)
        print(json.dumps(asdict(kill)), flush=True)
        server.start()
        _sync_often(server, archive)
    print(json.dumps(asdict(_tear(server, archive, acknowledged))), flush=True)
    server.start()
    sys.stdin.readline()
    server.stop()


def _kill_once(
    server: ChromaProcess, folder: Path, seeded: random.Random, acknowledged: set[str]
) -> Kill:
    kill = Kill()
    before = _articles(folder)
    firsts = (len(before), len(before) + COUNT)
    writers = [start("write", folder, first, COUNT) for first in firsts]
    wanted, end = len(before) + seeded.randrange(_MOST), time.monotonic() + _SECONDS
    while len(_articles(folder)) <= wanted and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(seeded.uniform(0, 0.2))
    server.kill()
    for writer in writers:
        out, err = writer.communicate(timeout=120)
        assert writer.returncode == 0, err
        report = json.loads(out)
        acknowledged.update(report["committed"])
        kill.refused.append(report["refused"])
    acknowledged |= _articles(folder)
    _look(kill, server, folder, acknowledged)
    return kill


def _tear(server: ChromaProcess, folder: Path, acknowledged: set[str]) -> Kill:
    """As a kill in the middle of writing the index may leave it: reading it may end the server."""
    kill = Kill()
    _write_to_disk(server, folder, acknowledged)
    server.kill()
    files = list(server.folder.glob("*/*"))
    assert files, "Chroma has no index on the disk"
    for path in files:
        os.truncate(path, path.stat().st_size // 2)
    _look(kill, server, folder, acknowledged)
    return kill


def _write_to_disk(server: ChromaProcess, folder: Path, acknowledged: set[str]) -> None:
    """Enough articles that Chroma writes its index: one just repaired is in memory only."""
    server.kill()
    server.start()  # now the threshold is in force
    written = report(start("write", folder, len(_articles(folder)), 2 * _SYNC))
    assert written["refused"] == ""
    acknowledged.update(written["committed"])


def _look(kill: Kill, server: ChromaProcess, folder: Path, acknowledged: set[str]) -> None:
    """What doctor says, and once more after repairs; the server is started where it has ended."""
    kill.articles = len(acknowledged)
    kill.dead = kill.left = _said(server, folder)
    for _ in range(_REPAIRS):
        if kill.left:
            server.start()
            kill.repaired = _repair(folder)
            kill.left = _said(server, folder)
    kill.lost = sorted(acknowledged - _articles(folder))


def _articles(folder: Path) -> set[str]:
    """What the catalogue has; seen without opening the archive, which would mend it."""
    uri = f"file:{folder / 'catalogue.sqlite'}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as db:
        return {row[0] for row in db.execute("SELECT id FROM articles")}


def _sync_often(server: ChromaProcess, folder: Path) -> None:
    with Archive(folder) as archive:
        name = archive.vectors.name
    collection = chromadb.HttpClient("127.0.0.1", server.port).get_collection(name)
    collection.modify(configuration={"hnsw": {"sync_threshold": _SYNC}})


def _said(server: ChromaProcess, folder: Path) -> str:
    """What doctor finds wrong with the vectors."""
    server.start()
    with Archive(folder) as archive:
        found = check_vectors(archive, is_full=True)
    return found.message if found.severity == "failure" else ""


def _repair(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "--archive", folder, "doctor", "--repair"],
        capture_output=True, text=True, timeout=120, env=os.environ,
    )  # fmt: skip
    return done.stdout.splitlines()[0] if done.stdout else done.stderr


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
