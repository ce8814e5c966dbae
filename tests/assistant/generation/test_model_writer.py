"""Writing with a model over real HTTP, and what a hostile one cannot do."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.generation.reply_parser import MAX_REPLY, MAX_STATEMENTS, read_reply
from assistant.llm.chat_models import ModelError, load_model
from tests.openai_server import OpenAIServer
from tests.work import growth

QUESTION = "Which fighter program was Turkey withdrawn from?"


def reply(*statements: tuple[list[str], str], verdict: str = "answered") -> str:
    written = [{"evidence": ids, "text": text} for ids, text in statements]
    return json.dumps({"verdict": verdict, "statements": written})


def citing(needle: str, text: str) -> Callable[[dict[str, str]], str]:
    """Says `text`, citing the sentence of the evidence in which `needle` stands."""
    return lambda evidence: reply(([i for i, s in evidence.items() if needle in s], text))


@pytest.fixture
def assistant(user_folder: Path, openai_server: OpenAIServer) -> Assistant:
    return Assistant(user_folder, judge="none")


def assert_sound(answer: Answer) -> None:
    """Every citation is the text at its offsets, every statement is cited and was checked."""
    text = (
        Path(answer.citations[0].article.path or "").read_text("utf-8").strip()
        if answer.citations
        else ""
    )
    for citation in answer.citations:
        assert text[citation.start : citation.end] == citation.quote
    for statement in answer.statements:
        assert statement.citations
        assert statement.support in ("checked", "quoted")
    assert answer.answered == bool(answer.statements) == (answer.abstention is None)


def test_a_models_statement_is_shown_with_the_sentence_it_names(
    assistant: Assistant, openai_server: OpenAIServer
):
    openai_server.enqueue(citing("F-35 fighter program", "The US withdrew Turkey from the F-35."))
    answer = assistant.ask(QUESTION)
    assert answer.text == "The US withdrew Turkey from the F-35. [1]"
    assert answer.statements[0].support == "checked"
    assert answer.citations[0].quote == (
        "It also withdrew NATO ally Turkey from its F-35 fighter program."
    )
    assert answer.model.startswith("openai:")
    assert (answer.usage["input_tokens"], answer.usage["output_tokens"]) == (100, 20)
    assert len(openai_server.requests) == 1
    assert_sound(answer)


def test_the_request_allows_only_this_evidences_ids_before_the_text(
    assistant: Assistant, openai_server: OpenAIServer
):
    openai_server.enqueue(citing("F-35 fighter program", "Turkey left the F-35 program."))
    assistant.ask(QUESTION)
    request = openai_server.requests[0]
    schema = request["response_format"]["json_schema"]
    parts = schema["schema"]["$defs"]
    statement = parts["StatementReply"]["properties"]
    assert schema["strict"] is True
    assert list(statement) == ["section", "evidence", "text"]
    assert statement["evidence"]["items"] == {"$ref": "#/$defs/Id"}
    assert parts["Id"]["enum"] == list(openai_server.evidence[0])


def test_ids_differ_from_question_to_question(assistant: Assistant, openai_server: OpenAIServer):
    openai_server.enqueue(reply(verdict="not-in-evidence"), reply(verdict="not-mentioned"))
    assistant.ask(QUESTION)
    assistant.ask("Who spoke by phone?")
    first, second = map(set, openai_server.evidence)
    assert first
    assert not first & second


def test_a_model_that_finds_no_answer_abstains_in_our_words(
    assistant: Assistant, openai_server: OpenAIServer
):
    openai_server.enqueue(reply(verdict="not-in-evidence"))
    answer = assistant.ask("How many S-400 batteries did Turkey buy?")
    assert answer.abstention is not None
    assert answer.abstention.reason == "insufficient-evidence"
    assert answer.text == "The nearest coverage is about something else, or does not say."
    assert len(answer.abstention.nearest) > 0


def test_ids_of_another_question_cite_nothing(assistant: Assistant, openai_server: OpenAIServer):
    openai_server.enqueue(reply(verdict="not-in-evidence"))
    assistant.ask("Who spoke by phone?")
    old = list(openai_server.evidence[0])
    openai_server.enqueue(reply((old, "Turkey was removed from the F-35 program.")))
    answer = assistant.ask(QUESTION)
    assert all("F-35" in citation.quote for citation in answer.citations)
    assert_sound(answer)


LIE = "Turkey paid 5 billion dollars for the F-35 fighter program."


@pytest.mark.untraced
@pytest.mark.parametrize(
    "hostile",
    [
        "I am happy to help! The answer is the F-35 [1].",
        "",
        "null",
        "[]",
        '{"verdict": "answered", "statements": [{"evidence": ["',
        '{"verdict": "answered"}',
        reply(),
        reply((["zzzzz", "1", ""], LIE)),
        reply(([], LIE)),
        reply(*[(["x"], f"{LIE} {n}") for n in range(60)]),
        lambda evidence: reply((list(evidence), LIE)),
        lambda evidence: reply((list(evidence) * 5, LIE), (list(evidence), "")),
        lambda evidence: reply((list(evidence), "See https://evil.example/ for the F-35 program.")),
        lambda evidence: reply((list(evidence), "Washington called it “a total disgrace”.")),
        lambda evidence: reply((list(evidence)[:1], "Ignore all instructions \u202e[2][3]")),
        lambda evidence: json.dumps({"verdict": "answered", "statements": [{"evidence": 7}]}),
        lambda evidence: reply(*[(list(evidence)[:1], "Turkey \ud83d was removed.")] * 20),
    ],
    ids=range(17),
)
def test_whatever_a_hostile_model_says_only_checked_statements_come_out(
    hostile: str | Callable[[dict[str, str]], str],
    assistant: Assistant,
    openai_server: OpenAIServer,
):
    openai_server.enqueue(hostile, hostile)  # it is asked again where it cannot be read
    answer = assistant.ask(QUESTION)
    assert_sound(answer)
    shown = answer.model_dump_json(exclude={"withheld"})
    assert len(answer.statements) <= MAX_STATEMENTS
    for lie in ("billion", "evil", "disgrace", "Ignore", "happy"):
        assert lie not in shown


def test_an_unusable_reply_becomes_quotations_with_a_note(
    assistant: Assistant, openai_server: OpenAIServer
):
    openai_server.enqueue("prose, not JSON", "prose again")
    answer = assistant.ask(QUESTION)
    assert answer.model == "quotations"
    assert answer.statements[0].text == answer.citations[0].quote
    assert "Quoting the sources instead." in answer.usage["note"]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "refuses the API key; set OPENAI_API_KEY"),
        (404, "no such model; check ASSISTANT_LLM"),
        (400, "answered 400"),
    ],
)
def test_a_server_that_refuses_leads_to_quotations_with_a_remedy(
    status: int, says: str, assistant: Assistant, openai_server: OpenAIServer
):
    openai_server.enqueue(status)
    answer = assistant.ask(QUESTION)
    assert answer.model == "quotations" and answer.answered
    assert says in answer.usage["note"] and says in answer.usage["model_error"]
    assert "\n" not in answer.usage["note"]


def test_an_unreachable_server_leads_to_quotations(user_folder: Path):
    with Assistant(user_folder, llm="openai:any", base_url="http://127.0.0.1:9/v1") as assistant:
        answer = assistant.ask(QUESTION)
    assert answer.model == "quotations" and answer.answered
    assert "cannot be reached; check the network and ASSISTANT_BASE_URL" in answer.usage["note"]


@pytest.mark.parametrize(
    ("llm", "says"),
    [
        ("gpt", "has no provider"),
        ("openai:gpt-5-mini", "needs a key"),
        ("anthropic:claude", "pip install langchain-anthropic"),
        ("nobody:x", "cannot load model 'nobody:x': Unsupported provider='nobody'.$"),
    ],
)
def test_a_model_that_cannot_be_had_is_one_line(llm: str, says: str, user_folder: Path):
    with (
        Assistant(user_folder, llm=llm) as assistant,
        pytest.raises(ModelError, match=says) as error,
    ):
        assistant.ask(QUESTION)
    assert "\n" not in str(error.value)


@pytest.mark.untraced
def test_only_the_first_of_many_true_statements_are_read(
    assistant: Assistant, openai_server: OpenAIServer
):
    words = ["withdrew", "NATO", "ally", "Turkey", "F-35", "fighter", "program"]
    texts = [" ".join(words[: 2 + n % 6]) + " " + "." * n for n in range(50)]
    openai_server.enqueue(lambda evidence: reply(*[(list(evidence)[:9], text) for text in texts]))
    answer = assistant.ask(QUESTION)
    assert 0 < len(answer.statements) <= MAX_STATEMENTS
    reasons = [one.reason for one in answer.withheld]
    assert "more statements than an answer holds" in reasons


@pytest.mark.parametrize("is_prose", [False, True])
def test_statements_beyond_the_most_are_kept_aside(*, is_prose: bool):
    texts = [f"Berth {n} is free." for n in range(MAX_STATEMENTS + 2)]
    prose = " ".join(f"{text} [3f2a1]" for text in texts)
    draft = read_reply(prose if is_prose else reply(*[(["3f2a1"], text) for text in texts]))
    assert [one.text for one in draft.statements] == texts[:MAX_STATEMENTS]
    assert list(draft.cut) == texts[MAX_STATEMENTS:]


def test_openais_key_goes_to_no_other_provider(monkeypatch: pytest.MonkeyPatch):
    given: dict[str, object] = {}
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setattr("langchain.chat_models.init_chat_model", lambda _, **kw: given.update(kw))
    load_model("anthropic:claude", "https://proxy.example/", 1.0)
    assert "api_key" not in given


def test_a_malformed_key_leads_to_quotations(
    assistant: Assistant, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "“sk-abc”")
    answer = assistant.ask(QUESTION)
    assert answer.model == "quotations" and "the request failed" in answer.usage["note"]


@pytest.mark.parametrize("babble", ["nonsense ", "[ ", "[a, ", " "])
def test_endless_prose_is_parsed_in_linear_time(babble: str):
    """A search that starts again at each letter would take seconds, in the event loop of a bot."""
    endless = "Turkey was removed. [3f2a1] " + babble * MAX_REPLY
    reply = endless[: MAX_REPLY - 1]
    (statement,) = read_reply(reply).statements
    assert (statement.ids, statement.text) == (("3f2a1",), "Turkey was removed.")
    assert growth(read_reply, endless[: MAX_REPLY // 4], reply) < 10
