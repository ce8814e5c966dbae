"""What is measured of a question and a sentence, and the decision made of it."""

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from assistant.answering.quoting.expressions import find_expressions
from assistant.answering.quoting.matching import States, read
from assistant.answering.quoting.measures import MEASURES, Embedded, measure
from assistant.answering.quoting.sufficiency import ANSWERING, INTERCEPT, RANKING, form_of, score
from assistant.retrieval.question import Kind, understand


def expressions(question: str, sentence: str) -> list[str]:
    return [sentence[a:b] for a, b in find_expressions(understand(question), sentence)]


@pytest.mark.parametrize(
    ("question", "sentence", "found"),
    [
        ("How many boats were used?", "Soldiers in 14 boats came on 3 May 2023.", ["14"]),
        ("How many batteries did they buy?", "They bought Russian S-400 systems.", []),
        (
            "How much did it cost?",
            "It cost 6.2 million crowns and took 3 years.",
            ["6.2 million crowns"],
        ),
        ("In which year was it built?", "It was built in March 1971.", ["1971"]),
        ("When was it built?", "It was built by hand.", []),
        ("On which weekday did they talk?", "They spoke on Tuesday.", ["Tuesday"]),
        (
            "Who signed the letter?",
            "The letter was signed by Rosalind Achterberg.",
            ["Rosalind Achterberg"],
        ),
        ("Who is Emily Horne?", "A statement by Emily Horne followed.", []),
    ],
)
def test_a_sentence_gives_what_is_asked_for_or_not(
    question: str, sentence: str, found: list[str]
) -> None:
    assert expressions(question, sentence) == found


def measured(question: str, sentence: str) -> np.ndarray:
    """The measures of one sentence, with vectors that tell nothing."""
    asked, reading = understand(question), read(sentence)
    ones = np.full((len(asked.terms), 4), 0.5, np.float32)
    states = States(ones, (np.tile([1, -1, 1, -1], (len(reading.words), 1)).astype(np.float32),))
    given = Embedded(ones[0], ones, ones[:1], states)
    return measure(asked, [reading], [frozenset()], given)


@pytest.mark.parametrize(
    ("sentence", "met"), [("Ankara bought it.", True), ("Turkish firms.", True), ("India.", False)]
)
def test_a_country_is_met_by_its_people_and_its_capital_but_not_by_another(
    sentence: str, met: bool
) -> None:
    absent = measured("Why did Turkey buy it?", sentence)[0, MEASURES.index("names_absent")]
    assert (absent == 0) == met


def test_a_name_that_nobody_mentions_lowers_the_score() -> None:
    asked = understand("Which fighter program did they remove Turkey from?")
    sentence = "It also withdrew Turkey from its F-35 fighter program."
    with_name = measured(asked.question, sentence)
    without = measured(asked.question.replace("Turkey", "Greece"), sentence)
    assert score(asked, with_name)[0] > score(asked, without)[0]
    assert without[0, MEASURES.index("names_absent")] == 1


def test_a_year_that_the_sentence_does_not_hold_lowers_the_score() -> None:
    asked = understand("How many people died in 2021?")
    held = measured(asked.question, "In 2021 the flood killed 11 people.")
    other = measured(asked.question, "In 2023 the flood killed 11 people.")
    assert score(asked, held)[0] > score(asked, other)[0]


def test_a_score_lies_between_0_and_1_and_is_0_for_an_unrelated_sentence() -> None:
    asked = understand("Who won?")
    high, low = np.full((1, len(MEASURES)), 10.0), np.zeros((1, len(MEASURES)))
    assert 0 <= score(asked, high)[0] <= 1
    assert score(asked, low)[0] == 0


def test_every_coefficient_names_a_measure() -> None:
    for coefficients in (RANKING, *ANSWERING.values()):
        assert set(coefficients) == set(MEASURES)


def test_each_kind_has_a_form_and_an_intercept() -> None:
    asked = understand("Who won?")
    assert {form_of(replace(asked, kind=kind)) for kind in get_args(Kind)} == set(ANSWERING)
    assert set(INTERCEPT) == set(get_args(Kind))
