"""A chat model that fills in a form: one prompt, one reply of a pydantic schema.

Stages write their requests as generators of `Form`s, so that they read the same for threads and for
event loops: `fill` and `afill` send each form and pass its reply back in.
"""

import json
import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from pydantic import BaseModel, ValidationError

import prompts
from assistant.llm.chat_models import explain
from assistant.llm.json_reply import read_json, without_thoughts
from assistant.llm.meter import Meter
from assistant.llm.structured_output import ModeMemory, bind, cannot
from assistant.llm.token_usage import counted, estimated
from assistant.schema.draft import DraftError
from index.errors import ArchiveError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage


_BEGIN = re.compile(r'(?P<list>\[\s*)?\{(?=\s*["}])')  # of an object or a list of objects


@dataclass(frozen=True)
class Chat:
    """A LangChain chat model, its name (`provider:model`) and its address, if it has its own."""

    model: "BaseChatModel"
    name: str
    base_url: str | None = None


@dataclass(frozen=True)
class Form:
    """A request: the prompt of that name filled with `values`, and the schema of its reply."""

    chat: Chat
    prompt: str
    values: Mapping[str, str]
    schema: type[BaseModel]

    @property
    def messages(self) -> "list[BaseMessage]":
        return prompts.template(self.prompt).format_messages(**self.values)


T = TypeVar("T")


def fill(stage: Generator[Form, Any, T], meter: Meter) -> T:
    """Runs a stage to its end and returns what it returns.

    The stage receives each reply as an instance of the form's schema. Errors are raised inside the
    stage: `ModelError`, `BudgetError`, and `DraftError` for a reply that cannot be read.
    """
    requests = _requests(stage, meter)
    request, reply = _next(requests, None), None
    while not isinstance(request, StopIteration):
        try:
            reply = request.model.invoke(request.messages)
        except Exception as error:  # each provider's client has its own errors
            reply = error
        request = _next(requests, reply)
    return cast(T, request.value)


async def afill(stage: Generator[Form, Any, T], meter: Meter) -> T:
    """`fill` for an event loop; cancelling the task closes the connection."""
    requests = _requests(stage, meter)
    request, reply = _next(requests, None), None
    while not isinstance(request, StopIteration):
        try:
            reply = await request.model.ainvoke(request.messages)
        except Exception as error:
            reply = error
        request = _next(requests, reply)
    return cast(T, request.value)


def _requests(stage: Generator[Form, Any, T], meter: Meter) -> Generator["_Request", Any, T]:
    """What to send for the forms of a stage; receives the replies, and the errors of clients."""
    form = _next(stage, None)
    while isinstance(form, Form):
        form = _next(stage, (yield from _exchange(form, meter)))
    return cast(T, form.value)


def _next(steps: Generator[Any, Any, Any], reply: Any) -> Any:
    """The next step, or the `StopIteration` with what the generator returns."""
    try:
        return steps.throw(reply) if isinstance(reply, Exception) else steps.send(reply)
    except StopIteration as end:
        return end


class _Request(NamedTuple):
    model: Any  # a runnable
    messages: "Sequence[BaseMessage]"


def _exchange(form: Form, meter: Meter) -> Generator[_Request, Any, BaseModel | Exception]:
    memory = ModeMemory(form.chat.name, form.chat.base_url)
    try:
        _allow(form, meter)
        for mode in memory.modes():
            try:
                name, schema = form.schema.__name__.lower(), strict_schema(form.schema)
                model = bind(form.chat.model, mode, schema, name)
                message = yield _Request(model, _messages(form, mode))
            except Exception as error:
                if mode != "prose" and cannot(error):
                    continue
                raise
            memory.remember(mode)
            return _read(form, message, meter)
    except (ArchiveError, DraftError) as error:
        return error
    except Exception as error:
        return explain(error, form.chat.name)
    return DraftError("the model did not return the form it was asked for")


def _messages(form: Form, mode: str) -> "Sequence[BaseMessage]":
    if mode != "prose":
        return form.messages
    from langchain_core.messages import HumanMessage

    schema = json.dumps(strict_schema(form.schema))
    return [*form.messages, HumanMessage(f"Reply with JSON of this schema alone:\n{schema}")]


def _allow(form: Form, meter: Meter) -> None:
    text = "\n".join(message.text for message in form.messages)
    account = meter.account(form.chat.name, form.chat.base_url)
    account.allow(f"{text}\n{json.dumps(strict_schema(form.schema))}", concurrent=True)


def _read(form: Form, message: "AIMessage", meter: Meter) -> BaseModel:
    words = json.dumps(message.tool_calls[0]["args"]) if message.tool_calls else message.text
    asked = "\n".join(one.text for one in form.messages)
    account = meter.account(form.chat.name, form.chat.base_url)
    account.note([form.prompt], words, counted(message) or estimated(asked, words))
    try:
        return form.schema.model_validate(_object(words, form.schema))
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        raise DraftError(f"the model's reply has the wrong form ({why})") from error


def _object(words: str, schema: type[BaseModel]) -> dict[str, Any]:
    """The JSON object of a reply; a bare list of objects is the one field of the schema."""
    text = without_thoughts(words)
    name, *others = schema.model_fields
    begin = _BEGIN.search(text)
    if begin is None or begin["list"] is None or others:
        return read_json(words)
    return read_json(f'{{"{name}": {text[begin.start() : text.rfind("]") + 1]}}}')


def strict_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema as strict servers want it: all required, nothing added, no defaults."""
    return dict(_strict(schema.model_json_schema()))


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _strict(value) for key, value in node.items() if key not in ("default", "title")}
    if node.get("type") == "object" and "properties" in node:
        properties = {name: _strict(value) for name, value in node["properties"].items()}
        kept |= {
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
    return kept
