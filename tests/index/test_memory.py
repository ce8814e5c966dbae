"""A writer's memory does not grow with the archive: one shelf after another, in a real process."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.shelf import Shelf
from tests.conftest import ROOT

SHELVES, RECORDS, TOGETHER = 5, 6_000, 250
GROWTH = 30  # MB; it is 18, and where threads do not share their heaps 45 to 60


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_each_shelf_gives_back_its_memory_when_it_is_closed(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.index.test_memory", tmp_path],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    first, *others = json.loads(done.stdout)
    assert max(others) - first < GROWTH, (first, others)


def fill(folder: Path) -> list[int]:
    """Megabytes that this process holds after each shelf."""
    dice, found = np.random.default_rng(1), []
    for number in range(SHELVES):
        shelf = Shelf(folder / str(number), "chunks-x")
        for i in range(0, RECORDS, TOGETHER):
            names = [f"{number}-{name}" for name in range(i, i + TOGETHER)]
            vectors = dice.normal(size=(TOGETHER, 384)).astype(np.float32)
            shelf.upsert(names, vectors, [{"article": name, "source": "Outlet"} for name in names])
        shelf.close()
        found.append(_held())
    return found


def _held() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    print(json.dumps(fill(Path(sys.argv[1]))))
