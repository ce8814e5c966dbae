"""One writer and many readers: real processes over one archive, all at once."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import chroma_client
from index.archive import Archive
from index.catalog.scope import Scope
from tests.conftest import ROOT
from tests.elsewhere import run_elsewhere
from tests.index.processes import nearest_of, opened, sourced
from tests.making import add


def start(job: str, folder: Path, first: int, count: int) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.index.processes", job, folder, str(first), str(count)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ,
    )  # fmt: skip


def report(process: subprocess.Popen) -> dict:
    out, err = process.communicate(timeout=400)
    assert process.returncode == 0, err
    return json.loads(out)


def until(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_readers_find_new_articles_soon_and_second_writers_are_refused(tmp_path: Path):
    folder, articles = tmp_path / "archive", 500
    Archive.create(folder).close()
    readers = [start("read", folder, 0, articles) for _ in range(4)]
    time.sleep(2)
    writer = start("write", folder, 0, articles)
    until(lambda: (folder / "writer.holder").exists())
    sixth = start("write", folder, 900, 1)
    written, refused = report(writer), report(sixth)
    assert f"is being written by process {writer.pid} on " in refused["refused"]
    assert len(written["committed"]) == articles
    for reader in map(report, readers):
        assert reader["errors"] == []
        assert len(reader["found"]) == articles
        # No question that was asked two seconds after an article's commit missed it.
        late = [asked - written["committed"][i] for i, asked in reader["missed"].items()]
        assert max(late, default=0) < 2
    with Archive.open(folder) as archive:
        assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_readers_may_open_while_the_index_is_written(tmp_path: Path):
    folder = tmp_path / "chroma"
    folder.mkdir()
    writer = start("persist", folder, 0, 20)
    until(lambda: (folder / "written").exists())
    readers = [start("reopen", folder, 0, 0) for _ in range(2)]
    assert report(writer) == {"written": 20 * 600}
    for found in (report(reader)["found"] for reader in readers):
        assert found
        assert all(nearest >= count for count, nearest in found)


def elsewhere(change: str, folder: Path) -> None:
    """Runs `change` on the archive from another process."""
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.index.processes import opened, sourced; from tests.making import add\n"
        f"with opened(Path(sys.argv[1])) as archive: {change}"
    )
    run_elsewhere(code, folder)


def test_a_reader_keeps_chroma_open_while_another_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    opens = []
    connect = chroma_client.connect
    monkeypatch.setattr(
        chroma_client, "connect", lambda *a, **k: opens.append(a) or connect(*a, **k)
    )
    with opened(tmp_path / "archive") as archive:
        add(archive, *map(sourced, range(20)))
        assert nearest_of(archive, 3, Scope()) == "ferry-3"
        before = len(opens)
        elsewhere("add(archive, *map(sourced, range(20, 40)))", archive.folder)
        later = Scope(articles=("ferry-30", "ferry-31"))
        assert [nearest_of(archive, n, Scope()) for n in (3, 30)] == ["ferry-3", "ferry-30"]
        assert nearest_of(archive, 31, later) == "ferry-31"
        elsewhere("archive.remove('ferry-30')", archive.folder)
        assert nearest_of(archive, 30, Scope()) != "ferry-30"
        assert len(opens) == before
        monkeypatch.setattr("index.vector_search._MOST_NEW", 0)
        elsewhere("add(archive, sourced(50))", archive.folder)
        assert nearest_of(archive, 50, Scope()) == "ferry-50"
        assert len(opens) == before + 1
