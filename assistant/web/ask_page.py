"""The page to ask on: a plain form, or the answer as it is written where JavaScript runs."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sse_starlette import ServerSentEvent

from assistant.assistant import Assistant
from assistant.render.live_answer import LiveAnswer
from assistant.schema.events import Done, Event
from assistant.web.event_stream import stream, wants_stream
from assistant.web.question import Asked, answer_to, events_of
from assistant.web.templates import page, render

_EVERY = 0.1  # seconds between two drafts, each of which is the whole answer so far


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/", include_in_schema=False)
    def home() -> HTMLResponse:
        return page("ask.html.j2", sources=assistant.archive.catalogue.sources(), answer=None)

    @app.post("/ask", include_in_schema=False)
    async def ask(request: Request, asked: Annotated[Asked, Form()]) -> Response:
        is_kept = assistant.settings.record
        if wants_stream(request):
            return await stream(_drawn(events_of(assistant, asked), is_kept))
        answer = await answer_to(request, assistant, asked)
        if is_kept:  # so that a reload asks nothing
            return RedirectResponse(f"/answers/{answer.id}", 303)
        sources = assistant.archive.catalogue.sources()
        return page("ask.html.j2", sources=sources, answer=answer, is_kept=False)


async def _drawn(events: AsyncGenerator[Event], is_kept: bool) -> AsyncGenerator[ServerSentEvent]:
    """The answer as HTML: drafts, each in place of the one before, then the answer itself."""
    draft, drawn = LiveAnswer(), 0.0
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Done):
                whole = render("answer.html.j2", answer=event.answer, is_kept=is_kept)
                yield ServerSentEvent(whole, event="answer")
                return
            draft.take(event)
            if time.monotonic() - drawn >= _EVERY:
                yield ServerSentEvent(render("draft.html.j2", draft=draft), event="draft")
                drawn = time.monotonic()
