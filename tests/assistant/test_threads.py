"""Threads that ask one assistant get the answers that one thread gets, byte for byte."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
@pytest.mark.timeout(1000)
def test_eight_threads_get_the_answers_of_one(seeds_folder: Path):
    alone = answers(seeds_folder, 1, 200, 1)
    together = answers(seeds_folder, 8, 200, 2)
    assert len(together) == 200
    assert together == [answer * 2 for answer in alone]


def answers(folder: Path, threads: int, questions: int, times: int) -> list[list[str]]:
    """What a new process is told, which remembers nothing of other questions."""
    module = "tests.assistant.asking_at_once"
    command = [sys.executable, "-m", module, str(folder), *map(str, (threads, questions, times))]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert told.returncode == 0, told.stderr
    found: list[list[str]] = json.loads(told.stdout)
    return found
