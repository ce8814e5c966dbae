"""The chat model as judge: one request for all statements of an answer."""

import re
from collections.abc import Generator, Sequence
from typing import Any

from pydantic import BaseModel, Field, ValidationError, field_validator

from assistant.llm.structured_request import Chat, Form
from assistant.verification.judge import (
    Case,
    Ruling,
    Verdict,
    sentence_lines,
    statement_lines,
)

_PROMPT = "judge"
_RULINGS: tuple[Ruling, ...] = ("supported", "partly", "unsupported")  # from mild to severe
# How models spell what they were to say: "Not supported", "partially_supported", "Yes".
_DENIALS = ("not", "no", "un", "contra")
_SUPPORTED = frozenset(("supported", "support", "supports", "fully", "is", "yes", "true"))


class JudgedStatement(BaseModel):
    """What the model says of one statement."""

    statement: int = Field(description="its number")
    reason: str = Field("", description="why, in at most 15 words")
    verdict: Ruling = Field(description="supported, partly or unsupported")
    supported_part: str | None = Field(
        None, description="for partly: the supported part, rewritten"
    )
    evidence: list[str] = Field(
        default_factory=list, description="ids that support it, if others than it cites; else empty"
    )

    @field_validator("statement", mode="before")
    @classmethod
    def _number(cls, said: Any) -> Any:
        return next(iter(re.findall(r"\d+", str(said))), None)

    @field_validator("reason", "supported_part", mode="before")
    @classmethod
    def _line(cls, said: Any) -> str:
        return " ".join(said.split()) if isinstance(said, str) else ""

    @field_validator("verdict", mode="before")
    @classmethod
    def _ruling(cls, said: Any) -> Any:
        words = re.findall(r"[a-z]+", str(said or "").lower())
        if any(word.startswith(_DENIALS) for word in words):
            return "unsupported"
        if any(word.startswith("part") for word in words):
            return "partly"
        return "supported" if words and set(words) <= _SUPPORTED else None

    @field_validator("evidence", mode="before")
    @classmethod
    def _listed(cls, said: Any) -> list[str]:
        given = said if isinstance(said, list) else [said]
        return [name for one in given if one is not None for name in re.findall(r"\w+", str(one))]


class Judgement(BaseModel):
    """The form that the judge fills in; an entry that cannot be read is left out."""

    statements: list[JudgedStatement]

    @field_validator("statements", mode="before")
    @classmethod
    def _readable(cls, said: Any) -> Any:
        return list(filter(None, map(_entry, said))) if isinstance(said, list) else said


def _entry(said: Any) -> JudgedStatement | None:
    try:
        return JudgedStatement.model_validate(said)
    except ValidationError:
        return None


class ChatJudge:
    """Judges with a chat model."""

    is_local = False

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def judge(self, cases: Sequence[Case]) -> Generator[Form, Any, Sequence[Verdict | None]]:
        """The model's verdicts; None for statements that it passed over."""
        values = {"sentences": sentence_lines(cases), "statements": statement_lines(cases)}
        reply: Judgement = yield Form(self._chat, _PROMPT, values, Judgement)
        first = _first_number(reply.statements, len(cases))
        verdicts: dict[int, Verdict] = {}
        for one in sorted(reply.statements, key=lambda one: _RULINGS.index(one.verdict)):
            part = one.supported_part or ""
            verdicts[one.statement] = Verdict(one.verdict, one.reason, part, tuple(one.evidence))
        return [verdicts.get(number) for number in range(first, first + len(cases))]


def _first_number(entries: Sequence[JudgedStatement], many: int) -> int:
    """The number of the first statement: some models count from 0."""
    numbers = [one.statement for one in entries]
    return 0 if 0 in numbers and max(numbers) == many - 1 else 1
