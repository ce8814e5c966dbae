"""The archive for other programs: JSON, and answers as server-sent events."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response
from pydantic import TypeAdapter
from sse_starlette import ServerSentEvent

from assistant.assistant import Assistant
from assistant.schema.answer import Answer
from assistant.schema.events import Event
from assistant.schema.timeline import Timeline
from assistant.web import data, question
from assistant.web.event_stream import stream, wants_stream
from index.catalog.overview import read_newest

_STREAM = {200: {"content": {"text/event-stream": {}}, "description": "the answer, or its events"}}
_EVENT: TypeAdapter[Any] = TypeAdapter(Event)


class Search(question.SearchFilters):
    """A search: what for, and how many passages."""

    q: str
    limit: Annotated[int, Query(ge=1, le=100)] = 10


class Topic(question.Filters):
    """What a timeline is about."""

    about: question.Text


class Listing(question.SearchFilters):
    """Which articles to list, newest first; `skip` leaves out so many of them."""

    limit: Annotated[int, Query(ge=1, le=100)] = 50
    skip: Annotated[int, Query(ge=0, le=10_000_000)] = 0


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.post("/api/ask", response_model=Answer, responses=_STREAM)  # type: ignore[arg-type]
    async def ask(request: Request, asked: question.Asked) -> Answer | Response:
        """Answer a question; as server-sent events, named by their type, where those are wanted."""
        if wants_stream(request):
            return await stream(_told(question.events_of(assistant, asked)))
        return await question.answer_to(request, assistant, asked)

    @app.get("/api/search")
    def search(asked: Annotated[Search, Query()]) -> data.Passages:
        """The best passages for a question."""
        return data.passages_of(assistant, asked.q, asked.limit, asked)

    @app.get("/api/articles")
    def articles(wanted: Annotated[Listing, Query()]) -> list[data.ListedArticle]:
        """The articles, newest first."""
        scope = assistant.scope(**wanted.scope)
        found = read_newest(assistant.archive.catalogue, scope, wanted.limit, wanted.skip)
        return [data.ListedArticle.model_validate(article) for article in found]

    @app.get("/api/articles/{article_id:path}")
    def article(
        article_id: str, version: data.Version = None, in_query: data.InQuery = ""
    ) -> data.WholeArticle:
        """One article, in its current version or the one of that number."""
        return data.WholeArticle.model_validate(
            data.article_of(assistant, article_id or in_query, version)
        )

    @app.get("/api/timeline")
    def timeline(wanted: Annotated[Topic, Query()]) -> Timeline:
        """The events of a topic in order, each with its sentence, and the coverage."""
        return data.timeline_of(assistant, wanted.about, wanted)

    @app.get("/api/answers")
    def answers(limit: Annotated[int, Query(ge=1, le=100)] = 20) -> list[Answer]:
        """The latest recorded answers, newest first."""
        latest = assistant.answers.latest(limit)
        return [record.answer.with_citations(question.without_path) for record in latest]

    @app.get("/api/answers/{answer_id}")
    def answer(answer_id: str) -> Answer:
        """One recorded answer."""
        return question.record_of(assistant, answer_id).answer


async def _told(events: AsyncGenerator[Event]) -> AsyncGenerator[ServerSentEvent]:
    async with aclosing(events):
        async for event in events:
            told = _EVENT.dump_json(event).decode()
            yield ServerSentEvent(told, event=type(event).__name__.lower())
