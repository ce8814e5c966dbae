"""Parses a model's complete or partial reply into a draft.

A reply is JSON with the schema or, from models that cannot do that, prose in which each statement
ends with its ids: `Turkey was removed. [3f2a1]`. The result depends only on the text of the reply,
not on the pieces in which it arrived.
"""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json

from assistant.schema.draft import Draft, DraftError, DraftStatement
from assistant.text.refusals import BY_MODEL

MAX_STATEMENTS = 12  # the rest is ignored
MAX_REPLY = 20_000  # code points; twelve statements need a tenth of it

_MOST_NAMED, _MOST_WRITTEN = 6, 6  # sentences per statement, statements (the prompt says four)
ANSWERABLE = "answerable"
_REFUSAL = re.compile(rf"\W*({'|'.join(BY_MODEL)})\b")
_FENCE = re.compile(r"^```(?:json)?\s*|\s*```$")
_IDS = r"\[\s*\w+(?:\s*[,;]\s*\w+)*\s*\]"
_MARKS = re.compile(rf"{_IDS}(?:\s*{_IDS})*[.,;]?")  # the end of a statement in prose


class _Statement(BaseModel):
    model_config = ConfigDict(strict=True)
    evidence: list[str]
    text: str


class _Reply(BaseModel):
    model_config = ConfigDict(strict=True)
    verdict: str
    statements: list[_Statement]


def read_reply(reply: str) -> Draft:
    """The draft in a complete reply; raises `DraftError` if there is none.

    >>> [(s.ids, s.text) for s in read_reply("Turkey was removed. [3f2a1]").statements]
    [(('3f2a1',), 'Turkey was removed.')]
    """
    if len(reply) >= MAX_REPLY:
        return read_beginning(reply[:MAX_REPLY], strict=True, cut=True)
    reply = _FENCE.sub("", reply.strip())
    if not reply.startswith("{"):
        return _of_prose(reply)
    try:
        read = _Reply.model_validate_json(reply)
    except ValidationError as error:
        raise _unusable(error.errors()[0]["msg"]) from error
    if read.verdict != ANSWERABLE or not read.statements:
        return refuse(read.verdict)
    return _draft([(statement.evidence, statement.text) for statement in read.statements])


def read_beginning(reply: str, *, strict: bool = False, cut: bool = False) -> Draft:
    """The draft in a partial reply; empty if it cannot be parsed yet.

    With `strict`, raises `DraftError` instead. With `cut`, no more text will follow, and incomplete
    statements are left out.
    """
    reply = _FENCE.sub("", reply.strip())
    if not reply.startswith("{"):
        return Draft()  # only the ids at the end distinguish prose from a preamble
    try:
        complete = _statements(from_json(reply, allow_partial=True))
        written = _statements(from_json(reply, allow_partial="trailing-strings"))
    except ValueError as error:
        if strict:
            raise _unusable(str(error)) from error
        return Draft()
    draft = _draft(complete)
    if cut or len(written) <= len(complete) or len(complete) >= MAX_STATEMENTS:
        return draft
    return Draft((*draft.statements, *_draft(written[-1:]).statements), open=True)


def refuse(verdict: str) -> Draft:
    """The abstention for the verdict that a model chose."""
    detail = BY_MODEL.get(verdict, BY_MODEL["another-fact"])
    return Draft(reason="insufficient-evidence", detail=detail)


def reply_schema(ids: Sequence[str]) -> dict[str, Any]:
    """The JSON schema of a reply: the ids are an enum and come before the text."""
    # Without a limit, small models repeat the same id forever.
    named = {"type": "string", "enum": list(ids)}
    evidence = {"type": "array", "items": named, "maxItems": _MOST_NAMED}
    statement = _object(evidence=evidence, text={"type": "string"})
    return _object(
        verdict={"type": "string", "enum": [ANSWERABLE, *BY_MODEL]},
        statements={"type": "array", "items": statement, "maxItems": _MOST_WRITTEN},
    )


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _statements(reply: Any) -> list[tuple[list[str], str]]:
    """The statements that have their ids and, after them, their text."""
    found = reply.get("statements") if isinstance(reply, dict) else None
    statements = []
    for item in found if isinstance(found, list) else ():
        if not isinstance(item, dict) or list(item)[:2] != ["evidence", "text"]:
            break
        ids, text = item["evidence"], item["text"]
        if not (isinstance(ids, list) and all(isinstance(i, str) for i in ids)):
            break
        if not isinstance(text, str):
            break
        statements.append((ids, text))
    return statements if isinstance(reply, dict) and reply.get("verdict") == ANSWERABLE else []


def _of_prose(reply: str) -> Draft:
    refusal = _REFUSAL.match(reply)
    if refusal:
        return refuse(refusal.group(1))
    found: list[tuple[list[str], str]] = []
    end = 0
    for marks in _MARKS.finditer(reply):
        found.append((re.findall(r"\w+", marks.group()), reply[end : marks.start()]))
        end = marks.end()
    if not found:
        raise _unusable("it is not JSON and cites no evidence")
    return _draft(found)


def _draft(statements: Sequence[tuple[Sequence[str], str]]) -> Draft:
    return Draft(
        tuple(
            DraftStatement(tuple(dict.fromkeys(ids)), " ".join(text.split()))
            for ids, text in statements[:MAX_STATEMENTS]
        )
    )


def _unusable(why: str) -> DraftError:
    return DraftError(f"the model's reply has the wrong form ({why})")
