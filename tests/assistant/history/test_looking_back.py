"""`assistant answers`, `why`, `replay`, `feedback` and `usage`, as people and programs use them."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from assistant import Assistant
from assistant.commands.options import show_answer
from assistant.history.recorder import Recorder
from assistant.schema.question import Question
from tests.assistant.generation.test_model_writer import citing
from tests.assistant.history.making import kept_in, looking, remembering
from tests.assistant.history.test_keeping import answers_of_any_kind
from tests.assistant.test_cli import Run
from tests.conftest import examples
from tests.openai_server import OpenAIServer

QUESTION = "Which fighter program was Turkey withdrawn from?"


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, user_folder: Path
) -> Run:
    monkeypatch.setenv("ASSISTANT_ARCHIVE", str(user_folder))
    monkeypatch.setenv("ASSISTANT_LLM", "none")
    return Run(capsys, monkeypatch)


def newest(run: Run) -> str:
    return json.loads(run("answers", "--json", "--limit", "1").out)[0]["id"]


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize("question", [QUESTION, "When did Sullivan visit Lisbon?"])
def test_a_replay_prints_the_very_bytes_that_were_printed(
    run: Run, question: str, options: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("ASSISTANT_LLM")  # so that there is a note
    asked = run("ask", question, *options)
    before = (asked.out, asked.err)
    again = run("replay", newest(run)[:6], *options)
    assert (again.out, again.err) == before
    assert again.err


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(answer=answers_of_any_kind())
def test_any_answer_is_printed_again_byte_for_byte(
    answer, recorder_of_module: Recorder, capsys: pytest.CaptureFixture[str]
):
    kept = recorder_of_module.keep(Question(answer.question, id=answer.id), answer)
    record = looking(recorder_of_module).record(kept.id)
    for before, again in (
        (kept.model_dump_json(indent=2), record.json_text),
        (None, None),
    ):
        show_answer(kept, before)
        printed = capsys.readouterr()
        show_answer(record.answer, again)
        assert capsys.readouterr() == printed


@pytest.fixture(scope="module")
def recorder_of_module(tmp_path_factory: pytest.TempPathFactory) -> Recorder:
    return remembering(tmp_path_factory.mktemp("kept"))


def test_asked_again_live_the_difference_is_shown(run: Run, openai_server: OpenAIServer):
    openai_server.enqueue(citing("F-35 fighter program", "The US withdrew Turkey from the F-35."))
    run("ask", QUESTION, "--llm", "openai:gpt-5-mini")
    then = newest(run)
    shown = run("replay", then, "--live").out
    assert "-The US withdrew Turkey from the F-35. [1]°" in shown.splitlines()
    assert "+It also withdrew NATO ally Turkey from its F-35 fighter program. [1]" in shown
    told = json.loads(run("replay", then, "--live", "--json").out)
    assert told["before"]["id"] == then and not told["same"]
    now = newest(run)  # what was asked again is an answer, too
    assert told["now"]["id"] == now
    assert run("replay", now, "--live").out.endswith(f"The same answer as {now}.\n")
    assert run("replay", now, "--llm", "none").code == 2


def test_asked_again_live_the_question_keeps_its_sources_and_days(seeds_folder: Path):
    with Assistant(seeds_folder, llm="none") as assistant:
        question = "How many lanes of the Narrows Bridge are open?"
        for how in ({"as_of": "2024-05-19"}, {"sources": "Nobody"}, {"since": "2031-01-01"}):
            first = assistant.answers.record(assistant.ask(question, **how).id)
            again = assistant.ask(question, **dict(first.within))
            assert (again.text, again.as_of) == (first.answer.text, first.answer.as_of)


def test_a_follow_up_is_asked_again_as_it_was_understood(
    run: Run, seeds_folder: Path, openai_server: OpenAIServer
):
    understood = "What will the repair of the Halden Narrows Bridge cost?"
    cost = citing("58m", "The repair would cost VKr 58m.")
    openai_server.enqueue(citing("repairing", "A contractor is repairing it."), cost, cost)
    openai_server.plans.append(json.dumps({"question": understood}))
    with Assistant(seeds_folder, llm="openai:gpt-5-mini") as assistant:
        conversation = assistant.conversation()
        conversation.ask("Who is repairing the Halden Narrows Bridge?")
        answer = conversation.ask("And what will it cost?")
    assert answer.resolved == understood
    archive = ["--archive", seeds_folder]
    assert f"- as {understood}" in run(*archive, "why", answer.id).out
    live = run(*archive, "replay", answer.id, "--live", "--llm", "openai:gpt-5-mini").out
    assert live.endswith(f"The same answer as {answer.id}.\n")
    assert f"Understood as: {understood}" in live and "VKr 58m" in live


def test_why_tells_how_an_answer_came_about(run: Run, openai_server: OpenAIServer):
    openai_server.enqueue(
        "not JSON", citing("F-35 fighter program", "Washington fined Turkey 5 billion dollars.")
    )
    run("ask", QUESTION, "--llm", "openai:gpt-5-mini")
    name = newest(run)
    run("feedback", name[:6], "wrong", "--note", "the wrong year")
    told = " ".join(run("why", name[:6]).out.split())
    for said in (
        f"answer {name}, by openai:gpt-5-mini.",
        "It also withdrew NATO ally Turkey",
        "openai:gpt-5-mini, prompt answer (",
        "repair (",
        "100 and 20 tokens",
        "not JSON",
        "withheld: Washington fined Turkey 5 billion dollars.",
        "the number “5 billion dollars”",
        "300 input tokens, 60 output tokens; $0.000195",
        "wrong; the wrong year",
    ):
        assert said in told, said
    assert "changed since" not in told
    record = json.loads(run("why", name, "--json").out)
    assert [one["reply"] for one in record["exchanges"]][:1] == ["not JSON"]
    assert any("F-35 fighter program" in given["text"] for given in record["evidence"])


def test_why_tells_that_a_prompt_has_changed_since(run: Run, openai_server: OpenAIServer):
    openai_server.enqueue(citing("F-35 fighter program", "The US withdrew Turkey from the F-35."))
    run("ask", QUESTION, "--llm", "openai:gpt-5-mini")
    with Assistant(llm="none") as assistant, kept_in(assistant.archive.folder) as db:
        db.execute(
            "UPDATE answers SET trace = json_replace(trace, '$.exchanges[0].prompts',"
            """ json('{"answer": "000000000000", "lost": "1"}')) WHERE id = ?""",
            (newest(run),),
        )
    told = run("why", newest(run)).out
    assert "answer (000000000000, changed since)" in told and "(1, gone since)" in told


def test_answers_are_listed_newest_first_with_what_became_of_them(run: Run):
    run("ask", QUESTION)
    first = newest(run)
    run("feedback", first, "right")
    run("ask", "When did Sullivan visit Lisbon?")
    lines = run("answers", "--limit", "2").out.splitlines()
    assert lines[0].endswith("When did Sullivan visit Lisbon?  (not-in-archive)")
    assert lines[1].startswith(first) and lines[1].endswith(f"{QUESTION}  (right)")
    assert run("answers", "--conversation", first).out.splitlines() == [lines[1]]
    assert run("answers", "--conversation", "nobody's").out == "No answers are recorded.\n"


def test_an_answer_can_be_asked_for_without_being_kept(run: Run):
    before = newest(run("ask", QUESTION))
    assert "Ibrahim Kalin" in run("ask", "--no-record", "Who is Ibrahim Kalin?").out
    assert newest(run) == before


def test_errors_are_one_line(run: Run):
    run("ask", QUESTION)
    name = newest(run)
    assert "there is no answer 'nothing'" in run.fails("why", "nothing")
    assert "has no citation 9" in run.fails("feedback", name, "wrong-citation", "--citation", "9")
    untrue = ("--sentence", "No article says this sentence.")
    assert "no article has that sentence" in run.fails("feedback", name, "wrong", *untrue)
    assert "since: 'soon' is not a date" in run.fails("usage", "--since", "soon")
    turned = ("--since", "2024-05-01", "--until", "2024-04-30")
    assert "since: 2024-05-01 is after until: 2024-04-30" in run.fails("usage", *turned)


def test_a_budget_on_the_command_line_refuses_in_one_line(run: Run, openai_server: OpenAIServer):
    said = run.fails("ask", "--llm", "openai:gpt-5-mini", "--budget", "0.01", QUESTION)
    assert "the budget of a question is $0.0100" in said
    assert openai_server.paths == []


def test_usage_has_a_line_a_row_and_one_in_all(run: Run, openai_server: OpenAIServer):
    openai_server.enqueue(citing("F-35 fighter program", "The US withdrew Turkey from the F-35."))
    before = json.loads(run("usage", "--by", "model", "--json").out)["total"]
    run("ask", QUESTION, "--llm", "openai:gpt-5-mini")
    told = json.loads(run("usage", "--by", "model", "--json").out)
    assert told["total"]["questions"] == before["questions"] + 1
    assert told["total"]["dollars"] == pytest.approx(before["dollars"] + 0.000065)
    lines = run("usage", "--by", "model").out.splitlines()
    assert len(lines) == len(told["rows"]) + 1
    assert lines[-1].startswith("total") and "$0.0" in lines[-1]
