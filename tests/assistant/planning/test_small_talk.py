"""Greetings, thanks, help and what the archive holds, in ten languages, without a search."""

import json
from importlib.resources import files

import pytest

from assistant import Assistant
from assistant.schema.answer import Answer

LANGUAGES = ("en", "de", "fr", "es", "tr", "ar", "ru", "hi", "zh", "ja")
PHRASES = json.loads((files("assistant.planning") / "small_talk.json").read_text("utf-8"))
CASES = [
    (language, intent, phrase)
    for language, intents in PHRASES.items()
    for intent, phrases in intents.items()
    for phrase in phrases[:2]
]


def ask(seeds: Assistant, question: str, monkeypatch: pytest.MonkeyPatch) -> Answer:
    def search(*asked: object) -> None:
        raise AssertionError("nothing is to be searched")

    monkeypatch.setattr("assistant.retrieval.retriever.Retriever.find", search)
    return seeds.ask(question)


def test_every_language_has_every_intent():
    assert tuple(PHRASES) == LANGUAGES
    assert all(
        set(of) == {"greeting", "thanks", "help", "about-archive"} for of in PHRASES.values()
    )


@pytest.mark.parametrize(("language", "intent", "phrase"), CASES)
def test_small_talk_is_answered_in_its_language(
    seeds: Assistant, language: str, intent: str, phrase: str, monkeypatch: pytest.MonkeyPatch
):
    answer = ask(seeds, f"{phrase.capitalize()}!", monkeypatch)
    assert answer.plan and (answer.plan.intent, answer.plan.language) == (intent, language)
    assert answer.answered and answer.abstention is None and answer.citations == []
    assert {statement.support for statement in answer.statements} == {"verified"}
    assert (answer.shape, answer.model, "note" in answer.usage) == ("answer", "catalogue", False)


def test_the_archive_is_told_from_the_catalogue(seeds: Assistant):
    text = seeds.ask("What is in this archive?").text
    assert text.startswith("The archive has 34 articles, published from 14 June 2022 to")
    assert "Northern Ledger (6)" in text and "Banking (2)" in text and "Corvane Savings (6)" in text


def test_it_is_told_as_of_a_day(seeds: Assistant):
    text = seeds.ask("What's in the archive?", as_of="2023-01-31").text
    assert "34 articles" not in text and "2025" not in text


@pytest.mark.parametrize(
    "question", ["Hello Kitty was named by whom?", "Who said thank you?", "Help for the flood"]
)
def test_a_question_with_such_words_is_searched(seeds: Assistant, question: str):
    assert seeds.ask(question).model != "catalogue"


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("hey how are you today?", "greeting"),
        ("Good evening, my friend", "greeting"),
        ("what sort of questions can I ask?", "help"),
        ("what kind of news do you have", "about-archive"),
        ("what's this archive about? which years does it cover", "about-archive"),
        ("Hi there! What is this, and what can I do here?", "help"),
        ("hello! could you tell me what this archive covers?", "about-archive"),
    ],
)
def test_what_means_the_same_is_small_talk_too(
    seeds: Assistant, question: str, intent: str, monkeypatch: pytest.MonkeyPatch
):
    answer = ask(seeds, question, monkeypatch)
    assert answer.plan and answer.plan.intent == intent


@pytest.mark.parametrize(
    "question",
    [
        "how are you feeling about the election?",
        "news of last week",
        "Who is Rasmin?",
        "What is this? Which bridge was closed?",
        "Thanks. And who closed it?",
    ],
)
def test_questions_with_words_of_small_talk_are_searched(seeds: Assistant, question: str):
    answer = seeds.ask(question)
    assert answer.plan and answer.plan.intent not in ("greeting", "help", "about-archive")
