"""Runs that are killed (SIGKILL) at random moments: nothing lost, nothing embedded twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def killed(folder: Path, kills: int) -> list[dict]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.index.killing", str(folder), str(kills)],
        capture_output=True, text=True, cwd=ROOT, timeout=1500, env=os.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert sum(record["ended"] == 9 for record in records) == kills, done.stderr
    return records


def check(records: list[dict]) -> None:
    finished: dict[int, set[str]] = {}
    for number, record in enumerate(records):
        assert record["ended"] in (0, 9), (number, record["ended"])
        assert record["looked"] == 0, number
        # Whoever opens the archive finds catalogue and Chroma in agreement.
        assert (record["lost"], record["left"]) == (0, 0), (number, record)
        before = finished.setdefault(record["archive"], set())
        assert not before & set(record["embedded"]), f"embedded twice after kill {number}"
        assert before <= set(record["articles"]), f"lost by kill {number}"
        finished[record["archive"]] = set(record["articles"])
        if record["ended"] == 0:
            assert len(record["articles"]) == 320
            assert record["found"] == [], "doctor finds something"


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_hundred_kills_lose_nothing_and_embed_nothing_twice(tmp_path: Path):
    records = killed(tmp_path, 100)
    check(records)
    assert any(record["ended"] == 0 for record in records)
