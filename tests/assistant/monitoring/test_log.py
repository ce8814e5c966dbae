"""The log of the services, as one process writes it."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx
import pytest

from assistant import Assistant
from assistant.monitoring.log import JsonFormatter, start_log
from tests.conftest import ROOT
from tests.work import until

ANSWERED = "Which fighter program was Turkey withdrawn from?"
REFUSED = "Who paid for the moon base of Aldor?"


@contextmanager
def served(folder: Path, log: Path, **environment: str) -> Iterator[httpx.Client]:
    """`assistant serve` in a process of its own, whose standard error is `log`."""
    command = [sys.executable, "-m", "assistant", "--archive", str(folder)]
    told = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])} | environment
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*command, "serve", "--port", "0", "--llm", "none"], env=told, stderr=errors
        )
    try:
        until(lambda: "serving http" in log.read_text(), "the server has started")
        address = log.read_text().partition("serving ")[2].partition(";")[0]
        with httpx.Client(base_url=address, timeout=50) as client:
            yield client
    finally:
        process.terminate()
        process.wait(30)


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


def assert_told(told: list[dict[str, Any]], answers: list[dict[str, Any]], words: object) -> None:
    """A line for each of the two questions, with its words only where they are wanted."""
    assert [one["event"] for one in told] == ["question"] * 2
    assert [one["id"] for one in told] == [one["id"] for one in answers]
    assert [one["outcome"] for one in told] == ["answered", "abstained"]
    assert told[0]["citations"] == len(answers[0]["citations"])
    assert told[1]["reason"] == answers[1]["abstention"]["reason"]
    assert all(one["seconds"] > 0 and one["stages"]["retrieve"] >= 0 for one in told)
    assert ("fighter" in str(told)) == ("moon base" in str(told)) == bool(words)


@pytest.mark.parametrize("words", [False, True])
def test_the_words_of_a_question_are_logged_if_asked(
    seeds: Assistant, caplog: pytest.LogCaptureFixture, words: bool
):
    seeds.settings = seeds.settings.model_copy(update={"log": "json", "log_questions": words})
    start_log(seeds)
    answers = [seeds.ask(question).model_dump(mode="json") for question in (ANSWERED, REFUSED)]
    assert_told([json.loads(JsonFormatter().format(one)) for one in caplog.records], answers, words)


@pytest.mark.slow
@pytest.mark.parametrize("words", ["", "true"])
def test_each_question_is_one_line_of_json(seeds_to_copy: Path, tmp_path: Path, words: str):
    folder, log = Path(copytree(seeds_to_copy, tmp_path / "archive")), tmp_path / "log"
    with served(folder, log, ASSISTANT_LOG="json", ASSISTANT_LOG_QUESTIONS=words) as web:
        answers = [
            web.post("/api/ask", json={"question": question}).json()
            for question in (ANSWERED, REFUSED)
        ]
        until(lambda: len(lines(log)) == 2, "both are logged")
    assert_told(lines(log), answers, words)


@pytest.mark.parametrize("with_words", [False, True])
def test_a_failure_is_logged_with_its_trace_in_one_line(with_words: bool):
    asked = "Who paid?\nAldor?"
    try:
        try:
            raise KeyError(asked)
        except KeyError as error:
            raise ValueError(asked) from error
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "", 1, "it %s", ("failed",), sys.exc_info())
    line = JsonFormatter(with_words=with_words).format(record)
    told = json.loads(line)
    assert "\n" not in line and told["level"] == "error" and told["message"] == "it failed"
    assert all(one in told["trace"] for one in ("test_log.py", "KeyError", "ValueError"))
    assert ("Aldor" in told["trace"]) == with_words
