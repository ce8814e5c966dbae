"""Articles embedded by several processes: the same archive as by one, whatever is killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from assistant import Assistant
from index.archive import Archive
from index.catalog.catalogue import open_catalogue
from index.errors import ArchiveError
from index.process_pool import ProcessPool
from tests.conftest import ROOT

ARTICLES = 40
SECONDS = 300
# `assistant`, with processes from the first article on.
RUN = (
    "import index.workers; index.workers.BEFORE_PROCESSES = 0;"
    "from assistant.commands.cli import main; main()"
)
linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes from the first article on."""
    monkeypatch.setattr("index.workers.BEFORE_PROCESSES", 0)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Articles of three chunks each."""
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(ARTICLES):
        told = (
            f"Ferry {n} carried {m} lorries to Olm and {m + n} back to Wenning." for m in range(30)
        )
        (folder / f"{n:03}.txt").write_text(f"Ferry {n} sails\n\n{' '.join(told)}\n")
    return folder


def contents(folder: Path) -> list[str]:
    """All that the catalogue holds, but for what names the archive itself, and times of receipt."""
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as db:
        db.execute("UPDATE versions SET received = NULL")  # never committed
        return [line for line in db.iterdump() if not line.startswith('INSERT INTO "facts"')]


@pytest.mark.untraced
@pytest.mark.usefixtures("at_once")
@pytest.mark.slow
def test_two_processes_make_the_archive_that_one_makes(tmp_path: Path, news: Path):
    some = sorted(news.iterdir())[:24]  # more than the first batch
    for count in (1, 2):
        with Assistant(tmp_path / str(count)) as assistant:
            assert assistant.index(some, workers=count).indexed == 24
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("cores", "processes"), [(1, 1), (2, 1), (3, 3), (8, 8)])
def test_one_process_embeds_by_default_on_two_cores(
    tmp_path: Path, news: Path, monkeypatch: pytest.MonkeyPatch, cores: int, processes: int
):
    started = [1]

    class Pool(ThreadPoolExecutor):
        def __init__(self, most: int) -> None:
            started.append(most)
            super().__init__(1)

        def kill(self) -> None:
            raise AssertionError

    monkeypatch.setattr("index.workers._cores", lambda: cores)
    monkeypatch.setattr("index.workers.ProcessPool", Pool)
    with Assistant(tmp_path / "archive") as assistant:
        assert assistant.index([news / "000.txt"]).indexed == 1
    assert started[-1] == processes


def test_a_few_articles_start_no_process(
    tmp_path: Path, news: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.workers.ProcessPool", lambda count: pytest.fail("started"))
    with Assistant(tmp_path / "archive") as assistant:
        assert assistant.index([news / "000.txt"], workers=2).indexed == 1


@pytest.mark.slow
@pytest.mark.parametrize("how", ["file", "standard input"])
def test_a_script_without_a_guard_is_run_once(tmp_path: Path, news: Path, how: str):
    script = tmp_path / "script.py"
    script.write_text(
        "print('begun')\n"
        "import index.workers; index.workers.BEFORE_PROCESSES = 0\n"
        "from assistant import Assistant\n"
        f"with Assistant({str(tmp_path / 'archive')!r}) as assistant:\n"
        f"    print(assistant.index([{str(news / '000.txt')!r}], workers=2).indexed)\n"
    )
    done = subprocess.run(
        [sys.executable, script if how == "file" else "-"],
        input=script.read_text(), capture_output=True, text=True, env=environment(),
    )  # fmt: skip
    assert (done.stdout.split(), done.stderr) == (["begun", "1"], "")


def test_a_folder_named_index_is_not_taken_for_the_package(tmp_path: Path):
    (tmp_path / "index").mkdir()
    (tmp_path / "index/__init__.py").write_text("raise SystemExit('not mine')")
    with ProcessPool(1) as pool:
        assert pool.submit(abs, -1).result(SECONDS) == 1


@linux
@pytest.mark.slow
def test_a_killed_process_loses_and_doubles_nothing(tmp_path: Path, news: Path):
    with running(tmp_path / "archive", "--workers", "2", news) as run:
        until(lambda: articles(tmp_path / "archive") > 0, run)
        os.kill(children(run.pid)[0], signal.SIGKILL)
        out, err = run.communicate(timeout=SECONDS)
    assert (json.loads(out)["indexed"], err) == (ARTICLES, "")
    assert is_whole(tmp_path / "archive")


@linux
@pytest.mark.slow
def test_processes_end_with_a_killed_parent(tmp_path: Path, news: Path):
    with running(tmp_path / "archive", "--workers", "2", news) as run:
        until(lambda: len(children(run.pid)) == 2, run)
        started = children(run.pid)
        run.kill()
        run.wait()
        until(lambda: not any(map(is_alive, started)))
    with Assistant(tmp_path / "archive") as assistant:
        assistant.index([news])
    assert is_whole(tmp_path / "archive")


@linux
@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "says"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated")]
)
def test_processes_end_with_a_stopped_parent(
    tmp_path: Path, news: Path, number: signal.Signals, says: str
):
    with running(tmp_path / "archive", "--workers", "2", news) as run:
        until(lambda: len(children(run.pid)) == 2, run)
        started = children(run.pid)
        os.killpg(run.pid, number)  # as a terminal does
        out, err = run.communicate(timeout=SECONDS)
        assert not any(map(is_alive, started))
    assert (run.returncode, out) == (128 + number, "")
    first, second = filter(None, err.splitlines())
    assert first == "assistant: stopping; what is being written is finished first"
    assert second.startswith(f"assistant: {says}; finished work is kept")
    assert open_catalogue(tmp_path / "archive").engine.holder() is None


def test_a_pool_whose_processes_die_gives_up_in_one_line():
    with ProcessPool(1) as pool, pytest.raises(ArchiveError, match="--workers 1") as raised:
        pool.submit(os._exit, 9).result(SECONDS)
    assert "\n" not in str(raised.value)


def test_a_pool_returns_errors_and_keeps_output_apart():
    with ProcessPool(1) as pool:
        assert pool.submit(print, "not an outcome").result(SECONDS) is None
        with pytest.raises(ValueError, match="invalid literal"):
            pool.submit(int, "one").result(SECONDS)


@contextmanager
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """The address of a Dask scheduler on this machine, and its two workers."""
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"]
    started = [_dask([*command, "--port", "0", "--no-dashboard"])]
    try:
        lines = iter(started[0].stderr.readline, "")
        address = next(line for line in lines if "Scheduler at:" in line).split()[-1]
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny"]
        started += [_dask([*worker, "--nthreads", "1", "--no-dashboard"]) for _ in range(2)]
        yield address, started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.communicate()


def _dask(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment())


@pytest.mark.slow
def test_a_cluster_survives_a_killed_worker(tmp_path: Path, news: Path):
    pytest.importorskip("distributed")
    with cluster() as (address, workers):
        with running(tmp_path / "archive", "--cluster", address, news) as run:
            until(lambda: articles(tmp_path / "archive") > 0, run)
            workers[0].kill()
            out, err = run.communicate(timeout=SECONDS)
        assert (json.loads(out)["indexed"], err) == (ARTICLES, "")
    with running(tmp_path / "other", "--workers", "1", news) as run:
        run.communicate(timeout=SECONDS)
    assert contents(tmp_path / "archive") == contents(tmp_path / "other")
    assert is_whole(tmp_path / "archive")


def test_a_missing_cluster_is_told_in_one_line(
    tmp_path: Path, news: Path, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("distributed")
    monkeypatch.setattr("index.workers._SECONDS_FOR_CLUSTER", 1)
    message = pytest.raises(ArchiveError, match="no Dask scheduler answers")
    with Assistant(tmp_path / "archive") as assistant, message as raised:
        assistant.index([news], cluster="tcp://127.0.0.1:9")
    assert "\n" not in str(raised.value)


def test_without_dask_the_extra_is_named(
    tmp_path: Path, news: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "distributed", None)
    message = pytest.raises(ArchiveError, match=r"\[cluster\]")
    with Assistant(tmp_path / "archive") as assistant, message:
        assistant.index([news], cluster="tcp://127.0.0.1:9")


@contextmanager
def running(folder: Path, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """`assistant index --json` with `arguments`, in a process group of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, "--archive", folder, "index", "--json", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(), process_group=0,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def environment() -> dict[str, str]:
    """With one order of sets, which that of some rows follows."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": "0"}


def until(is_so: Callable[[], bool], run: subprocess.Popen[str] | None = None) -> None:
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end, "it took too long"
        assert run is None or run.poll() is None, run.communicate()
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    """The processes that `pid` has started and that have not ended."""
    found = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(number) for numbers in found for number in numbers.split()]


def is_alive(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    return False


def articles(folder: Path) -> int:
    """How many are written so far."""
    with suppress(sqlite3.OperationalError):
        file = f"file:{folder / 'catalogue.sqlite'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as db:
            return int(db.execute("SELECT COUNT(*) FROM articles").fetchone()[0])
    return 0


def is_whole(folder: Path) -> bool:
    """Each article once, each chunk with its vector, none without a chunk."""
    with Archive.open(folder) as archive:
        counts = archive.catalogue.counts()
        assert counts["articles"] == counts["versions"] == ARTICLES
        return archive.vectors.ids() == archive.catalogue.all_vectors().keys()
