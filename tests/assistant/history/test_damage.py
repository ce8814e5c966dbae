"""Recorded answers with a text that is no UTF-8 or no JSON: named, kept or removed."""

import json
import sqlite3
import sys
from pathlib import Path

import pytest

from assistant.commands.cli import main
from tests.conftest import USER_ARTICLE

QUESTION = "Which fighter jet program did the United States remove Turkey from?"


def assistant(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    sys.argv = ["assistant", "--archive", "a", *arguments]
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0), *capsys.readouterr()
    return 0, *capsys.readouterr()


@pytest.fixture
def name(clean_environment: None, capsys: pytest.CaptureFixture[str]) -> str:
    """The id of a recorded answer with feedback."""
    assistant(capsys, "index", "--quiet", str(USER_ARTICLE))
    answer = json.loads(assistant(capsys, "ask", "--json", QUESTION)[1])
    assistant(capsys, "feedback", answer["id"], "right", "--note", "Yes.")
    return answer["id"]


def execute(*statements: str) -> None:
    with sqlite3.connect(Path("a", "answers.sqlite")) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def finding(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, str]:
    report = json.loads(assistant(capsys, "doctor", "--json", *options)[1])
    (found,) = [one for one in report["findings"] if one["name"] == "answers"]
    return found | {"repaired": report["repaired"]}


@pytest.mark.parametrize(
    ("table", "column", "spoiled"),
    [
        ("answers", "answer", "replace(answer, 'program', CAST(X'70FF' AS TEXT))"),
        ("answers", "conversation", "X'C3' || CAST(conversation AS BLOB)"),
        ("feedback", "note", "X'C3' || CAST(note AS BLOB)"),
        ("cited", "article", "X'C3' || CAST(article AS BLOB)"),
    ],
)
def test_a_text_that_is_no_utf8_is_kept_as_read(
    name: str, capsys: pytest.CaptureFixture[str], table: str, column: str, spoiled: str
):
    execute(f"UPDATE {table} SET {column} = CAST({spoiled} AS TEXT)")
    found = finding(capsys)
    assert (found["severity"], found["remedy"]) == ("failure", "assistant doctor --repair")
    assert "a text that is not UTF-8" in found["message"]
    found = finding(capsys, "--repair")
    assert found["severity"] == "fine"
    assert found["repaired"] == ["kept 1 row of the recorded answers as they can be read"]
    code, out, _ = assistant(capsys, "answers")
    assert code == 0 and name in out


@pytest.mark.parametrize("column", ["answer", "trace"])
def test_an_answer_that_cannot_be_read_can_be_removed(
    name: str, capsys: pytest.CaptureFixture[str], column: str
):
    execute(f"UPDATE answers SET {column} = substr({column}, 1, 40)")
    code, out, err = assistant(capsys, "answers")
    assert (code, out, err.count("\n")) == (1, "", 1)
    remedy = f"assistant answers remove {name}"
    assert remedy in err
    found = finding(capsys)
    assert (found["message"], found["remedy"]) == (f"1 answer cannot be read: {name}", remedy)
    assert assistant(capsys, *remedy.split()[1:])[:2] == (0, "Removed 1 answer.\n")
    assert finding(capsys)["severity"] == "fine"
