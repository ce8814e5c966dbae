"""Money: refused before it is spent, over every process; summed up afterwards."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from assistant import Assistant, BudgetError
from assistant.history.budgets import Budget
from assistant.history.recorder import Recorder
from assistant.schema.question import Question
from index.archive import Archive
from index.models import Article
from tests.assistant.generation.test_model_writer import citing
from tests.assistant.history.making import kept_in
from tests.assistant.test_cli import Run
from tests.making import add
from tests.openai_server import OpenAIServer

QUESTION = "Which fighter program was Turkey withdrawn from?"
F35 = "It also withdrew NATO ally Turkey from its F-35 fighter program."
GOOD = citing("F-35 fighter program", "Turkey was withdrawn from the F-35.")
COST = 0.000065  # of a request to gpt-5-mini, as the scripted server counts its tokens
# That it could cost with a reply of 8,000 tokens, the prompt left out, which adds a little.
MOST = 0.016


@pytest.fixture(scope="module")
def to_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("jets") / "archive"
    with Archive.create(path) as archive:
        add(archive, Article(id="jets", text=f"Washington was cross. {F35} Ankara protested."))
    return path


@pytest.fixture
def folder(to_copy: Path, tmp_path: Path) -> Path:
    """An archive of one article, to which nothing was asked."""
    return Path(copytree(to_copy, tmp_path / "archive"))


def requests(server: OpenAIServer) -> int:
    return len(server.requests)


@pytest.mark.parametrize("budget", ["budget_question", "budget_conversation", "budget_day"])
def test_a_question_beyond_the_budget_is_refused_unsent(
    folder: Path, openai_server: OpenAIServer, budget: str
):
    with Assistant(folder, **{budget: MOST}) as assistant:
        for ask in (assistant.ask, lambda q: list(assistant.stream(q)), assistant.chain.invoke):
            with pytest.raises(BudgetError) as refused:
                ask(QUESTION)
        with pytest.raises(BudgetError):
            asyncio.run(assistant.aask(QUESTION))
        assert assistant.usage().total.dollars == 0
    assert requests(openai_server) == 0 and openai_server.paths == []
    told = str(refused.value)
    assert "openai:gpt-5-mini may cost $0.016" in told and "$0.0160 (ASSISTANT" in told
    assert f"ASSISTANT_{budget.upper()}" in told and "\n" not in told


def test_a_question_within_budget_is_asked_and_its_cost_counted(
    folder: Path, openai_server: OpenAIServer
):
    openai_server.enqueue(GOOD)
    budgets = {f"budget_{name}": 0.04 for name in ("question", "conversation", "day")}
    with Assistant(folder, **budgets) as assistant:
        assert assistant.ask(QUESTION).usage["dollars"] == COST
        assert assistant.usage().total.dollars == COST  # nothing stays set aside


def test_all_runs_share_the_budget_of_a_day(
    folder: Path,
    openai_server: OpenAIServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    openai_server.enqueue(GOOD, GOOD, GOOD)
    for _ in range(2):
        with Assistant(folder, budget_day=1) as assistant:
            assistant.ask(QUESTION)
    day = 2 * COST + MOST
    monkeypatch.setenv("ASSISTANT_BUDGET_DAY", str(day))
    third = Run(capsys, monkeypatch)("--archive", folder, "ask", QUESTION)
    assert (third.code, third.out) == (1, "")
    assert (
        "openai:gpt-5-mini may cost $0.0163, and $0.0001 is already spent of the day's" in third.err
    )
    assert third.err.count("\n") == 1
    assert requests(openai_server) == 2
    with Assistant(folder, budget_day=day + 6 * COST) as assistant:
        with kept_in(folder) as db:
            db.execute("UPDATE spending SET asked = asked - 86400")
        assert assistant.ask(QUESTION).answered


def test_a_conversation_is_told_from_others(folder: Path, openai_server: OpenAIServer):
    openai_server.enqueue(GOOD, GOOD, GOOD)
    with Assistant(folder) as assistant:
        for _ in range(2):
            assistant.ask(QUESTION, conversation="one")
    # The prompt costs more than two answers and less than six.
    with Assistant(folder, budget_conversation=MOST + 6 * COST) as assistant:
        with pytest.raises(BudgetError, match="already spent of the conversation's budget"):
            assistant.ask(QUESTION, conversation="one")
        assert assistant.ask(QUESTION, conversation="two").answered


def test_two_at_once_cannot_both_spend_what_is_left(tmp_path: Path):
    memory = Recorder(tmp_path, Budget(day=0.05), True, None)
    one, other = (memory.meter(Question(question)) for question in ("One?", "Two?"))
    one.allow("openai:gpt-5-mini", None, ["Prompt."] * 2)
    with pytest.raises(BudgetError, match=r"\$0.0320 is already spent of the day's budget"):
        other.allow("openai:gpt-5-mini", None, ["Prompt."] * 2)
    one.close()  # nothing was asked after all
    other.allow("openai:gpt-5-mini", None, ["Prompt."] * 2)


def test_what_a_process_that_died_had_set_aside_stays_spent(tmp_path: Path):
    memory = Recorder(tmp_path, Budget(day=0.05), True, None)
    memory.meter(Question("Who?")).allow("openai:gpt-5-mini", None, ["Prompt."] * 2)
    later = Recorder(tmp_path, Budget(day=0.05), True, None).meter(Question("Who?"))
    with pytest.raises(BudgetError):
        later.allow("openai:gpt-5-mini", None, ["Prompt."] * 2)


def test_instead_the_sources_may_be_quoted(folder: Path, openai_server: OpenAIServer):
    with Assistant(folder, budget_question=0.001, over_budget="quote") as assistant:
        answer = assistant.ask(QUESTION)
    assert answer.text == F35 + " [1]"
    assert answer.usage["note"].startswith("asking openai:gpt-5-mini may cost $0.016")
    assert answer.usage["note"].endswith("nothing was sent. Quoting the sources instead.")
    assert requests(openai_server) == 0


def test_a_cheaper_model_of_the_settings_is_asked_instead(
    folder: Path, openai_server: OpenAIServer
):
    openai_server.enqueue(GOOD)
    with Assistant(folder, fallback="openai:gpt-5-nano", budget_question=0.01) as assistant:
        answer = assistant.ask(QUESTION)
    assert answer.model == "openai:gpt-5-nano"
    assert "Asking openai:gpt-5-nano instead." in answer.usage["note"]
    assert {request["model"] for request in openai_server.requests} == {"gpt-5-nano"}


def test_a_budget_refuses_models_without_a_price(folder: Path, openai_server: OpenAIServer):
    own = {"base_url": openai_server.url, "llm": "openai:own"}
    for settings in ({"llm": "openai:unheard-of"}, own):
        assistant = Assistant(folder, **settings, budget_day=100)
        unknown = pytest.raises(BudgetError, match=r"openai:(unheard-of|own) has no known price")
        with assistant, unknown:
            assistant.ask(QUESTION)
    assert requests(openai_server) == 0
    openai_server.enqueue(GOOD)
    with Assistant(folder, **own) as assistant:
        assert assistant.ask(QUESTION).answered
        assert (assistant.usage().total.unpriced, assistant.usage().total.dollars) == (1, 0)


def test_a_local_server_has_the_price_of_the_settings(
    folder: Path, openai_server: OpenAIServer, tmp_path: Path
):
    openai_server.enqueue(GOOD)
    lines = ["[prices]", '"openai:own" = [10.0, 20.0]', '"openai:gpt-5-mini" = [0, 0]']
    (tmp_path / "assistant.toml").write_text("\n".join(lines))
    own = {"base_url": openai_server.url, "llm": "openai:own"}
    with Assistant(folder, **own, budget_day=1) as assistant:
        answer = assistant.ask(QUESTION)
        assert answer.usage["dollars"] == assistant.usage().total.dollars == 0.0014
    spent = pytest.raises(BudgetError, match=r"\$0.0014 is already spent of the day's budget")
    with Assistant(folder, **own, budget_day=0.03) as assistant, spent:
        assistant.ask(QUESTION)
    openai_server.enqueue(GOOD)
    with Assistant(folder, budget_question=0) as assistant:
        assert assistant.ask(QUESTION).usage["dollars"] == 0


def test_follow_up_and_judge_calls_count_towards_the_budget(
    folder: Path, openai_server: OpenAIServer
):
    good = citing("F-35 fighter program", "It withdrew Turkey from its F-35 program.")
    openai_server.enqueue(good, good)
    openai_server.plans.append(json.dumps({"question": "Why was Turkey removed?"}))
    openai_server.judgements.extend(["supported", "supported"])
    with Assistant(folder, judge="llm", budget_day=10) as assistant:
        conversation = assistant.conversation()
        first, second = conversation.ask(QUESTION), conversation.ask("Why?")
        assert set(first.usage["prompts"]) == {"answer", "answer_instructions", "judge"}
        assert set(second.usage["prompts"]) == {*first.usage["prompts"], "plan"}
        assert (first.usage["input_tokens"], second.usage["input_tokens"]) == (200, 300)
        rows = assistant.usage(by="model").rows
        assert sum(row.input_tokens for row in rows) == 500 and all(row.dollars for row in rows)


def test_a_repair_beyond_the_budget_is_not_requested(folder: Path, openai_server: OpenAIServer):
    openai_server.enqueue(["{" + "nonsense " * 2_000], GOOD)  # some 0.01 dollars, as we count
    openai_server.counts = False
    with Assistant(folder, budget_question=0.02) as assistant:
        answer = assistant.ask(QUESTION)
    assert answer.text == F35 + " [1]"
    assert "a retry may exceed the budget" in answer.usage["note"]
    assert len(openai_server.requests) == 1


def test_what_a_model_reads_again_is_paid_for_too(folder: Path, openai_server: OpenAIServer):
    openai_server.enqueue("[1]", GOOD, "[1]", "[1]")
    with Assistant(folder, rerank="llm") as assistant:
        usage = assistant.ask(QUESTION).usage
        assert list(usage["prompts"]) == ["rerank", "answer", "answer_instructions"]
        assert usage["total_tokens"] == 240
        assistant.search(QUESTION)
        assistant.retriever.invoke(QUESTION)
        assert assistant.usage().total.dollars == pytest.approx(4 * COST)
    before = requests(openai_server)
    with Assistant(folder, rerank="llm", budget_day=0.001) as assistant:
        searches = (assistant.search, assistant.explain, assistant.retriever.invoke)
        for asked in (assistant.ask, *searches):
            with pytest.raises(BudgetError):
                asked(QUESTION)
    with Assistant(folder, rerank="llm", budget_day=0.001, over_budget="quote") as assistant:
        assert assistant.search(QUESTION)[0].chunk.article.id == "jets"
        assert assistant.ask(QUESTION).text == F35 + " [1]"
    assert requests(openai_server) == before


def test_where_spending_cannot_be_written_down_nothing_is_spent(
    folder: Path, openai_server: OpenAIServer, tmp_path: Path
):
    with Assistant(folder, budget_day=100) as assistant:
        (tmp_path / "file").touch()
        assistant.__dict__["_recorder"] = Recorder(tmp_path / "file", Budget(day=100), True, None)
        with pytest.raises(BudgetError, match="cannot be recorded"):
            assistant.ask(QUESTION)
    assert requests(openai_server) == 0


def test_what_failed_halfway_is_counted_too(folder: Path, openai_server: OpenAIServer):
    openai_server.enqueue("not JSON", 401)
    with Assistant(folder, budget_day=1) as assistant:
        assert assistant.ask(QUESTION).model == "quotations"
        total = assistant.usage().total
    assert (total.questions, total.input_tokens, total.output_tokens) == (1, 100, 20)
    assert total.dollars == COST


def test_leaving_a_stream_counts_what_was_said(folder: Path, openai_server: OpenAIServer):
    openai_server.enqueue(GOOD)
    with Assistant(folder) as assistant:
        stream = assistant.stream(QUESTION)
        while type(next(stream)).__name__ != "Words":
            pass
        stream.close()
        total = assistant.usage().total
        assert assistant.answers.latest() == []
    assert total.estimated and total.input_tokens > 300 and total.questions == 1


def test_without_recording_the_cost_is_counted_all_the_same(
    folder: Path, openai_server: OpenAIServer
):
    openai_server.enqueue(GOOD)
    with Assistant(folder, record=False, budget_day=1) as assistant:
        assistant.ask(QUESTION)
        assert assistant.usage().total.dollars == COST
        assert len(assistant.answers) == 0
    assert QUESTION.encode() not in (folder / "answers.sqlite").read_bytes()


def test_usage_is_told_by_day_model_and_conversation(folder: Path, openai_server: OpenAIServer):
    openai_server.enqueue(GOOD, GOOD)
    with Assistant(folder) as assistant:
        assistant.ask(QUESTION, conversation="talk")
    with Assistant(folder, llm="openai:gpt-5") as assistant:
        assistant.ask(QUESTION, conversation="talk")
        with kept_in(folder) as db:
            for table in ("spending", "answers"):
                db.execute(f"UPDATE {table} SET asked = asked - 86400 * 3")
    with Assistant(folder, llm="none") as assistant:
        assistant.ask(QUESTION, conversation="other")
        by = {
            name: {row.name: (row.questions, row.input_tokens, row.dollars) for row in told.rows}
            for name in ("day", "model", "conversation")
            if (told := assistant.usage(by=name))
        }
        today = datetime.now(UTC).date()
        before = today - timedelta(days=3)
        assert assistant.usage(since=today).total.questions == 1
        assert assistant.usage(until=before).total.dollars == 0.00039
        assert assistant.usage().total.questions == 3
    assert by["day"] == {str(before): (2, 200, 0.00039), str(today): (1, 0, 0)}
    assert by["model"] == {
        "no model": (1, 0, 0),
        "openai:gpt-5": (1, 100, 0.000325),
        "openai:gpt-5-mini": (1, 100, COST),
    }
    assert by["conversation"] == {"other": (1, 0, 0), "talk": (2, 200, 0.00039)}


def test_where_nothing_was_asked_there_is_no_usage(folder: Path):
    with Assistant(folder, llm="none") as assistant:
        assert assistant.usage(by="day").rows == ()
        assert json.dumps(assistant.usage().total.dollars) == "0.0"
