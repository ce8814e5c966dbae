"""Which questions are of which shape: written down first, and told apart by their words alone."""

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.planning.english.intents import read_intents
from assistant.planning.english.question_rules import read_question
from assistant.planning.known_names import Names
from index.catalog.bylines import Byline
from tests.conftest import ROOT

SOURCES = "Northern Ledger|The Harbour Courier|Meridian Wire|Valdoria Tribune|The Lantern".split(
    "|"
)
NAMES = Names.of([Byline(source, "Pascal Ostrem", None) for source in SOURCES])
PHRASINGS = [
    tuple(part.strip() for part in line.split("|", 1))
    for line in Path(__file__).with_name("phrasings.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


def shape_of(question: str) -> str:
    plan = read_question(question, date(2025, 11, 1), lambda: NAMES, lambda _: True)
    return next((intent.kind for intent in read_intents(plan)), "answer")


@pytest.mark.parametrize(("shape", "question"), PHRASINGS)
def test_the_words_of_a_question_say_its_shape(shape: str, question: str):
    assert shape_of(question) == shape


def test_the_questions_of_the_datasets_are_ordinary_ones():
    files = sorted((ROOT / "tests/evaluation").glob("*/questions.jsonl"))
    lines = [line for file in files for line in file.read_text().splitlines()]
    questions = [json.loads(line)["question"] for line in lines]
    assert len(questions) > 200
    assert {shape_of(question) for question in questions} <= {"answer", "brief"}


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened with the dam between May and August?", (2025, 5, 1), (2025, 8, 31)),
        ("What happened with the dam between March and April 2024?", (2024, 3, 1), (2024, 4, 30)),
        ("What happened with the dam from September to March?", (2024, 9, 1), (2025, 3, 31)),
    ],
)
def test_a_stretch_from_a_month_to_another_is_understood(
    question: str, first: tuple[int, int, int], last: tuple[int, int, int]
):
    (time,) = read_question(question, date(2025, 11, 1), lambda: NAMES).times
    assert (time.days.first, time.days.last) == (date(*first), date(*last))
