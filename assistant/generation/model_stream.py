"""Streams a model's reply in pieces."""

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.runnables import Runnable

from assistant.llm.token_usage import counted

Request = Runnable[Any, AIMessage]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a reply: its text or tool arguments, and its usage if known."""

    text: str = ""
    usage: dict[str, Any] = field(default_factory=dict)


def pieces_of(request: Request, messages: Sequence[BaseMessage]) -> Generator[Piece]:
    """Streams the reply of `request` to `messages`."""
    chunks = request.stream(list(messages))
    try:
        yield from map(_piece, chunks)
    finally:
        _close(chunks)


async def apieces_of(request: Request, messages: Sequence[BaseMessage]) -> AsyncGenerator[Piece]:
    """`pieces_of` for an event loop."""
    chunks = request.astream(list(messages))
    try:
        async for chunk in chunks:
            yield _piece(chunk)
    finally:
        await _aclose(chunks)


def _close(chunks: Iterator[Any]) -> None:
    if isinstance(chunks, Generator):
        chunks.close()


async def _aclose(chunks: AsyncIterator[Any]) -> None:
    if isinstance(chunks, AsyncGenerator):
        await chunks.aclose()


def _piece(chunk: AIMessage) -> Piece:
    calls = chunk.tool_call_chunks if isinstance(chunk, AIMessageChunk) else ()
    arguments = "".join(call["args"] or "" for call in calls)
    return Piece(arguments or chunk.text, counted(chunk))
