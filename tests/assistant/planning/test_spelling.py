"""Misspelt questions, over seeds/: words that no article has, as the nearest ones spell them."""

import pytest

from assistant import Assistant
from assistant.planning.spelling import respelt
from index.catalog.scope import Scope


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("when did the narows brige reopen", "when did the narrows bridge reopen"),
        ("who is the govenor of karsk provinse", "who is the governor of karsk province"),
    ],
)
def test_misspelt_words_are_spelt_as_the_articles_do(seeds: Assistant, typed: str, meant: str):
    assert respelt(seeds.archive, typed, Scope()) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Why did the ferry run aground?",  # a word that no article has, and no mistake
        "How do I bake bread in Ulmsted?",  # which the vocabulary has in other forms
        "Who is Edvard Rasmen?",  # perhaps somebody else's name
        "Wie lange war die brücke gesperrt?",
    ],
)
def test_other_words_that_the_archive_lacks_stay(seeds: Assistant, question: str):
    assert respelt(seeds.archive, question, Scope()) == question


def test_the_question_is_told_as_it_was_understood(seeds: Assistant):
    answer = seeds.ask("when did the narows brige reopen")
    assert answer.resolved == "when did the narrows bridge reopen"
    assert answer.answered and "20 May 2024" in answer.text


def test_no_word_of_a_language_without_articles_is_changed(seeds: Assistant):
    question = "¿Cuándo habló la ministra con Hanne Orlick, Yusuf Dallimore y Annelie Brock?"
    assert seeds.ask(question).resolved in (None, question)
