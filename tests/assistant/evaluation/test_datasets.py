"""Datasets: those that travel with the project, and those with a fault."""

import json
from pathlib import Path

import pytest

from assistant.evaluation.dataset import load_dataset
from index.errors import ArchiveError
from tests.evaluation.snapshot import DATASETS, HERE, snapshot


@pytest.mark.parametrize("name", DATASETS)
def test_dataset_articles_are_what_readers_make_of_the_seeds(name: str):
    assert (HERE / name / "articles.jsonl").read_text("utf-8") == snapshot(DATASETS[name])


@pytest.mark.parametrize("name", DATASETS)
def test_every_gold_quote_of_our_datasets_is_in_its_article(name: str):
    lines = (HERE / name / "articles.jsonl").read_text("utf-8").splitlines()
    articles = [json.loads(line) for line in lines]
    for question in load_dataset(HERE / name).questions:
        assert question.answerable == bool(question.gold) == bool(question.answers)
        for gold in question.gold:
            texts = [a["text"] for a in articles if a["id"] == gold.article]
            assert any(gold.quote in text for text in texts), (question.id, gold.quote)


def test_the_questions_on_the_seeds_are_as_many_as_promised():
    questions = load_dataset(HERE / "seeds").questions
    assert len(questions) >= 60
    assert sum(not question.answerable for question in questions) >= 20


GOOD = (HERE / "seeds/questions.jsonl").read_text("utf-8").splitlines()[0]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", r"line 2: Invalid JSON: .* at column 1$"),
        (GOOD.replace("true", '"yes"', 1), "line 2: answerable: Input should be a valid boolean"),
        (json.dumps(json.loads(GOOD) | {"question": " "}), "line 2: question: "),
        ('{"id": "x"}', "question: Field required"),
        ("[]", "line 2"),
        (GOOD, "line 2: duplicate id"),
    ],
)
def test_a_dataset_with_a_broken_line_names_it(line: str, says: str, tmp_path: Path):
    (tmp_path / "articles.jsonl").write_text("")
    (tmp_path / "questions.jsonl").write_text(f"{GOOD}\n{line}\n")
    with pytest.raises(ArchiveError, match=says) as error:
        load_dataset(tmp_path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "has no questions"),
        (b"\n \n", "has no questions"),
        (b"\xff\xfe{", "is not valid UTF-8"),
    ],
)
def test_questions_that_are_none_are_named(content: bytes, says: str, tmp_path: Path):
    (tmp_path / "articles.jsonl").write_text("")
    (tmp_path / "questions.jsonl").write_bytes(content)
    with pytest.raises(ArchiveError, match=says):
        load_dataset(tmp_path)


def test_the_first_questions_of_a_dataset():
    seeds = load_dataset(HERE / "seeds")
    assert seeds.first(3).questions == seeds.questions[:3]
    assert seeds.first(None) == seeds
