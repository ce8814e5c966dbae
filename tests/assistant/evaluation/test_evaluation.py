"""The evaluation's own arithmetic, and the datasets that travel with the project."""

import json
from pathlib import Path

import pytest

from assistant.answering.answer import Abstention, Answer, Citation, CitedArticle, Statement
from assistant.evaluation.abstention import (
    abstention_f1,
    abstention_precision,
    abstention_recall,
    over_refusal,
)
from assistant.evaluation.cases import Case, GoldSpan
from assistant.evaluation.citations import citation_precision, citation_recall, right_sentence
from assistant.evaluation.dataset import Question, load_dataset
from assistant.evaluation.figures import mean, ratio
from assistant.evaluation.runner import report, table
from index.errors import ArchiveError
from tests.evaluation.snapshot import DATASETS, HERE, snapshot


def case(*cited: tuple[int, int], gold: tuple[tuple[int, int], ...] = (), tags: str = "") -> Case:
    """A question with gold spans in article "a", answered with citations of those spans."""
    article = CitedArticle(
        id="a", version=1, title=None, source=None, url=None, published_at=None, path=None
    )
    citations = [
        Citation(number=n, quote="q", start=s, end=e, article=article, link=None)
        for n, (s, e) in enumerate(cited, start=1)
    ]
    statement = Statement(text="t", support="quoted", citations=[c.number for c in citations])
    silent = Abstention(reason="not-in-archive", detail="d", nearest=[])
    answer = Answer(
        question="q", answered=bool(cited), text="t", statements=[statement] if cited else [],
        citations=citations, abstention=None if cited else silent, as_of=None, model="m",
        usage={"input_tokens": 2}, seconds={"write": 1.0}, id="i",
    )  # fmt: skip
    question = Question(
        id="q", question="q", answerable=bool(gold), answers=[], gold=[], asked_at=None,
        tags=tags.split(),
    )  # fmt: skip
    return Case(question, answer, tuple(GoldSpan("a", s, e) for s, e in gold))


RIGHT = case((0, 10), gold=((0, 10),), tags="easy")
HALF = case((0, 10), (50, 60), gold=((5, 15), (90, 99)))
SILENT = case(gold=((0, 10),))
REFUSED = case()
FOOLED = case((0, 10))
CASES = [RIGHT, HALF, SILENT, REFUSED, FOOLED]


def test_a_citation_matches_when_it_overlaps_by_half_of_the_shorter():
    for start, end, matches in ((5, 15, True), (6, 16, False), (0, 100, True), (9, 11, True)):
        assert (case((0, 10), gold=((start, end),)).right_citations == 1) is matches


def test_citation_precision_and_recall_count_sentences():
    assert citation_precision(CASES)["value"] == pytest.approx(2 / 3, abs=1e-4)
    assert citation_recall(CASES)["value"] == pytest.approx(2 / 4)
    assert right_sentence(CASES)["value"] == pytest.approx(2 / 3, abs=1e-4)


def test_abstentions_are_counted_against_what_can_be_answered():
    assert abstention_precision(CASES)["value"] == 0.5
    assert abstention_recall(CASES)["value"] == 0.5
    assert abstention_f1(CASES)["value"] == 0.5
    assert over_refusal(CASES)["value"] == pytest.approx(1 / 3, abs=1e-4)


def test_a_figure_lies_in_its_interval_and_says_how_many_cases_it_has():
    figure = mean([1.0] * 30 + [0.0] * 10)
    assert figure["value"] == 0.75
    assert figure["n"] == 40
    assert 0.55 < (figure["low"] or 0) < 0.75 < (figure["high"] or 0) < 0.92
    assert mean([])["value"] is None
    assert ratio([0.0], [0.0]) == {"value": None, "low": None, "high": None, "n": 0}


def test_the_report_has_figures_for_all_cases_and_for_each_tag():
    made = report(CASES)
    assert made["by_tag"]["easy"]["citation_precision"]["value"] == 1.0
    assert made["seconds"] == {"write": 1.0}
    assert made["usage"]["input_tokens"] == 10
    assert "| citation_recall | 0.50 |" in table(made["answers"])
    assert "no case" in table(report([REFUSED])["answers"])


@pytest.mark.parametrize("name", DATASETS)
def test_the_articles_of_our_datasets_are_what_the_readers_make_of_the_seeds(name: str):
    assert (HERE / name / "articles.jsonl").read_text("utf-8") == snapshot(DATASETS[name])


@pytest.mark.parametrize("name", DATASETS)
def test_every_gold_quote_of_our_datasets_stands_in_its_article(name: str):
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


@pytest.mark.parametrize(
    ("line", "says"),
    [("{", "line 2"), ('{"id": "x"}', "question: Field required"), ("[]", "line 2")],
)
def test_a_dataset_with_a_broken_line_names_it(line: str, says: str, tmp_path: Path):
    good = (HERE / "seeds/questions.jsonl").read_text("utf-8").splitlines()[0]
    (tmp_path / "articles.jsonl").write_text("")
    (tmp_path / "questions.jsonl").write_text(f"{good}\n{line}\n")
    with pytest.raises(ArchiveError, match=says) as error:
        load_dataset(tmp_path)
    assert "\n" not in str(error.value)
