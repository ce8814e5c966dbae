"""`assistant slack` and `assistant slack stats` as a process."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant import Assistant
from assistant.commands.cli import cli
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.event_parser import Asked
from index.errors import ArchiveError

QUESTION = "Which fighter program was Turkey withdrawn from?"


def asked(ts: str, person: str, text: str = QUESTION) -> Asked:
    return Asked("DANNA", ts, ts, person, "THOME", text, True, False, False)


def run(*arguments: str) -> str:
    told = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert told.exit_code == 0
    return told.stdout


def test_stats_count_outcomes_and_feedback_by_day(folder: Path):
    deliveries = Deliveries(folder)
    with Assistant(folder, llm="none") as assistant:
        answer = assistant.ask(QUESTION)
        assistant.answers.feedback(answer.id, "right", by="UANNA")
        assistant.answers.feedback(answer.id, "wrong-citation", citation=1, by="UBEN")
    for number, outcome in enumerate(("answered", "abstained", "refused", "failed", None)):
        deliveries.receive(f"Ev{number}", asked(f"1.{number}", f"U{number % 2}"))
        question = deliveries.get(number + 1)
        if outcome == "answered":
            deliveries.note_answer(question, answer.model_dump_json())
        if outcome:
            deliveries.settle(question, outcome)
    told = json.loads(run("--archive", str(folder), "slack", "stats", "--json"))
    (day,) = told["days"]
    assert (day["asked"], day["people"], day["waiting"]) == (5, 2, 1)
    assert [day[name] for name in ("answered", "abstained", "refused", "failed")] == [1, 1, 1, 1]
    assert told["feedback"] == {"right": 1, "wrong-citation": 1}
    table = run("--archive", str(folder), "slack", "stats", "--days", "7")
    assert "Feedback: 1 right, 0 wrong, 1 wrong-citation" in table
    deliveries.close()


def test_without_a_bot_there_are_no_stats(folder: Path):
    with pytest.raises(ArchiveError, match="no Slack bot has served"):
        CliRunner().invoke(
            cli, ["--archive", str(folder), "slack", "stats"], catch_exceptions=False
        )


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        ([], "SLACK_BOT_TOKEN is not set"),
        (["--http", "3000"], "SLACK_BOT_TOKEN is not set"),
    ],
)
def test_a_missing_key_is_named_with_where_to_find_it(
    folder: Path, arguments: list[str], missing: str
):
    with pytest.raises(ArchiveError, match=missing):
        CliRunner().invoke(
            cli, ["--archive", str(folder), "slack", *arguments], catch_exceptions=False
        )


def test_without_the_extra_the_error_names_it(folder: Path, monkeypatch: pytest.MonkeyPatch):
    import sys

    monkeypatch.setitem(sys.modules, "slack_bolt", None)
    with pytest.raises(ArchiveError, match=r"slack_bolt.* pip install .*\[slack\]'"):
        CliRunner().invoke(cli, ["--archive", str(folder), "slack"], catch_exceptions=False)
