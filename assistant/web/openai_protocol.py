"""OpenAI's protocol for chats, so that programs made for it can ask; citations are footnotes.

Its streams cannot take words back, so words go out when the whole answer is verified. A reply
names its answer's page; sent back in `messages`, that makes the next question a follow-up.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any, Literal

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sse_starlette import ServerSentEvent

from assistant.assistant import Assistant
from assistant.history.answers import UnknownAnswerError
from assistant.schema.answer import Answer
from assistant.schema.events import Done
from assistant.schema.question import new_id
from assistant.web.event_stream import stream
from assistant.web.problems import OpenAIProblem, responses
from assistant.web.question import Asked, answer_to, events_of, record_of

MODEL = "news-archive"
_MODEL = {"id": MODEL, "object": "model", "created": 0, "owned_by": "assistant"}
_LINK = re.compile(r"/answers/([a-z0-9]{8})\)")


class Part(BaseModel):
    """A part of a message; only text is read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """A turn of the chat."""

    role: str
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream has besides."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A request of OpenAI's clients; what is not named here is ignored."""

    messages: list[Message]
    model: str = MODEL
    stream: bool = False
    stream_options: StreamOptions | None = None


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/v1/models", responses=responses(OpenAIProblem))
    def models() -> dict[str, Any]:
        """The one model: this archive."""
        return {"object": "list", "data": [_MODEL]}

    @app.get("/v1/models/{model}", responses=responses(OpenAIProblem))
    def describe(model: str) -> dict[str, Any]:
        """The one model."""
        if model != MODEL:
            raise HTTPException(404, f"There is no such model; the only one is {MODEL}.")
        return _MODEL

    @app.post("/v1/chat/completions", response_model=None, responses=responses(OpenAIProblem))
    async def complete(request: Request, chat: ChatRequest) -> dict[str, Any] | Response:
        """Answer the last message of the user."""
        asked = await _asked(chat, assistant)
        base = str(request.base_url) if assistant.settings.record else ""
        if chat.stream:
            chunks = _chunks(chat, assistant, asked, base)
            return await stream(chunks, lambda text: OpenAIProblem.of(text, 500).model_dump_json())
        answer = await answer_to(request, assistant, asked)
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": _text(answer, base)},
            "finish_reason": "stop",
        }
        return _envelope(answer.id, "chat.completion", [choice]) | {"usage": _usage(answer)}


async def _asked(chat: ChatRequest, assistant: Assistant) -> Asked:
    """The last question, as a follow-up of the answer that the reply before it names."""
    if not chat.messages or chat.messages[-1].role != "user":
        raise HTTPException(400, "The last message must be the user's question.")
    said = (message.text for message in reversed(chat.messages) if message.role == "assistant")
    links = _LINK.findall(next(said, ""))
    follows = None
    with suppress(IndexError, HTTPException, UnknownAnswerError):  # none, or not recorded now
        follows = (await asyncio.to_thread(record_of, assistant, links[-1])).id
    return Asked(question=chat.messages[-1].text, follows=follows)


async def _chunks(
    chat: ChatRequest, assistant: Assistant, asked: Asked, base: str
) -> AsyncGenerator[ServerSentEvent]:
    chat_id, begun = new_id(), False

    def chunk(choices: list[dict[str, Any]], **more: Any) -> ServerSentEvent:
        made = _envelope(chat_id, "chat.completion.chunk", choices) | more
        return ServerSentEvent(json.dumps(made, ensure_ascii=False))

    async with aclosing(events_of(assistant, asked)) as events:
        async for event in events:
            if not begun:
                yield chunk([_delta({"role": "assistant", "content": ""})])
            begun = True
            if isinstance(event, Done):
                for piece in _text(event.answer, base).splitlines(keepends=True):
                    yield chunk([_delta({"content": piece})])
                yield chunk([_delta({}, "stop")])
                if chat.stream_options and chat.stream_options.include_usage:
                    yield chunk([], usage=_usage(event.answer))
    yield ServerSentEvent("[DONE]")


def _delta(delta: dict[str, str], finish: Literal["stop"] | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finish}


def _text(answer: Answer, base: str) -> str:
    """The answer as Markdown, and the link to its page."""
    link = f"\n[{answer.id}]({base}answers/{answer.id})\n" if base else ""
    return answer.to_markdown(question=False) + link


def _envelope(chat_id: str, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{chat_id}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
        "choices": choices,
    }


def _usage(answer: Answer) -> dict[str, int]:
    read, written = (int(answer.usage.get(f"{name}_tokens", 0)) for name in ("input", "output"))
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
