"""The form of a model's reply, and what is read of one that keeps to it loosely."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator

from assistant.llm.structured_request import strict_schema
from assistant.schema.draft import Verdict
from index.prompt_injection import is_hostile

MOST_NAMED = 6  # sentences of a statement: without a limit, small models repeat one forever
_LONGEST_HEADING = 80  # code points
_NOTHING = ("", "null", "none", "n/a", "-")

# What refuses in prose; earlier versions' prompts had the last three.
REFUSALS = (
    "not-in-evidence", "not-mentioned", "not-answered",
    "unanswerable", "another-fact", "another-date",
)  # fmt: skip
_DENIALS = tuple(
    "not no cannot unable another insufficient unanswered unanswerable unsupported".split()
)
_SOME = re.compile("not-(?:fully|completely|entirely|wholly)")


def _verdict(said: Any) -> Any:
    """The verdict in any case, with any marks between its words; others are for the reader."""
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(said)).lower())
    if not words or said is None:
        return None
    spelled = "-".join(words)
    for verdict in ("not-in-evidence", "stated-as-unknown"):
        if verdict in spelled:
            return verdict
    if any(word.startswith("part") for word in words) or _SOME.match(spelled):
        return "partly"
    if words[0] in _DENIALS:
        return "not-in-evidence"
    return "stated-as-unknown" if words[-1] == "unknown" else "answered"


def _ids(said: Any) -> list[str]:
    """The ids in a list or in one string, with or without brackets and quotes."""
    given = said if isinstance(said, list) else [said]
    return [name for item in given if item is not None for name in re.findall(r"\w+", str(item))]


def _text(said: Any) -> str:
    """One line of text; empty for null and for what is no text. Half code points are left out."""
    text = " ".join(said.split()) if isinstance(said, str) else ""
    return "" if text.lower() in _NOTHING else text.encode("utf-8", "ignore").decode()


def _texts(said: Any) -> list[str]:
    given = said if isinstance(said, list) else [said]
    return list(filter(None, map(_text, given)))


def _objects(said: Any) -> Any:
    return [item for item in said if isinstance(item, dict)] if isinstance(said, list) else []


def heading_of(said: Any) -> str:
    """A heading: short, of one line, without marks and control characters; else none."""
    line = str(said).strip().partition("\n")[0] if isinstance(said, str) else ""
    plain = "".join(c for c in line if unicodedata.category(c)[0] != "C").strip("#*_-–: ")
    text = _text(plain)
    return "" if len(text) > _LONGEST_HEADING or is_hostile(text) else text


Ids = Annotated[list[str], BeforeValidator(_ids)]
Text = Annotated[str, BeforeValidator(_text)]
Heading = Annotated[str, BeforeValidator(heading_of)]


class StatementReply(BaseModel):
    """One fact; the ids come before the text."""

    section: Heading = ""
    evidence: Ids = []
    text: Text = ""


class ValueReply(BaseModel):
    """One of the values that sources give, and the sentences that give it."""

    value: Text = ""
    evidence: Ids = []


class DisagreementReply(BaseModel):
    """What sources differ about."""

    about: Text = ""
    values: Annotated[list[ValueReply], BeforeValidator(_objects)] = []


class Reply(BaseModel):
    """A model's answer; `missing` is what was asked and the evidence does not say."""

    verdict: Annotated[Verdict | None, BeforeValidator(_verdict)] = None
    statements: Annotated[list[StatementReply], BeforeValidator(_objects)] = []
    disagreements: Annotated[list[DisagreementReply], BeforeValidator(_objects)] = []
    missing: Text = ""
    caveats: Annotated[list[str], BeforeValidator(_texts)] = []


def reply_schema(ids: Sequence[str], most: int) -> dict[str, Any]:
    """The JSON schema of a reply of at most `most` statements: the ids are an enum."""
    schema = strict_schema(Reply)
    parts = schema["$defs"]
    parts["Id"] = {"type": "string", "enum": list(ids)}
    named = {"type": "array", "items": {"$ref": "#/$defs/Id"}, "maxItems": MOST_NAMED}
    for part in (parts["StatementReply"], parts["ValueReply"]):
        part["properties"]["evidence"] = named
    parts["StatementReply"]["properties"]["section"] = _OR_NULL
    schema["properties"] |= {"missing": _OR_NULL, "verdict": _ENUM}
    schema["properties"]["statements"]["maxItems"] = most
    return schema


_OR_NULL = {"type": ["string", "null"]}
_ENUM = {
    "type": "string",
    "enum": ["answered", "partly", "stated-as-unknown", "not-in-evidence"],
}
