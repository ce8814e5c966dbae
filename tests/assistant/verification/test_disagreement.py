"""Two values for one thing: both are told, with source and day, and which is newer or corrects."""

import pytest

from assistant import Assistant
from assistant.verification.disagreement import find_disagreements
from tests.assistant.verification.test_conclusion import evidence_of


def test_the_ministry_and_the_contractor_price_the_repair_differently(seeds: Assistant):
    (found,) = seeds.ask("What will it cost to repair the Halden Narrows Bridge?").disagreements
    assert [value.value for value in found.values] == ["41 million crowns", "VKr 58m"]
    assert [value.citation.article.source for value in found.values] == [
        "The Harbour Courier",
        "Northern Ledger",
    ]
    assert (found.newer, found.correction) == (1, None)
    assert "58m is newer" in found.note
    assert "2024-04-09" in found.note


def test_a_correction_overrides_with_a_note(seeds: Assistant):
    question = "How many crowns in property loans were moved to Larkfield Holdings?"
    (found,) = seeds.ask(question).disagreements
    assert found.correction is not None
    assert found.values[found.correction].value == "213 million crowns"
    assert "corrects" in found.note


def test_a_rising_toll_is_reported_with_its_days(seeds: Assistant):
    (found,) = seeds.ask("How many people were killed in Ulmsted?").disagreements
    assert [value.value for value in found.values] == ["Three", "Six", "11"]
    assert found.note.endswith("11 is newer.")


@pytest.mark.parametrize(
    "question",
    [
        "Who resigned?",
        "Who founded Corvane Savings Bank?",
        "What happened to the Corvane Savings Bank?",
        "What is known about the bridge repair?",
    ],
)
def test_where_nothing_is_disputed_nothing_is_told(question: str, seeds: Assistant):
    assert seeds.ask(question).disagreements == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The repair costs 41 million crowns.", "The repair costs VKr 41m."),
        ("The repair costs 41 million crowns.", "The repair costs 41 million euros."),
        ("The repair costs 41 million crowns.", "The ferry earns 58 million crowns."),
        ("The repair costs 41 million crowns.", "The repair takes nine metres of steel."),
        ("The repair costs 41 to 58 million crowns.", "The repair costs 70 million crowns."),
    ],
)
def test_the_same_value_or_another_thing_is_no_disagreement(one: str, other: str):
    question = "What does the repair cost?"
    evidence = evidence_of(question, one, other)
    assert find_disagreements(question, evidence, [(evidence[0], 1)]) == []


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "How many people died in the fire at the mill?",
            "The fire at the mill killed 11 people, six of them women.",
            "The death toll of the fire at the mill rose to 13.",
        ),
        (
            "What happened at the mill?",
            "The mill employed 250 workers and was insured for 4 million euros.",
            "The mill employed 250 workers and was insured for 9 million euros.",
        ),
        (
            "What share of voters backed the treaty?",
            "In the referendum 51 percent of voters backed the treaty.",
            "The treaty was backed by 54 percent of voters.",
        ),
    ],
)
def test_values_of_one_thing_are_told_apart(question: str, one: str, other: str):
    evidence = evidence_of(question, one, other)
    (found,) = find_disagreements(question, evidence, [(evidence[0], 1)])
    assert len(found.values) == 2


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "What happened to the bank?",
            "The 130-year-old bank owed 94 million crowns.",
            "For 15 years the bank lent 312 million crowns to farmers.",
        ),
        ("How old is the mayor?", "The mayor, 52, is a doctor.", "The mayor held office 6 years."),
        (
            "Who runs the mill?",
            "He runs the mill with 20 percent less.",
            "Mill jobs fell 9 percent.",
        ),
    ],
)
def test_values_of_different_things_are_not(question: str, one: str, other: str):
    evidence = evidence_of(question, one, other)
    assert find_disagreements(question, evidence, [(evidence[0], 1)]) == []


def test_without_dates_neither_value_is_called_newer():
    question = "What does the repair cost?"
    texts = ("The repair costs 41 million crowns.", "The repair costs 58 million crowns.")
    evidence = evidence_of(question, *texts)
    (found,) = find_disagreements(question, evidence, [(evidence[0], 1)])
    assert found.newer is None
    assert found.note.endswith("It is not known which is newer.")
