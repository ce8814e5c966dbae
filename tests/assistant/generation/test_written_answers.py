"""What an answer shows of a model's reply besides its statements, and what servers stream."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from assistant import Assistant
from assistant.generation import remarks
from assistant.generation.answer_prompt import answer_messages
from assistant.llm.meter import Meter
from assistant.llm.structured_request import fill
from assistant.render.text import render_answer
from assistant.retrieval.evidence import name_sentences
from assistant.schema.draft import Draft, DraftDisagreement, DraftValue
from assistant.schema.query_plan import QueryPlan
from assistant.slack.blocks import answer_blocks
from assistant.verification.verifier import verify
from index.models import Article, Sentence
from tests.assistant.verification.test_conclusion import evidence_of
from tests.openai_server import OpenAIServer, begin_stream, chunk, pieces, send_event
from tests.slack_server import texts
from tests.test_package import QUESTION

TRUE = "The United States withdrew Turkey from its F-35 program."
Evidence = dict[str, str]


def replying(**parts: Any) -> Callable[[Evidence], str]:
    """A reply of one true statement, with other parts."""

    def reply(evidence: Evidence) -> str:
        ids = [name for name, text in evidence.items() if "NATO ally" in text]
        said = [{"section": parts.pop("section", None), "evidence": ids, "text": TRUE}]
        return json.dumps({"verdict": "answered", "statements": said} | parts)

    return reply


@pytest.fixture
def assistant(user_folder: Path, openai_server: OpenAIServer) -> Assistant:
    return Assistant(user_folder)


def test_a_section_becomes_a_heading(assistant: Assistant, openai_server: OpenAIServer):
    openai_server.enqueue(replying(section="Jets"))
    answer = assistant.ask(QUESTION)
    assert answer.text == f"### Jets\n\n{TRUE} [1]"
    assert answer.statements[0].section == "Jets"


def test_gaps_and_caveats_are_told_as_the_models_words(
    assistant: Assistant, openai_server: OpenAIServer
):
    caveats = ["It rests on one article.", "See https://evil.example/.", "99 jets are gone."]
    openai_server.enqueue(replying(verdict="partly", missing="when that was", caveats=caveats))
    answer = assistant.ask(QUESTION)
    assert answer.unanswered and answer.unanswered.part == "when that was"
    assert "the model's reading" in answer.unanswered.detail
    assert "Note by the model: It rests on one article." in answer.usage["note"]
    assert "evil" not in answer.usage["note"] and "99" not in answer.usage["note"]


@pytest.mark.parametrize(
    ("value", "is_shown"), [("F-35", True), ("f-35", True), ("F-99", False), ("F-3", False)]
)
def test_a_disagreement_is_shown_where_the_sentences_have_its_values(
    assistant: Assistant, openai_server: OpenAIServer, value: str, is_shown: bool
):
    def reply(evidence: Evidence) -> str:
        ids = [name for name, text in evidence.items() if "NATO ally" in text]
        values = [{"value": one, "evidence": ids} for one in ("NATO", value)]
        return replying(disagreements=[{"about": "names", "values": values}])(evidence)

    openai_server.enqueue(reply)
    answer = assistant.ask(QUESTION)
    assert [len(one.values) for one in answer.disagreements] == ([2] if is_shown else [])
    slack = "".join(texts(answer_blocks(answer)))
    for face in (render_answer(answer), answer.to_markdown(), answer._repr_html_(), slack):
        assert " ".join(face.split()).count("Sources differ (names)") == is_shown


def test_a_corrected_value_is_no_difference_between_sources(
    seeds_folder: Path, openai_server: OpenAIServer
):
    def reply(evidence: Evidence) -> str:
        right = [name for name, text in evidence.items() if "correct figure is 213" in text]
        wrong = [name for name, text in evidence.items() if "she wrote that 312" in text]
        said = [{"section": None, "evidence": right, "text": "The figure is 213 million crowns."}]
        values = [
            {"value": "312 million crowns", "evidence": wrong},
            {"value": "213 million crowns", "evidence": right},
        ]
        differing = [{"about": "loans", "values": values}]
        return json.dumps({"verdict": "answered", "statements": said, "disagreements": differing})

    openai_server.enqueue(reply)
    with Assistant(seeds_folder, llm="openai:gpt-4o", record=False) as assistant:
        answer = assistant.ask("How large were the Larkfield loans of Corvane Savings?")
    (found,) = answer.disagreements
    assert found.correction == 1 and found.note.startswith(
        "213 million crowns corrects 312 million crowns: “Correction: Corvane"
    )
    assert answer.citations[0].number == found.values[1].citation.number == 1
    assert found.values[0].citation.number == 2  # what no statement cites is numbered on


def test_what_differs_stands_apart_from_a_list(assistant: Assistant, openai_server: OpenAIServer):
    def reply(evidence: Evidence) -> str:
        ids = [name for name, text in evidence.items() if "NATO ally" in text]
        values = [{"value": one, "evidence": ids} for one in ("NATO", "F-35")]
        differing = [{"about": "names", "values": values}]
        return replying(section="Jets", disagreements=differing)(evidence)

    openai_server.enqueue(reply)
    assert "\n\nSources differ" in render_answer(assistant.ask(QUESTION))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("50", "50 (Gazette, 2"),
        ("50, the Gazette says", "says (2"),
        ("50 on 3 October 2024", "October 2024 (Gazette, 2"),
    ],
)
def test_a_value_is_told_with_its_source_and_day_once(value: str, told: str):
    articles = [
        Article(
            id=f"a{day}",
            text=f"The Gazette says that {day}0 came.",
            source="Gazette",
            published_at=datetime(2024, 10, day, tzinfo=UTC),
        )
        for day in (4, 5)
    ]
    evidence = name_sentences("q", [(one, Sentence(0, len(one.text)), 0) for one in articles])
    values = (DraftValue("40", (evidence[0].id,)), DraftValue(value, (evidence[1].id,)))
    draft = Draft(disagreements=(DraftDisagreement("", values),))
    (found,) = remarks.disagreements(draft, evidence, [True, True])
    assert told in found.note


@pytest.mark.parametrize(
    ("source", "day", "told"),
    [
        ("AP", 4, "50 captured corrects 40 captured"),
        (None, 5, "50 captured corrects 40 captured"),
        ("Gazette", 5, "40 captured (AP, 2024-10-04); 50 captured (Gazette, 2024-10-05)"),
    ],
)
def test_only_a_source_itself_corrects_its_values(source: str | None, day: int, told: str):
    articles = [
        Article(
            id=title,
            text=f"They have {value} captured.",
            title=title,
            source=source if value == 50 else "AP",
            published_at=datetime(2024, 10, day if value == 50 else 4, tzinfo=UTC),
        )
        for title, value in (("Correction: a raid", 50), ("A raid", 40))
    ]
    evidence = name_sentences("q", [(one, Sentence(0, len(one.text)), 0) for one in articles])
    values = [
        DraftValue(f"{n} captured", (one.id,)) for n, one in zip((50, 40), evidence, strict=True)
    ]
    draft = Draft(disagreements=(DraftDisagreement("", tuple(values)),))
    (found,) = remarks.disagreements(draft, evidence, [True, True])
    assert told in found.note


def test_stated_as_unknown_is_an_answer(assistant: Assistant, openai_server: OpenAIServer):
    openai_server.enqueue(replying(verdict="stated-as-unknown"))
    assert assistant.ask(QUESTION).answered


def odd_stream(handler: BaseHTTPRequestHandler, words: str) -> None:
    """No role, null deltas, null choices, reasoning beside the content."""
    begin_stream(handler)
    send_event(handler, chunk({"reasoning_content": '{"verdict": "not-in-evidence"}'}))
    for piece in pieces(words):
        send_event(handler, chunk({"content": piece}))
        send_event(handler, chunk(None) | {"choices": [{"index": 0, "delta": None}]})
        send_event(handler, chunk(None) | {"choices": None})
    send_event(handler, chunk({"content": None}, "stop"))
    handler.wfile.write(b"data: [DONE]\n\n")


def test_what_servers_stream_is_read_and_asked_for_once(
    assistant: Assistant, openai_server: OpenAIServer
):
    reply = replying(verdict="Answerable")

    def send(handler: BaseHTTPRequestHandler) -> None:
        said = reply(openai_server.evidence[-1])
        odd_stream(handler, f"<think>{{}}</think>Here:\n```JSON\n{said[:-1]},}}\n```")

    openai_server.sends.append(send)
    assert assistant.ask(QUESTION).text == f"{TRUE} [1]"
    assert len(openai_server.requests) == 1


def test_callbacks_of_a_user_see_the_request(assistant: Assistant, openai_server: OpenAIServer):
    seen: list[str] = []

    class Handler(BaseCallbackHandler):
        def on_chat_model_start(self, *args: Any, **named: Any) -> None:
            seen.append("model")

    openai_server.enqueue(replying())
    assistant.chain.invoke(QUESTION, config={"callbacks": [Handler()]})
    assert seen == ["model"]


def test_the_prompt_says_what_the_archive_holds(assistant: Assistant, openai_server: OpenAIServer):
    openai_server.enqueue(replying())
    assistant.ask(QUESTION)
    system, human = openai_server.requests[0]["messages"]
    assert "{" not in system["content"].partition("Reply with JSON")[0]
    assert "The archive has 1 article." in human["content"]
    assert QUESTION in human["content"] and "one to three statements" in human["content"]


@pytest.mark.parametrize(
    ("intent", "says"),
    [
        ("explain", "three to eight"),
        ("brief", "six to twelve"),
        ("timeline", "oldest first"),
        ("comparison", "End with a heading for what differs"),
        ("latest", "newest first"),
        ("quotes", "verbatim"),
        ("opinion", "for, those against"),
        ("count", "number first"),
        ("greeting", "one to three"),
    ],
)
def test_each_kind_of_answer_has_its_instructions(intent: Any, says: str):
    system, human = answer_messages(QueryPlan("What?", intent=intent, by_model=True), [])
    assert says in " ".join(human.text.split())
    assert system.text == answer_messages(QueryPlan("Who?"), [])[0].text  # it can be cached


@pytest.mark.parametrize("intent", ["fact", "explain", "brief", "comparison"])
def test_a_form_that_rules_guess_is_the_models_choice(intent: Any):
    question = "Which is longer, the bridge or the dam?"
    guessed, known = (
        answer_messages(QueryPlan(question, intent=intent, by_model=by_model), [])[1].text
        for by_model in (False, True)
    )
    assert "a fact: one to three" in guessed and "then one for what differs" in guessed
    assert "a summary: six to twelve" in guessed and "arguments: a heading" in guessed
    assert "a fact: one to three" not in known


@pytest.mark.parametrize(
    ("intent", "titles"),
    [
        ("latest", ["Bridge opens", "Bridge shut", "Bridge planned", "Bridge"]),
        ("fact", ["Bridge planned", "Bridge", "Bridge opens", "Bridge shut"]),
    ],
)
def test_the_latest_is_read_newest_first(intent: Any, titles: list[str]):
    told = {"Bridge planned": 3, "Bridge": None, "Bridge opens": 9, "Bridge shut": 7}
    text = "A bridge is here. It is long."
    articles = [
        Article(
            id=title,
            text=text,
            title=title,
            published_at=datetime(2024, 10, day, tzinfo=UTC) if day else None,
        )
        for title, day in told.items()
    ]
    spans = ((Sentence(0, 17), 0), (Sentence(18, 29), 1))
    evidence = name_sentences("q", [(one, *span) for one in articles for span in spans])
    _, human = answer_messages(QueryPlan("What?", intent=intent, by_model=True), evidence)
    headers = re.findall(r"^# ([^|\n]+?)(?: \|.*)?$", human.text, re.MULTILINE)
    assert [one for one in headers if one in told] == titles
    ids = [one.id for title in titles for one in evidence if one.article.title == title]
    assert re.findall(r"^\[(\w+)\] (?:A bridge is here|It is long)\.$", human.text, re.M) == ids


def test_nothing_is_said_to_be_missing_where_nothing_passed(
    assistant: Assistant, openai_server: OpenAIServer
):
    question = "What did the walrus of Skarvey eat?"
    ids = {"section": None, "text": "The walrus ate 5 billion F-99 jets."}
    openai_server.enqueue(
        lambda evidence: json.dumps(
            {"verdict": "answered", "statements": [ids | {"evidence": list(evidence)[:1]}]}
        )
    )
    answer = assistant.ask(question)
    assert not answer.answered
    assert answer.text == (
        "A model wrote an answer, which is withheld: the evidence does not support it."
    )


def test_the_old_setting_ask_first_does_no_harm(
    user_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "assistant.toml").write_text("ask_first = true\n")
    monkeypatch.setenv("ASSISTANT_ASK_FIRST", "false")
    with Assistant(user_folder, llm="none") as assistant:
        assert assistant.ask(QUESTION).answered


@pytest.mark.parametrize(
    ("text", "values", "is_shown"),
    [
        ("The repair costs 12,000 crowns or 9.5 euros.", ("13", "9.5"), False),
        ("The repair costs 12,000 crowns or 9.5 euros.", ("12,000", "9.5"), True),
        ("The repair costs 12,000 crowns or 9.5 euros.", ("12,000", "9"), False),
        ("Laut Polizei kamen zwölf, laut Stadt neun Gäste.", ("zwölf", "neun"), True),
        ("警方说有12人死亡，市长说有9人。", ("12人", "9人"), True),
        ("警方说有12人死亡，市长说有9人。", ("2人", "9人"), False),
    ],
)
def test_a_value_stands_in_its_sentence_as_a_whole(text, values, is_shown):
    evidence = evidence_of("q", text)
    written = tuple(DraftValue(value, (evidence[0].id,)) for value in values)
    draft = Draft(disagreements=(DraftDisagreement("", written),))
    supported = fill(verify(draft, evidence), Meter()).values
    assert bool(remarks.disagreements(draft, evidence, supported)) == is_shown


@pytest.mark.parametrize(
    ("remark", "is_shown"),
    [
        ("what was decided after 7 October 2024", True),
        ("what was decided after 8 October 2024", False),
        ("what the 70 jets cost", False),
    ],
)
def test_a_remark_may_name_the_day_of_an_article(remark: str, is_shown: bool):
    day = datetime(2024, 10, 7, tzinfo=UTC)
    article = Article(id="a", text="The council met.", published_at=day)
    span = Sentence(0, len(article.text))
    evidence = name_sentences("q", [(article, span, 0)])
    assert bool(remarks.showable([remark], evidence)) == is_shown


def test_what_is_missing_may_be_named_as_in_the_question():
    evidence = evidence_of("q", "Four people were killed by the flood of the Selne.")
    missing = ["deaths in Tarn’s 12 floods"]
    assert remarks.showable(missing, evidence, "How many died in the 12 floods of Tarn?") == missing
    assert remarks.showable(missing, evidence, "How many died?") == []
