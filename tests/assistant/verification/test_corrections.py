"""Without a model only what a newspaper corrects is told: a missed dispute misleads less."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from assistant import Assistant
from assistant.schema.answer import Disagreement
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.corrections import find_corrections
from tests.assistant.verification.test_conclusion import evidence_of

OLD = "The repair of the Lom mill costs 41 million crowns."
CORRECTION = "We wrote that the repair of the Lom mill costs 41 million crowns."
RIGHT = "The correct sum is 14 million crowns."


def corrected(
    *texts: str, days: Sequence[str] = ("2031-05-02", "2031-05-04"), title: str = "Correction: Mill"
) -> list[Disagreement]:
    """What is found in an article, which is cited, and in a correction, of those days."""
    made = evidence_of("q", *texts)
    sentences: list[EvidenceSentence] = []
    for one in made:
        number = int(one.article.id[1:])
        day = datetime.fromisoformat(days[number]) if days[number] else None
        article = replace(one.article, published_at=day, title=(None, title)[number])
        sentences.append(replace(one, article=article))
    return find_corrections(sentences, [one for one in sentences if one.article.id == "a0"])


@pytest.mark.parametrize(
    "question",
    [
        "How many crowns in property loans were moved to Larkfield Holdings?",
        "How much in property loans was moved out of Corvane Savings Bank?",
    ],
)
def test_a_correction_is_told_with_the_wrong_value(question: str, seeds: Assistant):
    (found,) = seeds.ask(question).disagreements
    assert [value.value for value in found.values] == ["312 million crowns", "213 million crowns"]
    assert (found.newer, found.correction) == (1, 1)
    assert found.note.startswith("213 million crowns corrects 312 million crowns")
    assert [value.citation.article.published_at.day for value in found.values] == [3, 5]


@pytest.mark.parametrize(
    "question",
    [
        "How many people were killed in Ulmsted?",
        "What will it cost to repair the Halden Narrows Bridge?",
        "What share of the bank's lending on commercial property were the loans?",
    ],
)
def test_tolls_that_rise_and_estimates_are_no_corrections(question: str, seeds: Assistant):
    answer = seeds.ask(question)
    assert answer.answered
    assert answer.disagreements == []


def test_a_value_is_corrected_in_the_sentence_that_follows():
    (found,) = corrected(OLD, f"{CORRECTION} {RIGHT}")
    assert [value.value for value in found.values] == ["41 million crowns", "14 million crowns"]


def test_an_article_in_german_is_corrected_too():
    (found,) = corrected(
        "Die Reparatur der Mühle in Lom kostet 41 Millionen Kronen.",
        "In einem Bericht hieß es, die Reparatur der Mühle in Lom koste 41 Millionen Kronen."
        " Richtig sind 14 Millionen Kronen.",
        title="Korrektur: Mühle in Lom",
    )
    assert found.note.startswith("14 Millionen Kronen corrects 41 Millionen Kronen")


@pytest.mark.parametrize(
    ("texts", "changes"),
    [
        ((OLD, f"{CORRECTION} {RIGHT}"), {"title": "Mill repair"}),
        ((OLD, f"{CORRECTION} {RIGHT}"), {"days": ("2031-05-05", "2031-05-04")}),
        ((OLD, f"{CORRECTION} {RIGHT}"), {"days": ("", "2031-05-04")}),
        ((OLD, f"{CORRECTION} It has 14 windows."), {}),
        ((OLD, f"{RIGHT} {CORRECTION}"), {}),
        (("The ferry earns 41 million crowns.", f"{CORRECTION} {RIGHT}"), {}),
        (("The repair of the Lom mill costs 40 million crowns.", f"{CORRECTION} {RIGHT}"), {}),
    ],
    ids="no-correction amended undated other-unit reversed other-thing other-value".split(),
)
def test_without_a_correction_of_that_value_nothing_is_told(texts, changes):
    assert corrected(*texts, **changes) == []
