"""Removal of articles and answers by id, age and source; what is removed is gone everywhere."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant import Assistant
from assistant.commands.answers import answers
from assistant.commands.articles import articles
from assistant.commands.backup import backup
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.event_parser import Asked
from index.doctor import check
from index.errors import ArchiveError
from index.models import Article
from tests.assistant.generation.test_model_writer import citing
from tests.conftest import ROOT
from tests.making import add
from tests.openai_server import OpenAIServer

NOW = datetime.now(UTC)
SECRET = "The zymurgist Ottilie Quandt of Pell resigned over the brewery affair."


def story(number: int, source: str, days: int | None) -> Article:
    text = f"Ferry {number} left Olm at dawn. " + " ".join(
        f"Passenger {number * 100 + one} boarded." for one in range(40)
    )
    published = None if days is None else NOW - timedelta(days=days)
    return Article(id=f"{source}-{number}", text=text, source=source, published_at=published)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Assistant(tmp_path / "archive", llm="none") as assistant:
        assistant._create()
        add(
            assistant.archive,
            *(
                story(n, source, days)
                for source in ("Courier", "Ledger")
                for n, days in ((1, 10), (2, 400), (3, None))
            ),
            Article(
                id="secret",
                text=f"{SECRET} " + "The zymurgist said nothing. " * 20,
                title="Zymurgist gone",
                source="Lantern",
                published_at=NOW,
            ),
        )
        assert assistant.ask("Who resigned over the brewery affair?").answered
        assert assistant.ask("When did ferry 1 leave Olm?").answered
        assert not assistant.ask("Who paid for the moon base of Aldor?").answered
    return tmp_path / "archive"


@pytest.fixture
def asking(folder: Path) -> Iterator[Assistant]:
    with Assistant(folder, llm="none") as assistant:
        yield assistant


def run(command, folder: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(command, arguments, obj=folder, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def ids(folder: Path) -> set[str]:
    with Assistant(folder, llm="none") as assistant:
        return {article.id for article in assistant.archive.catalogue.articles()}


def traces(folder: Path, word: bytes) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if word in path.read_bytes().lower()]


def test_articles_go_by_source_and_age(folder: Path):
    before = ids(folder)
    done = run(articles, folder, "remove", "--source", "Ledger", "--older-than", "365", "--dry-run")
    assert done.output.startswith("1 article and ") and ids(folder) == before
    run(articles, folder, "remove", "--source", "Ledger", "--older-than", "365")
    assert before - ids(folder) == {"Ledger-2"}
    run(articles, folder, "remove", "--before", f"{NOW - timedelta(days=100):%Y-%m-%d}")
    assert before - ids(folder) == {"Ledger-2", "Courier-2"}
    run(articles, folder, "remove", "--source", "Courier")
    assert ids(folder) == {"Ledger-1", "Ledger-3", "secret"}


@pytest.mark.parametrize("command", [articles, answers])
def test_the_first_and_the_last_day_bound_a_removal(command, folder: Path):
    for day, is_all in (("0001-01-01", False), ("9999-12-31", True)):
        told = run(command, folder, "remove", "--before", day, "--dry-run").output
        assert told.startswith("0 ") is not is_all


def test_a_removed_article_is_gone_from_the_whole_archive(folder: Path):
    run(articles, folder, "remove", "secret", "--overwrite")
    assert traces(folder, b"zymurgist") == [] and traces(folder, b"quandt") == []
    with Assistant(folder, llm="none") as assistant:
        assert assistant.archive.catalogue.article("secret") is None
        found = assistant.search("zymurgist Ottilie Quandt")
        assert found and "secret" not in {hit.chunk.article.id for hit in found}
        assert assistant.archive.vectors.count() == assistant.archive.size
        kept = [record.answer.question for record in assistant.answers.latest(None)]
        assert "Who resigned over the brewery affair?" not in kept
        assert "When did ferry 1 leave Olm?" in kept
        assert assistant.usage().total.questions == len(kept)
    faults = [one for one in check(folder, True) if one.severity == "failure"]
    assert faults == []


def test_answers_that_show_it_as_nearest_coverage_go_too(folder: Path, asking: Assistant):
    refused = asking.ask("Why did the zymurgist Ottilie Quandt paint the moon?")
    assert not refused.answered and refused.abstention
    assert "secret" in {one.article.id for one in refused.abstention.nearest}
    assert refused.id in asking.remove("secret").answers
    with pytest.raises(ArchiveError):
        asking.answers.record(refused.id)


def test_answers_can_be_kept(folder: Path):
    run(articles, folder, "remove", "secret", "--keep-answers")
    with Assistant(folder, llm="none") as assistant:
        kept = [record.answer.question for record in assistant.answers.latest(None)]
    assert "Who resigned over the brewery affair?" in kept


def test_an_unknown_article_removes_nothing(folder: Path, asking: Assistant):
    before = ids(folder)
    with pytest.raises(ArchiveError, match="no article 'nothing'"):
        asking.remove("secret", "nothing")
    assert ids(folder) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["remove"],
        ["remove", "secret", "--source", "Ledger"],
        ["remove", "--before", "2024-01-01", "--older-than", "3"],
        ["remove", "--older-than", "999999999"],
    ],
)
@pytest.mark.parametrize("command", [articles, answers])
def test_a_removal_says_what_of_in_one_way(command, folder: Path, arguments: list[str]):
    before = ids(folder)
    assert CliRunner().invoke(command, arguments, obj=folder).exit_code == 2
    assert ids(folder) == before


def test_answers_go_by_id_age_and_source(folder: Path, asking: Assistant):
    def kept() -> set[str]:
        return {record.answer.question for record in asking.answers.latest(None)}

    assert len(kept()) == 3
    assert "0 answers" in run(answers, folder, "remove", "--older-than", "1").output
    done = run(answers, folder, "remove", "--source", "Lantern", "--dry-run")
    assert "would be removed" in done.output and len(kept()) == 3
    with asking._recorder.store.transaction() as db:
        db.execute("UPDATE answers SET asked = asked - 100 * 86400 WHERE answer LIKE '%ferry 1%'")
    run(answers, folder, "remove", "--older-than", "30")
    assert "When did ferry 1 leave Olm?" not in kept()
    first = asking.answers.latest(None)[0].id
    run(answers, folder, "remove", first[:7])
    assert first not in {record.id for record in asking.answers.latest(None)}


@pytest.mark.parametrize(("options", "of"), [([], "1 answer"), (["--keep-answers"], "0 answers")])
def test_a_dry_run_removes_nothing_and_counts_as_the_run(folder: Path, options: list[str], of: str):
    arguments, before = ["remove", "secret", *options], ids(folder)
    told = run(articles, folder, *arguments, "--dry-run").output
    assert told == f"1 article and {of} would be removed.\n" and ids(folder) == before
    assert f"Removed 1 article and {of}." in run(articles, folder, *arguments).output


def test_backups_that_still_have_it_are_named(folder: Path, tmp_path: Path):
    run(backup, folder, str(tmp_path / "backups"))
    done = run(articles, folder, "remove", "secret")
    assert str(tmp_path / "backups") in done.output and "1 backup (" in done.output
    done = run(answers, folder, "remove", "--source", "Ledger")
    assert str(tmp_path / "backups") in done.output


def test_words_in_the_queue_of_slack_go_too(folder: Path, asking: Assistant):
    record = next(r for r in asking.answers.latest(None) if "brewery" in r.answer.question)
    deliveries = Deliveries(folder)
    deliveries.command(
        "Ev1", Asked("C1", "1.0", "1.0", "U1", "T1", "Who resigned?", True, False, False), ""
    )
    question = deliveries.get(1)
    deliveries.note_answer(question, record.json_text)
    deliveries.settle(question, "answered")
    deliveries.close()
    done = run(articles, folder, "remove", "secret", "--overwrite")
    assert "1 answer can still be read in Slack" in done.output
    assert traces(folder, b"zymurgist") == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_readers_ask_on_while_the_index_is_made_again(folder: Path):
    code = (
        "import sys, json; from assistant import Assistant\n"
        "with Assistant(sys.argv[1], llm='none') as a:\n"
        "    print('ready', flush=True)\n"
        "    found = [a.ask('When did ferry 1 leave Olm?').answered for _ in range(30)]\n"
        "print(json.dumps(found))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout and reader.stdout.readline() == "ready\n"
    for number in (2, 3):
        run(articles, folder, "remove", f"Courier-{number}", "--overwrite")
    assert json.loads(reader.communicate(timeout=500)[0]) == [True] * 30


def test_a_models_answer_goes_with_all_that_it_read(folder: Path, openai_server: OpenAIServer):
    openai_server.enqueue(citing("Ferry 1 left", "Ferry 1 left Olm at dawn."))
    with Assistant(folder, llm="openai:test") as assistant:
        asked = assistant.ask("When did ferry 1 leave Olm?")
        read = {given.article for given in assistant.answers.record(asked.id).evidence}
        cited = {citation.article.id for citation in asked.citations}
        only_read = sorted(read - cited)
        assert asked.answered and only_read
        assert asked.id in assistant.remove(only_read[0]).answers
