"""Articles, passages and sources for programs: one form for HTTP and MCP.

No path of a file on this server is part of it.
"""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import HTTPException, Query
from pydantic import BaseModel

from assistant.assistant import Assistant
from assistant.render.text import search_results
from assistant.schema.hits import Hits
from assistant.schema.timeline import Timeline
from assistant.text.links import link_to
from assistant.web.question import Filters, without_path
from assistant.web.templates import hit_address
from index.catalog.bylines import count_by_source
from index.models import Article

# Some ids cannot be part of a path: ".", "..", those with line breaks.
InQuery = Annotated[str, Query(alias="id", description="in place of the path's")]
Version = Annotated[int | None, Query(ge=1, le=1_000_000, description="the first is 1")]


class ListedArticle(BaseModel, from_attributes=True):
    """An article without its text."""

    id: str
    version: int
    title: str | None
    source: str | None
    url: str | None
    authors: list[str]
    published_at: datetime | None
    section: str | None
    language: str | None


class WholeArticle(ListedArticle):
    """An article with its text; spans of citations are code points of it."""

    text: str


class Passages(BaseModel):
    """Passages, best first, as of `assistant search --json`, and notes on the search."""

    hits: list[dict[str, Any]]
    notes: list[str]

    @classmethod
    def of(cls, hits: Hits, web_url: str | None) -> Self:
        """The results of a search; links lead to `assistant serve` if its address is known."""
        told = search_results(hits)
        for one, hit in zip(told, hits, strict=True):
            del one["article"]["path"]
            own = link_to(hit.chunk.article.url, hit.chunk.text)
            one["link"] = f"{web_url.rstrip('/')}{hit_address(hit)}" if web_url else own
        return cls(hits=told, notes=list(hits.notes))


class Source(BaseModel):
    """A publisher, and how many articles it has in the archive."""

    name: str
    articles: int


def article_of(assistant: Assistant, article_id: str, version: int | None = None) -> Article:
    """The article, in its current version or the one of that number; raises 404."""
    found = assistant.archive.catalogue.article(article_id, version)
    if found is None:
        raise HTTPException(404, "There is no such article, or it has no such version.")
    return found


def passages_of(assistant: Assistant, asked: str, limit: int, filters: Filters) -> Passages:
    hits = assistant.search(asked, limit, **filters.scope)
    return Passages.of(hits, assistant.settings.web_url)


def timeline_of(assistant: Assistant, about: str, filters: Filters) -> Timeline:
    return assistant.timeline(about, **filters.scope).with_citations(without_path)


def sources_of(assistant: Assistant, filters: Filters) -> list[Source]:
    """The publishers, the one with the most articles first."""
    counts = count_by_source(assistant.archive.catalogue, assistant.scope(**filters.scope))
    return [Source(name=name, articles=many) for name, many in counts.items()]
