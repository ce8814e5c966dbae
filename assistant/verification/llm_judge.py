"""The chat model as judge: one request for all statements of an answer."""

from collections.abc import Generator, Sequence
from typing import Any

from pydantic import BaseModel, Field, field_validator

from assistant.llm.chat import Chat, Form
from assistant.verification.judge import Case, Ruling, Verdict
from assistant.verification.judge_prompt import sentence_lines, statement_lines

_PROMPT = "judge"
_RULINGS: tuple[Ruling, ...] = ("supported", "partly", "unsupported")


class JudgedStatement(BaseModel):
    """What the model says of one statement."""

    statement: int = Field(description="its number")
    reason: str = Field("", description="why, in at most 15 words")
    verdict: str = Field(description="supported, partly or unsupported")
    supported_part: str | None = Field(
        None, description="for partly: the supported part, rewritten"
    )
    evidence: list[str] = Field(
        default_factory=list, description="ids that support it, if others than it cites; else empty"
    )

    @field_validator("verdict", mode="before")
    @classmethod
    def _plain(cls, said: Any) -> str:
        return str(said).strip(" .*_").lower()

    @field_validator("evidence", mode="before")
    @classmethod
    def _listed(cls, said: Any) -> list[str]:
        return [str(one).strip(" []") for one in said or ()]


class Judgement(BaseModel):
    """The form that the judge fills in."""

    statements: list[JudgedStatement]


class ChatJudge:
    """Judges with a chat model."""

    is_local = False

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def judge(self, cases: Sequence[Case]) -> Generator[Form, Any, Sequence[Verdict | None]]:
        """The model's verdicts; None for statements that it passed over."""
        values = {"sentences": sentence_lines(cases), "statements": statement_lines(cases)}
        reply: Judgement = yield Form(self._chat, _PROMPT, values, Judgement)
        found = {one.statement: _verdict(one) for one in reply.statements}
        return [found.get(number) for number in range(1, len(cases) + 1)]


def _verdict(said: JudgedStatement) -> Verdict | None:
    ruling = next((one for one in _RULINGS if one == said.verdict), None)
    if ruling is None:
        return None
    part = " ".join((said.supported_part or "").split())
    return Verdict(ruling, " ".join(said.reason.split()), part, tuple(said.evidence))
