"""Four writers and four readers on machines of their own, while servers and network fail."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from typing import Any

import pytest

from tests import namespaces, postgres_server
from tests.conftest import ROOT
from tests.index.chaos import ARTICLES, WRITERS

BACK = 10.0  # seconds after a fault, until when each reader is answered again
_SECONDS = 1_700

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """What tests/index/chaos.py tells."""
    return played("tests.index.chaos", 2 * WRITERS)


def played(module: str, count: int) -> dict[str, Any]:
    """What a module reports that runs on the hub of a network with so many other machines."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra postgres)")
    if postgres_server.find_program("initdb") is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    if why := namespaces.missing():
        pytest.skip(why)
    with tempfile.TemporaryDirectory() as folder, namespaces.network(count) as (hub, machines):
        command = [sys.executable, "-m", module, "play", folder, hub, *machines]
        playing = subprocess.Popen(
            namespaces.within(hub, command), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, cwd=ROOT, env=os.environ, start_new_session=True,
        )  # fmt: skip
        try:
            out, err = playing.communicate(timeout=_SECONDS)
        finally:
            if playing.poll() is None:
                os.killpg(playing.pid, signal.SIGKILL)
        assert playing.returncode == 0, err
        return dict(json.loads(out))


def test_no_article_is_lost_or_there_twice(report: dict[str, Any]):
    assert report["versions"] == {f"ferry-{n}": 1 for n in range(WRITERS * ARTICLES)}
    assert (report["lost"], report["left"]) == (0, 0)


def test_every_article_is_found_by_words_and_by_vector(report: dict[str, Any]):
    assert report["unfound"] == {}
    for told in report["readers"]:
        missed = [found for *_, found, _ in told if " " in found]
        assert missed == [], "an article that was in was not found"


def test_each_reader_is_back_soon_after_each_fault(report: dict[str, Any]):
    assert len(report["faults"]) == 4
    for fault in report["faults"]:
        for number, told in enumerate(report["readers"]):
            answered = [at for began, at, _, error in told if began > fault["began"] and not error]
            late = min(at for at in answered if at > fault["ended"]) - fault["ended"]
            assert late < BACK, (fault["name"], number)


def test_every_error_is_one_line(report: dict[str, Any]):
    failed = [run for run in report["runs"] if run["code"] not in (0, -signal.SIGKILL)]
    for run in failed:
        last = run["said"].splitlines()[-1]
        assert re.match(r"assistant: (?!internal error)", last), run
        assert "Traceback" not in run["said"]
    for told in report["readers"]:
        assert not [error for *_, error in told if "\n" in error]
    assert report["said"] == [""] * len(report["readers"])


def test_a_killed_writer_is_followed_by_another(report: dict[str, Any]):
    killed = {run["articles"] for run in report["runs"] if run["code"] == -signal.SIGKILL}
    assert len(killed) == 1
    assert {run["articles"] for run in report["runs"] if run["code"] == 0} == set(range(WRITERS))


def test_a_silent_machine_loses_its_lock_and_comes_back():
    told = played("tests.index.silence", 2)
    assert told["taken"] - told["began"] < 30
    assert min(at for at, error in told["told"] if at > told["ended"] and not error) < (
        told["ended"] + BACK
    )
    errors = [error for _, error in told["told"] if error]
    assert errors and not any("\n" in error for error in errors)
