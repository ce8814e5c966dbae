"""Questions of other sets, each asked after one about another story: none of them leans on it."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

from assistant.evaluation.dataset import Question, load_dataset
from assistant.planning.english.follow_ups import Turn, complete
from assistant.planning.english.question_rules import read_question
from assistant.planning.known_names import Names
from assistant.schema.query_plan import QueryPlan
from index.catalog.bylines import Byline

_MOST = 400


def changed(folder: Path) -> Iterator[tuple[str, str]]:
    """Each question of the dataset in `folder` (or of a sample), and what became of it."""
    dataset = load_dataset(folder)
    lines = dataset.articles.read_text("utf-8").splitlines()
    articles = {article["id"]: article for article in map(json.loads, lines)}
    bylines = [Byline(article.get("source"), None, None) for article in articles.values()]
    names, today = Names.of(bylines), datetime.now(UTC).date()

    def understand(question: str) -> QueryPlan:
        return read_question(question, today, lambda: names)

    questions = [question for question in dataset.questions if question.gold]
    random.Random(1).shuffle(questions)
    for before, question in pairwise(questions[:_MOST]):
        if not {gold.article for gold in before.gold} & {gold.article for gold in question.gold}:
            turn = _answered(before, {id: str(one["text"]) for id, one in articles.items()})
            yield question.question, complete(question.question, [turn], understand)


def _answered(question: Question, texts: dict[str, str]) -> Turn:
    quotes = tuple(gold.quote for gold in question.gold)
    said = tuple(texts[gold.article] for gold in question.gold)
    return Turn(question.question, True, quotes, said, tuple(date(2024, 5, 1) for _ in quotes))
