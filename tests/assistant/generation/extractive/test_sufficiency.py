"""What is measured of a question and a sentence, and the decision made of it."""

from typing import get_args

import numpy as np
import pytest

from assistant.generation.extractive.answerability import (
    ABOUT,
    BEST,
    COEFFICIENTS,
    FORMS,
    INTERCEPT,
    LEAST,
    form_of,
    score,
)
from assistant.generation.extractive.bindings import bound, is_carried, out_of_time
from assistant.generation.extractive.expressions import find_expressions
from assistant.generation.extractive.features import MEASURES, Embedded, Surroundings, measure
from assistant.generation.extractive.phrases import find_phrases, least_met, names_a_role
from assistant.text.word_matching import Floats, States, alike, read
from assistant.text.words import Kind, QuestionAnalysis, analyze_question


def expressions(question: str, sentence: str) -> list[str]:
    return [sentence[a:b] for a, b in find_expressions(analyze_question(question), sentence)]


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
        ("Which country made it?", "It is a Belvian radar, Pauline Castel says.", ["Belvian"]),
        ("Which city made it?", "It is a Belvian radar, Pauline Castel says.", []),
    ],
)
def test_a_sentence_gives_what_is_asked_for_or_not(
    question: str, sentence: str, found: list[str]
) -> None:
    assert expressions(question, sentence) == found


def measured(question: str, sentence: str) -> np.ndarray:
    """The measures of one sentence, with vectors that tell nothing."""
    asked, reading = analyze_question(question), read(sentence)
    ones = np.full((len(asked.terms), 4), 0.5, np.float32)
    states = States(ones, (np.tile([1, -1, 1, -1], (len(reading.words), 1)).astype(np.float32),))
    given = Embedded(ones[0], ones, ones[:1], np.array([0.5]), states)
    return measure(asked, [reading], [Surroundings(frozenset(), frozenset())], given)


@pytest.mark.parametrize(
    ("sentence", "met"), [("Ankara bought it.", True), ("Turkish firms.", True), ("India.", False)]
)
def test_a_country_is_met_by_its_people_and_capital(sentence: str, met: bool) -> None:
    absent = measured("Why did Turkey buy it?", sentence)[0, MEASURES.index("names_absent")]
    assert (absent == 0) == met


def test_an_unmentioned_name_lowers_the_score() -> None:
    asked = analyze_question("Which fighter program did they remove Turkey from?")
    sentence = "It also withdrew Turkey from its F-35 fighter program."
    with_name = measured(asked.question, sentence)
    without = measured(asked.question.replace("Turkey", "Greece"), sentence)
    assert score(asked, with_name)[0] > score(asked, without)[0]
    assert without[0, MEASURES.index("names_absent")] == 1


def test_a_year_missing_from_the_sentence_lowers_the_score() -> None:
    asked = analyze_question("How many people died in 2021?")
    held = measured(asked.question, "In 2021 the flood killed 11 people.")
    other = measured(asked.question, "In 2023 the flood killed 11 people.")
    assert score(asked, held)[0] > score(asked, other)[0]


def test_a_score_between_0_and_1_grows_with_coverage() -> None:
    asked = analyze_question("Who won?")
    high, low = np.ones((1, len(MEASURES))), np.zeros((1, len(MEASURES)))
    high[0, [MEASURES.index(name) for name in LEAST]] = 0
    low[0, [MEASURES.index(name) for name in LEAST]] = 1
    assert 0 <= score(asked, low)[0] < score(asked, high)[0] <= 1


def bound_in(question: str, sentence: str, before: str = "") -> float:
    """How well what the sentence gives belongs to the question, words alike by their stems only."""
    asked, reading = analyze_question(question), read(sentence)
    rng = np.random.default_rng(0)
    terms = rng.normal(size=(len(asked.terms), 384)).astype(np.float32)
    states = States(terms, (rng.normal(size=(len(reading.words), 384)).astype(np.float32),))
    matrix = alike(asked, [reading], states)[0]
    return bound(asked, reading, matrix, frozenset(read(before).stems))


@pytest.mark.parametrize(
    ("question", "given", "other"),
    [
        (
            "How many prisoners were exchanged?",
            "They exchanged 40 prisoners.",
            "The plan in four steps begins with an exchange of prisoners.",
        ),
        (
            "What did Torun say about the boats?",
            "Torun said that the boats were late.",
            "Descartes said that the boats which everybody had been waiting for pleased Torun.",
        ),
        (
            "Which hospital were they taken to?",
            "They were taken to Anders Hospital.",
            "Nine of them were taken to hospital.",
        ),
        (
            "Who signed the truce?",
            "General Viktor Salm signed the truce.",
            "The truce was signed on Sunday, far from the front and in a town hall, as Viktor Salm"
            " remembered.",
        ),
        (
            "Who is Theo Lambrecht?",
            "It was harmful, said presidential spokesman Theo Lambrecht.",
            "Theo Lambrecht, Pauline Descartes and Hamid Torun came.",
        ),
        (
            "What did Descartes tell Torun?",
            "Descartes told Torun that the boats were late.",
            "In a hall in Vardesh, Torun told Descartes that the boats were late.",
        ),
    ],
)
def test_a_given_detail_belongs_to_the_asked_thing_or_another(
    question: str, given: str, other: str
) -> None:
    assert bound_in(question, given) > bound_in(question, other) + 0.2


@pytest.mark.parametrize(
    ("question", "together", "apart"),
    [
        (
            "Who is the Russian president?",
            "The Russian president spoke.",
            "Turkey’s president spoke of the Russian guns.",
        ),
        (
            "Who is the defence minister of Talmera?",
            "Its neighbour’s defence minister came.",
            "The energy minister of Talmera spoke of its defence.",
        ),
    ],
)
def test_a_phrase_is_met_where_its_words_are_adjacent(question: str, together: str, apart: str):
    asked = analyze_question(question)
    pair = find_phrases(asked)[:1]
    assert least_met(pair, read(together), same_stems(asked, together)) == 1
    assert least_met(pair, read(apart), same_stems(asked, apart)) == 0


def test_whose_role_it_is_counts_as_much_as_the_role():
    asked = analyze_question("Who is the Russian president?")
    assert names_a_role(asked)
    assert not names_a_role(analyze_question("Who repaired the old bridge?"))
    weakest = MEASURES.index("weakest")
    theirs, ours = (
        measured(asked.question, f"{people} President Ivan Markov spoke of the Russian guns.")
        for people in ("Turkish", "Russian")
    )
    assert theirs[0][weakest] < ours[0][weakest]


def test_words_that_others_part_are_no_phrase() -> None:
    assert find_phrases(analyze_question("When did it close and who opened it?")) == ()
    assert find_phrases(analyze_question("Was it the end of the year?")) == ()


def same_stems(asked: QuestionAnalysis, sentence: str) -> Floats:
    return np.array([[term.stem == s for s in read(sentence).stems] for term in asked.terms], float)


def test_a_pronoun_speaks_for_whom_the_sentence_before_names() -> None:
    said, before = "He said that the boats were late.", "Torun came on Monday."
    assert bound_in("What did Torun say about the boats?", said, before) > 0.7
    assert bound_in("What did Torun say about the boats?", said, "Descartes came.") < 0.5
    assert is_carried("It also withdrew Turkey.")
    assert not is_carried("Italy withdrew.")


def test_the_past_does_not_answer_questions_about_the_future() -> None:
    asked = analyze_question("When will the sanctions be lifted?")
    assert out_of_time(asked, "In December the government imposed sanctions.") == 1
    assert out_of_time(asked, "The sanctions will be lifted in May.") == 0
    assert out_of_time(analyze_question("When were they imposed?"), "In December.") == 0


def test_every_coefficient_names_a_measure() -> None:
    assert set(COEFFICIENTS) == set(MEASURES)
    assert {len(row) for row in COEFFICIENTS.values()} == {1 + len(FORMS)}
    assert tuple(ABOUT) == (*BEST, *LEAST)
    assert set(INTERCEPT) == set(get_args(Kind))


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("How many boats were used?", "number"),
        ("When did it begin?", "date"),
        ("What did Ankara say?", "said"),
        ("Where did it begin?", "name"),
        ("Which boats did they buy?", "which"),
        ("Why did they buy boats?", "open"),
        ("Did they buy boats?", "whether"),
    ],
)
def test_the_form_of_the_answer_decides_what_counts(question: str, form: str) -> None:
    assert form_of(analyze_question(question)) == form
