"""A disk that fills up while an archive is written: a real one, small, in memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.index.full_disk import ARTICLES

IN_A_NAMESPACE = ["unshare", "--map-root-user", "--mount"]


def can_mount() -> bool:
    try:
        return subprocess.run([*IN_A_NAMESPACE, "true"], capture_output=True).returncode == 0
    except OSError:
        return False


pytestmark = [
    pytest.mark.skipif(not can_mount(), reason="no disk can be mounted here"),
    pytest.mark.timeout(300),
]


def filled(folder: Path, megabytes: int, reserve: int) -> dict:
    arguments = [folder, str(megabytes), str(reserve)]
    done = subprocess.run(
        [*IN_A_NAMESPACE, sys.executable, "-m", "tests.index.full_disk", *arguments],
        capture_output=True, text=True, cwd=ROOT, env=os.environ, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_writer_stops_before_a_full_disk_damages_the_archive(
    tmp_path: Path,
):
    report = filled(tmp_path, 24, 16 * 2**20)
    assert "is full" in report["said"]
    assert "\n" not in report["said"]
    assert 0 < report["full"]["articles"] < ARTICLES
    assert report["full"] == report["room"]
    assert (report["full"]["agree"], report["full"]["nearest"]) == (True, ["ferry-0"])
    assert (report["again"], report["end"]["articles"]) == ("", ARTICLES)


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [5, 8, 13])
def test_an_archive_recovers_once_a_full_disk_has_room(tmp_path: Path, megabytes: int):
    """Without the reserve, SQLite and Chroma themselves meet the end of the disk."""
    report = filled(tmp_path, megabytes, 0)
    assert report["said"]
    assert "\n" not in report["said"]
    assert report["room"]["agree"], report
    assert (report["again"], report["end"]["articles"]) == ("", ARTICLES)
    assert (report["end"]["agree"], report["end"]["nearest"]) == (True, ["ferry-0"])
