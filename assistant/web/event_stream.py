"""Server-sent events: what comes first decides the status, the rest is streamed."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request

from assistant.web.problems import told

_PING = 15  # seconds: proxies close what is silent for a minute


def wants_stream(request: Request) -> bool:
    """Whether the client asks for server-sent events."""
    return "text/event-stream" in request.headers.get("accept", "")


async def stream(
    events: AsyncGenerator[ServerSentEvent], problem: Callable[[str], str] | None = None
) -> EventSourceResponse:
    """The events as a response; raises what the first one raises.

    A later error is an event `problem` or, without a name, what `problem` makes of its line. The
    client's leaving closes `events`.
    """
    first = await anext(events)

    async def all_of_them() -> AsyncGenerator[ServerSentEvent]:
        async with aclosing(events):
            yield first
            try:
                async for event in events:
                    yield event
            except Exception as error:
                line = told(error)[1]
                yield (
                    ServerSentEvent(problem(line))
                    if problem
                    else ServerSentEvent(line, event="problem")
                )

    return EventSourceResponse(all_of_them(), ping=_PING)
