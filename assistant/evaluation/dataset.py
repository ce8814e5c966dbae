"""A dataset: a folder with articles.jsonl and questions.jsonl, loaded and validated."""

import hashlib
import re
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import BaseModel, Field, StrictBool, ValidationError

from index.errors import ArchiveError


class Gold(BaseModel, frozen=True, extra="forbid"):
    """A sentence that answers the question: its article's id and its verbatim text."""

    article: str
    quote: str


class Question(BaseModel, frozen=True, extra="forbid"):
    """One line of questions.jsonl."""

    id: str = Field(min_length=1)
    question: str = Field(pattern=r"\S")
    answerable: StrictBool
    answers: list[str]
    gold: list[Gold]
    asked_at: datetime | None
    tags: list[str]

    @property
    def wanted(self) -> list[Gold]:
        """The gold sentences, each once."""
        return list(dict.fromkeys(self.gold))


class Dataset(BaseModel, frozen=True):
    """The questions of a folder, and where its articles are; checksums are of the two files."""

    name: str
    articles: Path
    questions: list[Question]
    articles_checksum: str
    questions_checksum: str

    def first(self, limit: int | None) -> Self:
        """The dataset with the first `limit` questions, or with all."""
        return self.model_copy(update={"questions": self.questions[:limit]})


def load_dataset(folder: Path) -> Dataset:
    """Loads the dataset in `folder`; raises `ArchiveError` naming the invalid file or line."""
    articles, questions = folder / "articles.jsonl", folder / "questions.jsonl"
    for path in (articles, questions):
        if not path.is_file():
            raise ArchiveError(f"{folder} is not a dataset: it has no {path.name}")
    try:
        lines = questions.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ArchiveError(f"{questions} is not valid UTF-8 at byte {error.start:,}") from error
    found: dict[str, Question] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            question = _question(line, f"{questions}, line {number}")
            if question.id in found:
                raise ArchiveError(f"{questions}, line {number}: duplicate id {question.id!r}")
            found[question.id] = question
    if not found:
        raise ArchiveError(f"{questions} has no questions")
    return Dataset(
        name=folder.resolve().name,
        articles=articles,
        questions=list(found.values()),
        articles_checksum=_checksum(articles),
        questions_checksum=_checksum(questions),
    )


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _question(line: str, place: str) -> Question:
    try:
        return Question.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = "".join(f"{part}: " for part in first["loc"])
        what = re.sub(r" at line 1 column", " at column", first["msg"])
        raise ArchiveError(f"{place}: {where}{what}") from error
