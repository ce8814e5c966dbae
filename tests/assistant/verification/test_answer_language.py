"""A model that answers in another language than the question is told so, and so is the user."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant
from tests.openai_server import Evidence, OpenAIServer, words_of

GERMAN = "Warum haben die Vereinigten Staaten die Türkei aus dem F-35-Programm ausgeschlossen?"
IN_ENGLISH = "The United States withdrew Turkey from its F-35 program, as the newspaper reported."
IN_GERMAN = "Die Vereinigten Staaten haben die Türkei aus ihrem F-35-Programm ausgeschlossen."
NOTE = "The question is in German, but the model answered in English."
Model = Callable[..., Assistant]


@pytest.fixture
def model(user_folder: Path, openai_server: OpenAIServer) -> Model:
    """An assistant whose model writes those statements and corrects the first one to another."""

    def speaking(*texts: str, corrected: str = "") -> Assistant:
        def reply(evidence: Evidence) -> str:
            ids = [name for name, text in evidence.items() if "NATO ally" in text]
            openai_server.corrections.append([{"statement": 1, "ids": ids, "text": corrected}])
            said = [{"section": None, "evidence": ids, "text": text} for text in texts]
            return json.dumps({"verdict": "answered", "statements": said})

        openai_server.enqueue(reply)
        return Assistant(user_folder)

    return speaking


def test_an_answer_in_the_wrong_language_is_written_again(
    model: Model, openai_server: OpenAIServer
):
    answer = model(IN_ENGLISH, corrected=IN_GERMAN).ask(GERMAN)
    assert [one.text for one in answer.statements] == [IN_GERMAN]
    assert "note" not in answer.usage
    (asked,) = openai_server.asked_to_rewrite
    assert "not in the language of the question: write it in German" in words_of(asked)


def test_an_answer_that_stays_in_the_wrong_language_says_so(
    model: Model, openai_server: OpenAIServer
):
    answer = model(IN_ENGLISH, corrected=IN_ENGLISH).ask(GERMAN)
    assert [one.text for one in answer.statements] == [IN_ENGLISH]
    assert answer.usage["note"] == NOTE
    assert len(openai_server.asked_to_rewrite) == 1


def test_a_stream_ends_with_what_was_written_again(model: Model):
    *_, done = model(IN_ENGLISH, corrected=IN_GERMAN).stream(GERMAN)
    assert done.answer.text == f"{IN_GERMAN} [1]"


def test_a_statement_in_the_wrong_language_is_told_of(model: Model):
    answer = model(IN_ENGLISH, IN_GERMAN).ask(GERMAN)
    assert len(answer.statements) == 2
    assert answer.usage["note"] == NOTE.replace("answered in", "answered partly in")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (GERMAN, IN_GERMAN),
        (GERMAN, "Turkey, F-35, NATO."),
        (f"{GERMAN} Antworte auf Englisch.", IN_ENGLISH),
        ("Turkey F-35 NATO?", IN_GERMAN),
        ("Who wrote “Die Türkei und das Programm der Vereinigten Staaten”?", IN_ENGLISH),
    ],
    ids="same short named uncertain quoted".split(),
)
def test_what_may_be_the_right_language_is_left_alone(
    model: Model, openai_server: OpenAIServer, question: str, text: str
):
    answer = model(text).ask(question)
    assert "but the model answered" not in answer.usage.get("note", "")
    assert not any(
        "language of the question:" in words_of(one) for one in openai_server.asked_to_rewrite
    )


def test_sentences_of_the_articles_may_be_in_their_language(
    user_folder: Path, openai_server: OpenAIServer
):
    def reply(evidence: Evidence) -> str:
        quoted = list(evidence.items())[:3]
        said = [{"section": None, "evidence": [name], "text": text} for name, text in quoted]
        return json.dumps({"verdict": "answered", "statements": said})

    openai_server.enqueue(reply)
    answer = Assistant(user_folder).ask(GERMAN)
    assert {one.support for one in answer.statements} == {"quoted"}
    assert "note" not in answer.usage and not openai_server.asked_to_rewrite
