"""Answers made by hand, and the memory of an archive's folder."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.history.answers import Answers
from assistant.history.budgets import Budget
from assistant.history.recorder import Recorder
from assistant.schema.answer import Answer, Citation, CitedArticle, Statement
from assistant.schema.question import Question
from index.catalog.catalogue import Catalogue


def remembering(
    folder: Path, record: bool = True, keep_days: float | None = None, database: str = ""
) -> Recorder:
    folder.mkdir(exist_ok=True)
    return Recorder(folder, Budget(), record, keep_days, database=database)


@contextmanager
def kept_in(folder: Path) -> Iterator[sqlite3.Connection]:
    """The kept answers and spendings of an archive, to be changed."""
    with closing(sqlite3.connect(folder / "answers.sqlite")) as db, db:
        yield db


def looking(memory: Recorder) -> Answers:
    """At the answers alone: there are no articles."""
    return Answers(memory, lambda: Catalogue(memory.store.path.with_name("catalogue.sqlite")))


def cited(quote: str, article: str = "ferry", version: int = 1, number: int = 1) -> Citation:
    where = CitedArticle(
        id=article, version=version, title=None, source=None, url=None,
        published_at=datetime(2024, 5, 1, tzinfo=UTC), path=None,
    )  # fmt: skip
    return Citation(number=number, quote=quote, start=0, end=len(quote), article=where, link=None)


def answer_to(asked: Question, *citations: Citation, **more: Any) -> Answer:
    said = [Statement(text=c.quote, support="quoted", citations=[c.number]) for c in citations]
    made = {
        "question": asked.text, "answered": True, "text": "Said.", "statements": said,
        "citations": list(citations), "abstention": None, "as_of": None, "model": "quotations",
        "usage": {}, "seconds": {}, "id": asked.id,
    }  # fmt: skip
    return Answer.model_validate(made | more)
