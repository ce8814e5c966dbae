"""A disk that fills up while an archive is written: a real one, small, in memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

IN_A_NAMESPACE = ["unshare", "--map-root-user", "--mount"]


def can_mount() -> bool:
    try:
        return subprocess.run([*IN_A_NAMESPACE, "true"], capture_output=True).returncode == 0
    except OSError:
        return False


pytestmark = [
    pytest.mark.skipif(not can_mount(), reason="no disk can be mounted here"),
    pytest.mark.timeout(300),
    pytest.mark.slow,
]


def filled(folder: Path, megabytes: int, reserve: int, articles: int = 6_000) -> dict:
    arguments = [folder, str(megabytes), str(reserve), str(articles)]
    done = subprocess.run(
        [*IN_A_NAMESPACE, sys.executable, "-m", "tests.index.full_disk", *arguments],
        capture_output=True, text=True, cwd=ROOT, env=os.environ, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_writer_stops_before_a_full_disk_damages_the_archive(tmp_path: Path):
    articles = 1_000
    report = filled(tmp_path, 18, 16 * 2**20, articles)
    assert "is full" in report["said"]
    assert "\n" not in report["said"]
    assert 0 < report["full"]["articles"] < articles
    assert report["full"] == report["room"]
    assert (report["full"]["agree"], report["full"]["nearest"]) == (True, ["ferry-0"])
    assert (report["again"], report["end"]["articles"]) == ("", articles)


@pytest.mark.parametrize("megabytes", [5, 8, 13])
def test_an_archive_recovers_once_a_full_disk_has_room(tmp_path: Path, megabytes: int):
    """Without the reserve, SQLite or Chroma itself meets the end of the disk.

    Where Chroma does, the error says so, the catalogue answers, and the next run fills Chroma.
    """
    report = filled(tmp_path, megabytes, 0)
    assert report["said"]
    assert "\n" not in report["said"]
    assert report["room"]["agree"] or "doctor --repair" in report["said"], report
    assert report["room"]["nearest"] == ["ferry-0"]
    assert (report["again"], report["end"]["articles"]) == ("", 6_000)
    assert (report["end"]["agree"], report["end"]["nearest"]) == (True, ["ferry-0"])
