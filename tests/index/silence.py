"""Two machines whose cables carry nothing for a while: one asks, the other holds the writers' lock.

python -m tests.index.silence play FOLDER HUB MACHINE MACHINE   # on the hub; prints a report
python -m tests.index.silence ask|hold FOLDER                   # with ASSISTANT_DATABASE
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from index.archive import Archive
from index.catalog.catalogue import open_catalogue
from index.errors import ArchiveError
from index.sql import Error
from tests import namespaces, postgres_server

_CUT = 45.0  # seconds: longer than a lost connection is tried again
_ASKED = 20.0  # seconds in which questions are asked after it
_MOST = 200.0  # seconds that the lock is held


def ask(folder: Path) -> None:
    """Until a file says to stop; prints when each question ended, and its error."""
    catalogue, told = open_catalogue(folder, os.environ["ASSISTANT_DATABASE"]), []
    while not (folder / "stop").exists():
        error = ""
        try:
            catalogue.counts()
        except (ArchiveError, Error) as problem:
            error = str(problem)
        told.append((time.time(), error))
        time.sleep(0.1)
    print(json.dumps(told))


def hold(folder: Path) -> None:
    catalogue = open_catalogue(folder, os.environ["ASSISTANT_DATABASE"])
    with catalogue.engine.lock("writer", 0):
        print("held", flush=True)
        time.sleep(_MOST)


def play(folder: Path, hub: str, machines: list[str]) -> dict[str, object]:
    with postgres_server.running(host=namespaces.HUB) as postgres:
        os.environ["ASSISTANT_DATABASE"] = address = postgres.database()
        with Archive.create(folder / "hub", database=address) as own:
            asking, holding = (
                subprocess.Popen(
                    namespaces.within(
                        machine, [sys.executable, "-m", "tests.index.silence", job, folder]
                    ),
                    stdout=subprocess.PIPE,
                    text=True,
                )
                for machine, job in zip(machines, ("ask", "hold"), strict=True)
            )
            assert holding.stdout and holding.stdout.readline() == "held\n"
            began = time.time()
            for machine in machines:
                namespaces.connect(hub, machine, False, is_silent=True)
            with own.catalogue.engine.lock("writer", _CUT):
                taken = time.time()
            time.sleep(max(0.0, began + _CUT - time.time()))
            for machine in machines:
                namespaces.connect(hub, machine, True, is_silent=True)
            ended = time.time()
            time.sleep(_ASKED)
            (folder / "stop").touch()
            told = json.loads(asking.communicate()[0])
            holding.kill()
    return {"began": began, "taken": taken, "ended": ended, "told": told}


if __name__ == "__main__":
    job, folder = sys.argv[1], Path(sys.argv[2])
    if job == "play":
        print(json.dumps(play(folder, sys.argv[3], sys.argv[4:])))
    else:
        {"ask": ask, "hold": hold}[job](folder)
