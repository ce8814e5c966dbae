"""Writing with a language model: evidence first, then words, as JSON by schema.

The ids of this evidence are an enum in the schema and stand before the text of a statement: a model
that names its evidence before it writes cites far better than one that writes first.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langsmith import tracing_context
from pydantic import BaseModel, ConfigDict, ValidationError

import prompts
from assistant.answering.draft import Draft, DraftError, DraftStatement
from assistant.answering.evidence import EvidenceSentence
from assistant.models import explain

MAX_STATEMENTS = 12  # more is no short answer; the rest is not read

ANSWERABLE = "answerable"
# A model chooses why it abstains; the words are ours, for its own would be shown unchecked.
REFUSALS = {
    "not-mentioned": "The nearest coverage does not mention what is asked.",
    "another-fact": "The nearest coverage is about this, but does not state what is asked.",
    "another-date": "The nearest coverage is about this at another time than the one asked about.",
}


class _Statement(BaseModel):
    model_config = ConfigDict(strict=True)
    evidence: list[str]
    text: str


class _Reply(BaseModel):
    model_config = ConfigDict(strict=True)
    verdict: str
    statements: list[_Statement]


class ModelWriter:
    """A LangChain chat model that writes statements with the ids of their evidence."""

    def __init__(self, model: BaseChatModel, name: str) -> None:
        self.name = name
        self._model = model

    def write(self, question: str, evidence: Sequence[EvidenceSentence]) -> Draft:
        """Asks the model once.

        Raises `DraftError` where its reply is not what the schema says, `ModelError` where there
        is no reply.
        """
        schema = reply_schema([sentence.id for sentence in evidence])
        structured = self._model.with_structured_output(
            schema, include_raw=True, **_method(self.name)
        )
        try:
            with tracing_context(enabled=False):  # nothing of it goes to LangSmith
                reply = structured.invoke(prompt(question, evidence))
        except Exception as error:  # each provider's client has errors of its own
            raise explain(error, self.name) from error
        assert isinstance(reply, dict)
        message: AIMessage = reply["raw"]
        return _draft(_content(message), message)


def prompt(question: str, evidence: Sequence[EvidenceSentence]) -> str:
    """The words that the model is given."""
    return prompts.load("answer").substitute(
        today=datetime.now(UTC).date().isoformat(),
        evidence="\n".join(_lines(evidence)),
        question=" ".join(question.split()),
    )


def reply_schema(ids: Sequence[str]) -> dict[str, Any]:
    """The JSON schema of a reply in which nothing but `ids` can be named."""
    evidence = {"type": "array", "items": {"type": "string", "enum": list(ids)}}
    statement = _object(evidence=evidence, text={"type": "string"})
    reply = _object(
        verdict={"type": "string", "enum": [ANSWERABLE, *REFUSALS]},
        statements={"type": "array", "items": statement},
    )
    return {"title": "answer", "description": "An answer from the evidence."} | reply


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _method(name: str) -> dict[str, Any]:
    """OpenAI's protocol has a strict JSON schema; elsewhere LangChain knows what is best."""
    return {"method": "json_schema", "strict": True} if name.startswith("openai:") else {}


def _lines(evidence: Sequence[EvidenceSentence]) -> list[str]:
    lines: list[str] = []
    previous = None
    for sentence in evidence:
        if (sentence.article.id, sentence.hit) != previous:
            previous = (sentence.article.id, sentence.hit)
            lines.append(f"\n# {sentence.article.embedding_header or 'Article'}")
        lines.append(f"[{sentence.id}] {' '.join(sentence.text.split())}")
    return lines


def _content(message: AIMessage) -> str:
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"])
    return message.text


def _draft(content: str, message: AIMessage) -> Draft:
    usage: dict[str, Any] = dict(message.usage_metadata or {})
    try:
        reply = _Reply.model_validate_json(content)
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        raise DraftError(f"the model's reply is not what was asked for ({why})") from error
    if reply.verdict != ANSWERABLE or not reply.statements:
        detail = REFUSALS.get(reply.verdict, REFUSALS["another-fact"])
        return Draft(reason="insufficient-evidence", detail=detail, usage=usage)
    statements = (
        DraftStatement(tuple(dict.fromkeys(statement.evidence)), " ".join(statement.text.split()))
        for statement in reply.statements[:MAX_STATEMENTS]
    )
    return Draft(tuple(statements), usage=usage)
