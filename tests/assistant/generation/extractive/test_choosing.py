"""Questions to the sample article, quoted or refused, with the embedded model itself."""

from collections.abc import Sequence
from functools import cache

import pytest

from assistant import Assistant
from assistant.generation.extractive.selection import MOST_QUOTES, Candidate, choose_quotes
from assistant.text.words import analyze_question
from index.embedders.minilm import MiniLM, WordVectors
from index.sentences import split_sentences
from tests.conftest import USER_ARTICLE


def embed(texts: Sequence[str]) -> list[WordVectors]:
    return minilm().embed_words(texts)


@cache
def minilm() -> MiniLM:
    return MiniLM()


@cache
def article() -> tuple[Candidate, ...]:
    text = USER_ARTICLE.read_text(encoding="utf-8").strip()
    spans = [text[s.start : s.end] for s in split_sentences(text)]
    return tuple(
        Candidate(sentence, "a", " ".join(spans[max(0, i - 1) : i] + spans[i + 1 : i + 2]), 0, i)
        for i, sentence in enumerate(spans)
    )


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        (
            "Which fighter jet program did the United States remove Turkey from?",
            "It also withdrew NATO ally Turkey from its F-35 fighter program.",
        ),
        (
            "What did Ankara say about why it bought the S-400?",
            "not a choice, but rather a necessity",
        ),
        ("Who is Recep Tayyip Erdogan’s chief foreign policy adviser?", "Ibrahim Kalin"),
        ("When were American sanctions imposed on Turkey?", "In December"),
    ],
)
def test_a_question_is_answered_with_the_sentence_that_answers_it(
    question: str, quote: str
) -> None:
    choice = choose_quotes(analyze_question(question), article(), embed)
    assert any(quote in article()[i].text for i in choice.chosen)
    assert choice.reason is None


@pytest.mark.parametrize(
    ("question", "reason", "detail"),
    [
        (
            "How many S-400 batteries did Turkey buy?",
            "insufficient-evidence",
            'The nearest coverage does not give a number for "S-400 batteries".',
        ),
        (
            "When did Sullivan visit Ankara?",
            "insufficient-evidence",
            'The nearest coverage does not mention "visit".',
        ),
        (
            "What did Vladimir Putin say about the sanctions on Turkey?",
            "not-in-archive",
            'The nearest coverage does not mention "Vladimir" or "Putin".',
        ),
        (
            "In which year did Turkey sign the contract for the S-400?",
            "insufficient-evidence",
            "The nearest coverage does not give a year.",
        ),
    ],
)
def test_a_near_miss_is_refused_and_said_why(question: str, reason: str, detail: str) -> None:
    choice = choose_quotes(analyze_question(question), article(), embed)
    assert (choice.chosen, choice.reason, choice.detail) == ((), reason, detail)


def test_at_most_three_quotes_come_once_in_reading_order() -> None:
    twice = tuple(Candidate(c.text, "b", c.context, 1, c.order + len(article())) for c in article())
    question = analyze_question("What did Ankara say about why it bought the S-400?")
    chosen = choose_quotes(question, (*article(), *twice), embed).chosen
    assert 1 <= len(chosen) <= MOST_QUOTES
    assert list(chosen) == sorted(chosen)
    assert len({(*article(), *twice)[i].text for i in chosen}) == len(chosen)


def test_every_candidate_has_a_score_and_quoted_ones_score_well() -> None:
    choice = choose_quotes(
        analyze_question("Which fighter jet program did the United States remove Turkey from?"),
        article(),
        embed,
    )
    assert len(choice.scores) == len(article())
    assert all(choice.scores[i] >= 0.5 for i in choice.chosen)


def test_without_evidence_nothing_is_embedded_and_nothing_quoted() -> None:
    def never(texts: Sequence[str]) -> list[WordVectors]:
        raise AssertionError(texts)

    for question, candidates in [("Who won?", ()), ("???", article())]:
        assert (
            choose_quotes(analyze_question(question), candidates, never).reason == "not-in-archive"
        )


def test_a_candidate_without_words_does_no_harm() -> None:
    odd = (Candidate("…", "a", "", 0, 0), Candidate("", "a", "", 0, 1))
    assert choose_quotes(analyze_question("Who won the cup?"), odd, embed).chosen == ()


@pytest.mark.parametrize(
    "question",
    [
        "Which team won the Formula One race in Monaco?",
        "When was the University of Chicago founded?",
        "What do chloroplasts do in a plant cell?",
        "Who plays the lead in the new season of the show?",
    ],
)
def test_low_caution_still_refuses_foreign_topics(question: str, seeds: Assistant):
    with Assistant(seeds.archive.folder, llm="none", caution=0.5, record=False) as lenient:
        assert not lenient.ask(question).answered
        assert lenient.ask("What share of voters turned out in Tarsenia?").answered
