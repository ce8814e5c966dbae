"""The rows of the extractive benchmark: how each question was answered."""

from typing import TypedDict

from assistant.evaluation.case import Case
from assistant.evaluation.metrics.correctness import contains


class Row(TypedDict):
    """How one question was answered.

    `score` is the writer's, 1 for an answer of an intent and 0 for an abstention. `right`: a gold
    sentence is quoted. `string`: the quotations hold the gold answer; None if it is too long.
    """

    set: str
    id: str
    kind: str
    answerable: bool
    answered: bool
    by_intent: bool
    score: float
    right: bool
    string: bool | None
    quotes: list[str]
    reason: str | None
    seconds: float


def row_of(case: Case, name: str, seconds: float) -> Row:
    """The row of an answered case of the set `name`."""
    answer, question = case.answer, case.question
    assert answer
    score = answer.usage.get("sufficiency")
    string = contains(case)
    return Row(
        set=name,
        id=question.id,
        kind=question.tags[0] if question.tags else "",
        answerable=question.answerable,
        answered=answer.answered,
        by_intent=answer.answered and score is None,
        score=0.0 if not answer.answered else 1.0 if score is None else float(score),
        right=answer.answered and _is_right(case),
        string=None if string is None else bool(string.part),
        quotes=[citation.quote for citation in answer.citations],
        reason=answer.abstention.reason if answer.abstention else None,
        seconds=round(seconds, 4),
    )


def _is_right(case: Case) -> bool:
    """Whether a gold sentence is cited, or one that another article prints word for word."""
    quotes = case.answer.citations if case.answer else ()
    printed = {_plain(gold.quote) for gold in case.question.gold}
    return any(case.cited) or any(_plain(quote.quote) in printed for quote in quotes)


def _plain(text: str) -> str:
    return " ".join(text.split())
