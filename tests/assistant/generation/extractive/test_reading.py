"""Answers without a model: what is quoted, what leans on what, and the words that answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant import Assistant
from assistant.generation.extractive import QuotingWriter
from assistant.llm.extractive_reader import LearnedReader, PairReader, Passage, Reading
from assistant.retrieval.evidence import name_sentences
from assistant.schema.evidence import EvidenceSentence
from index.models import Article
from index.sentences import split_sentences

FERRY = """The ferry Osprey was taken out of service on Monday.
Its captain, Runa Skarsgaard, had found a crack in the hull.
She is 54.
Will the ferry ever sail again?
The company has not said when the crossing will reopen."""
LINES = FERRY.splitlines()


def evidence_of(text: str, article_id: str = "ferry") -> list[EvidenceSentence]:
    article = Article(
        id=article_id, version=1, title="Osprey kept in port", text=text, source="Kelbridge Echo",
        published_at=datetime(2024, 5, 6, tzinfo=UTC),
    )  # fmt: skip
    spans = split_sentences(text, "en")
    return name_sentences(article_id, [(article, span, n) for n, span in enumerate(spans)])


@dataclass
class Scripted:
    """Gives a sentence the odds of the first of its keys that it holds, else very low ones."""

    odds: dict[str, float]
    alone: float | None = None  # of a passage of one sentence
    none: float = -9.0  # that no sentence of a passage answers

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Reading]]:
        return [[self._of(text, passage) for text in passage.sentences] for passage in passages]

    def _of(self, text: str, passage: Passage) -> Reading:
        if self.alone is not None and len(passage.sentences) == 1:
            return Reading(self.alone, none=-9.0)
        odds = next((odds for key, odds in self.odds.items() if key in text), -9.0)
        return Reading(odds, 0, len(text.split()[0]), 5.0, none=self.none)


def quoted(reader: Scripted, text: str = FERRY) -> list[str]:
    draft = QuotingWriter(0.0, reader).write("Who?", evidence_of(text))
    return [statement.text for statement in draft.statements]


def test_the_sentence_that_answers_is_quoted():
    assert quoted(Scripted({"captain": 6.0})) == [LINES[1]]


def test_sentences_that_answer_as_well_come_in_text_order():
    assert quoted(Scripted({"captain": 6.0, "Osprey": 5.5})) == LINES[:2]


def test_a_sentence_that_leans_brings_the_one_before():
    assert quoted(Scripted({"She is": 6.0}, alone=-3.0)) == LINES[1:3]


def test_a_sentence_understood_alone_stands_alone():
    assert quoted(Scripted({"She is": 6.0}, alone=5.5)) == [LINES[2]]


@pytest.mark.parametrize(("none", "is_likely"), [(-2.0, True), (-0.15, False)])
def test_what_may_not_answer_says_so_in_its_heading(none: float, is_likely: bool):
    draft = QuotingWriter(0.35, Scripted({"captain": 6.0}, none=none)).write(
        "Who?", evidence_of(FERRY)
    )
    assert [one.text for one in draft.statements] == [LINES[1]]
    assert ("may not answer" in draft.statements[0].section) != is_likely
    assert (draft.usage["sufficiency"] >= 0.5) == is_likely


def test_a_refusal_names_what_was_read_the_likeliest_first():
    evidence = evidence_of(FERRY)
    draft = QuotingWriter(1.0, Scripted({"captain": 1.0, "She": 0.0})).write("Who?", evidence)
    assert draft.nearest[:2] == (evidence[1].id, evidence[2].id)


@pytest.mark.parametrize("mark", ["?", "?”", "？", "؟", "?)"])
def test_a_question_is_no_answer(mark: str):
    text = f"The ferry will sail again.\n\nWill the ferry sail{mark}"
    assert quoted(Scripted({"Will the": 9.0, "again": 1.0}), text) == ["The ferry will sail again."]


def test_one_text_in_two_articles_is_quoted_once():
    evidence = evidence_of(FERRY) + evidence_of(FERRY, "reprint")
    draft = QuotingWriter(0.0, Scripted({"captain": 6.0})).write("Who?", evidence)
    assert len(draft.statements) == 1


def test_caution_refuses_what_is_not_likely_enough():
    draft = QuotingWriter(1.0, Scripted({"captain": 1.0})).write("Who?", evidence_of(FERRY))
    assert not draft.statements
    assert draft.reason in ("insufficient-evidence", "not-in-archive")


@pytest.mark.parametrize(
    ("question", "is_answered"),
    [
        ("Who found the crack in May 2024?", True),  # the day of the article says the year
        ("Who found the crack in May 1998?", False),
        ("Which ferry of 1,400 passengers has a crack?", False),
        ("Is she older than 50?", True),  # a small number may be said otherwise
    ],
)
def test_an_article_without_the_numbers_asked_about_does_not_answer(
    question: str, is_answered: bool
):
    draft = QuotingWriter(0.0, Scripted({"captain": 6.0})).write(question, evidence_of(FERRY))
    assert bool(draft.statements) == is_answered


def test_no_evidence_is_not_in_the_archive():
    assert QuotingWriter().write("Who?", []).reason == "not-in-archive"


def test_the_words_that_answer_are_told():
    draft = QuotingWriter(0.0, Scripted({"captain": 6.0})).write("Who?", evidence_of(FERRY))
    assert [statement.answer for statement in draft.statements] == ["Its"]


def test_the_packaged_reader_finds_who_found_the_crack():
    draft = QuotingWriter(0.0).write("Who found the crack in the hull?", evidence_of(FERRY))
    assert LINES[1] in [statement.text for statement in draft.statements]
    assert any("Skarsgaard" in statement.answer for statement in draft.statements)


@given(st.lists(st.text(max_size=80), max_size=4), st.text(max_size=60))
def test_any_passage_is_read_sentence_by_sentence(sentences: list[str], question: str):
    passages = [Passage("", tuple(sentences)), Passage("A title", ("Short.",))]
    readings = _READER.read(question, passages)
    assert [len(one) for one in readings] == [len(sentences), 1]
    for text, reading in zip(sentences, readings[0], strict=True):
        assert 0 <= reading.start <= reading.end <= len(text)


def test_a_passage_longer_than_a_reading_is_read_whole():
    dull = tuple(f"Sentence number {n} says nothing of note about the ferry." for n in range(60))
    told = (*dull, "The captain is Runa Skarsgaard.", *dull)
    (readings,) = _READER.read("Who is the captain?", [Passage("Osprey", told)])
    assert max(range(len(told)), key=lambda place: readings[place].odds) == len(dull)


class Counting:
    """A cross-encoder that counts the words which question and text share."""

    labels = ()

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        return np.array([[float(len({*one.split()} & {*other.split()}))] for one, other in pairs])


def test_any_cross_encoder_can_be_the_reader():
    passages = [Passage("Osprey", tuple(LINES)), Passage("", ())]
    readings = PairReader(Counting()).read("Its captain", passages)
    assert [len(one) for one in readings] == [len(LINES), 0]
    assert max(range(len(LINES)), key=lambda place: readings[0][place].odds) == 1


_READER = LearnedReader()


@pytest.mark.parametrize(
    ("sentence", "heading"),
    [(LINES[0], "6 May 2024: "), ("The ferry Osprey will sail again on Monday.", "")],
)
def test_a_weekday_that_answers_is_dated_if_past(sentence: str, heading: str):
    class Dates(Scripted):
        def _of(self, text: str, passage: Passage) -> Reading:
            start = text.find("Monday")
            return Reading(9.0, start, start + len("Monday"), 5.0, none=-9.0)

    (statement,) = QuotingWriter(0.0, Dates({})).write("When?", evidence_of(sentence)).statements
    assert (statement.heading, statement.text) == (heading, sentence)


def test_the_surest_of_good_sentences_is_quoted(seeds: Assistant):
    assert "7.1 met" in seeds.ask("How high did the river rise in Ulmsted?").text
