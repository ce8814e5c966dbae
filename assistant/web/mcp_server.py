"""The archive as tools and resources of the Model Context Protocol, for programs of models."""

from importlib.metadata import version
from typing import Annotated, Any

from fastapi import FastAPI
from mcp.server.mcpserver import MCPServer, exceptions
from mcp.server.mcpserver.resources import ResourceSecurity
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field, ValidationError

from assistant.assistant import Assistant
from assistant.schema.answer import Answer
from assistant.schema.timeline import Timeline
from assistant.web import data
from assistant.web.problems import mistakes, told
from assistant.web.question import Asked, Filters, SearchFilters, answer_of

_ABOUT = (
    "An archive of news articles. `ask` answers from it alone: each statement cites the exact"
    " sentence of an article, or it says why there is no answer. Quote what it quotes, and give its"
    " links. `search` and `read_article` are for reading further."
)
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_ANY_ID = ResourceSecurity(exempt_params={"article_id"})  # ids are looked up, and open no file
_EVERYTHING, _ALL = Filters(), SearchFilters()
Limit = Annotated[int, Field(ge=1, le=100)]


class _Server(MCPServer):
    """Tells expected errors in one line, as HTTP does."""

    async def call_tool(self, *call: Any) -> Any:
        try:
            return await super().call_tool(*call)
        except exceptions.ToolError as error:
            raise exceptions.ToolError(_line(error)) from error

    async def read_resource(self, *call: Any) -> Any:
        try:
            return await super().read_resource(*call)
        except exceptions.UnexpectedResourceError as error:
            raise exceptions.ResourceError(_line(error)) from error


def _line(error: Exception) -> str:
    cause = error.__cause__
    if isinstance(error, exceptions.UnexpectedToolError | exceptions.UnexpectedResourceError):
        text = told(cause if isinstance(cause, Exception) else error)[1]
    else:
        text = mistakes(cause.errors()) if isinstance(cause, ValidationError) else str(error)
    return " ".join(text.split())


def add_routes(app: FastAPI, server: MCPServer, largest_body: int) -> None:
    """Add `/mcp`, in streamable HTTP; the gate has checked host and origin."""
    made = server.streamable_http_app(
        stateless_http=True,
        max_request_body_size=largest_body,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    for route in made.routes:
        # The stream that GET opens would say nothing, and never end.
        app.router.add_route(route.path, route.endpoint, ["POST"])  # type: ignore[attr-defined]


def make_server(assistant: Assistant) -> MCPServer:
    """The server of one archive, for any transport."""
    server = _Server(
        "news-archive",
        title="News archive",
        instructions=_ABOUT,
        version=version("news-archive-assistant"),
        log_level="WARNING",
    )
    add = server.tool(annotations=_READS)

    @add
    async def ask(
        question: str, filters: Filters = _EVERYTHING, follows: str | None = None
    ) -> Annotated[CallToolResult, Answer]:
        """Answer a question from the archive; `follows` is the id of the answer it follows up."""
        asked = Asked(question=question, follows=follows, **filters.model_dump())
        answer = await answer_of(assistant, asked)
        return CallToolResult(
            content=[TextContent(text=answer.to_markdown(question=False))],
            structured_content=answer.model_dump(mode="json"),
        )

    @add
    def search(query: str, limit: Limit = 10, filters: SearchFilters = _ALL) -> data.Passages:
        """Find the best passages for a query, verbatim, each with its article."""
        return data.passages_of(assistant, query, limit, filters)

    @add
    def read_article(article_id: str, version: data.Version = None) -> data.WholeArticle:
        """Read an article; spans of citations are code points of its text."""
        return data.WholeArticle.model_validate(data.article_of(assistant, article_id, version))

    @add
    def timeline(topic: str, filters: Filters = _EVERYTHING) -> Timeline:
        """List the events of a topic in order, each with the sentence that tells of it."""
        return data.timeline_of(assistant, topic, filters)

    @add
    def list_sources(filters: Filters = _EVERYTHING) -> list[data.Source]:
        """List the publishers in the archive, and how many articles each has."""
        return data.sources_of(assistant, filters)

    @server.resource("archive://articles/{+article_id}", security=_ANY_ID)
    def article(article_id: str) -> str:
        """The text of an article; ids are percent-encoded."""
        return data.article_of(assistant, article_id).text

    return server
