"""Several processes keep answers and spend money in one archive at the same time."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.assistant.history.making import looking, remembering
from tests.assistant.history.processes import DAY
from tests.conftest import ROOT

pytestmark = pytest.mark.timeout(180)  # four processes of its own

PROCESSES, COUNT = 4, 40


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """Folder and database where nothing was ever kept when they begin."""
    is_postgres = request.param == "postgres"
    database = request.getfixturevalue("postgres").database() if is_postgres else ""
    return tmp_path_factory.mktemp("archive"), database


@pytest.fixture(scope="module")
def told(place: tuple[Path, str]) -> list[dict[str, Any]]:
    """What each process reports (processes.py)."""
    module = "tests.assistant.history.processes"
    command = [sys.executable, "-m", module, *map(str, place), str(COUNT)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(PROCESSES)
    ]
    told = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES, told
    return [json.loads(out) for out, _ in told]


def test_no_answer_and_no_word_about_one_is_lost(
    told: list[dict[str, Any]], place: tuple[Path, str]
):
    ids = {answer for one in told for answer in one["kept"]}
    answers = looking(remembering(place[0], database=place[1]))
    assert len(ids) == len(answers) == PROCESSES * COUNT
    assert all(len(record.feedback) == 1 for record in answers.latest(None))


def test_a_day_is_spent_together_and_not_a_cent_more(told: list[dict[str, Any]]):
    spent = sum(one["let"] for one in told) * 0.008
    assert max(one["most"] for one in told) <= DAY
    assert DAY - 0.0161 < spent <= DAY  # what is left is less than a question may cost
