"""The one chance of a writer: statements that failed, with the reasons, to be corrected."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, Field, field_validator

from assistant.llm.structured_request import Chat, Form
from assistant.schema.draft import DraftStatement
from assistant.verification.judge import Case, sentence_lines, statement_lines

_PROMPT = "correct_statements"


class Correction(BaseModel):
    """A corrected statement."""

    statement: int = Field(description="its number")
    ids: list[str] = Field(default_factory=list, description="ids of the sentences that state it")
    text: str | None = Field(None, description="the corrected statement; null if nothing is left")

    @field_validator("ids", mode="before")
    @classmethod
    def _listed(cls, said: Any) -> list[str]:
        return [str(one).strip(" []") for one in said or ()]


class Corrections(BaseModel):
    """The form that the writer fills in."""

    statements: list[Correction]


def rewrite(
    cases: Sequence[Case], written: Sequence[DraftStatement], writer: Chat
) -> Generator[Form, Any, list[DraftStatement | None]]:
    """Each statement as the writer corrected it; None where it left nothing or said the same."""
    values = {"sentences": sentence_lines(cases), "statements": statement_lines(cases)}
    reply: Corrections = yield Form(writer, _PROMPT, values, Corrections)
    found = {one.statement: one for one in reply.statements}
    return [_corrected(old, found.get(n)) for n, old in enumerate(written, start=1)]


def _corrected(old: DraftStatement, said: Correction | None) -> DraftStatement | None:
    text = " ".join((said.text or "").split()) if said else ""
    if said is None or not text or (text == old.text and tuple(said.ids) == old.ids):
        return None
    return replace(old, ids=tuple(said.ids), text=text)
