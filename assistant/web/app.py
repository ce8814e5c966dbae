"""The web application: its routes, and what stands before them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from assistant.assistant import Assistant
from assistant.web import (
    answers_page,
    api,
    articles_page,
    ask_page,
    login_page,
    mcp_server,
    openai_protocol,
    probes,
    search_page,
    state_pages,
    stories_page,
    timeline_page,
)
from assistant.web.access import Access
from assistant.web.gate import Gate, RateLimit
from assistant.web.problems import Problem, add_handlers, responses
from assistant.web.templates import page

_LARGEST_BODY = 64 * 1024  # bytes; a question has 4,000 characters at most
_PARTS = (
    ask_page,
    articles_page,
    answers_page,
    search_page,
    stories_page,
    timeline_page,
    state_pages,
    api,
    openai_protocol,
    probes,
)


def create_app(assistant: Assistant, access: Access, others: Sequence[Access] = ()) -> FastAPI:
    """The application for one archive, which `access` says who may ask.

    Its login takes the tokens of the `others`, too, which lead to other applications.
    """
    server = mcp_server.make_server(assistant)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncGenerator[None]:
        async with server.session_manager.run():
            yield

    app = FastAPI(
        title="News archive assistant",
        version=version("news-archive-assistant"),
        docs_url=None,  # FastAPI's own pages load scripts from elsewhere
        redoc_url=None,
        max_body_size=_LARGEST_BODY,
        responses=responses(Problem),
        lifespan=running,
    )
    add_handlers(app)
    app.add_middleware(Gate, access=access, limit=RateLimit(assistant.settings.web.per_minute))
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    for part in _PARTS:
        part.add_routes(app, assistant)
    mcp_server.add_routes(app, server, _LARGEST_BODY)

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return page("docs.html.j2", api=app.openapi())

    login_page.add_routes(app, (access, *others))
    return app
