"""A dataset: a folder with articles.jsonl and questions.jsonl, read and checked."""

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from index.errors import ArchiveError


class Gold(BaseModel):
    """A sentence that answers: its article's id and its words, verbatim."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    article: str
    quote: str


class Question(BaseModel):
    """One line of questions.jsonl."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    question: str
    answerable: bool
    answers: list[str]
    gold: list[Gold]
    asked_at: datetime | None
    tags: list[str]


class Dataset(BaseModel):
    """The questions of a folder, and where its articles are."""

    model_config = ConfigDict(frozen=True)
    articles: Path
    questions: list[Question]


def load_dataset(folder: Path) -> Dataset:
    """The dataset in `folder`; raises `ArchiveError` that names the file or line at fault."""
    articles, questions = folder / "articles.jsonl", folder / "questions.jsonl"
    for path in (articles, questions):
        if not path.is_file():
            raise ArchiveError(f"{folder} is no dataset: it has no {path.name}")
    lines = questions.read_text(encoding="utf-8").splitlines()
    return Dataset(
        articles=articles,
        questions=[
            _question(line, f"{questions}, line {number}")
            for number, line in enumerate(lines, start=1)
            if line.strip()
        ],
    )


def _question(line: str, place: str) -> Question:
    try:
        return Question.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ArchiveError(f"{place}: {where}: {first['msg']}") from error
