"""One writer and many readers: real processes over one archive, all at once."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.archive import Archive
from tests.conftest import ROOT


def start(job: str, folder: Path, first: int, count: int) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.index.processes", job, folder, str(first), str(count)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ,
    )  # fmt: skip


def report(process: subprocess.Popen) -> dict:
    out, err = process.communicate(timeout=150)
    assert process.returncode == 0, err
    return json.loads(out)


def until(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.timeout(300)
def test_readers_find_new_articles_soon_and_second_writers_are_refused(
    tmp_path: Path,
):
    folder = tmp_path / "archive"
    Archive.create(folder).close()
    readers = [start("read", folder, 0, 500) for _ in range(4)]
    time.sleep(2)
    writer = start("write", folder, 0, 500)
    until(lambda: (folder / "writer.holder").exists())
    sixth = start("write", folder, 900, 1)
    written, refused = report(writer), report(sixth)
    assert f"is being written by process {writer.pid} on " in refused["refused"]
    assert len(written["committed"]) == 500
    for reader in map(report, readers):
        assert reader["errors"] == []
        assert len(reader["found"]) == 500
        # No question that was asked two seconds after an article's commit missed it.
        late = [asked - written["committed"][i] for i, asked in reader["missed"].items()]
        assert max(late, default=0) < 2
    with Archive.open(folder) as archive:
        assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()
