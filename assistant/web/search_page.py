"""Search with facets: passages for words, or the newest articles, narrowed by what there is."""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Any

from dateutil.parser import isoparse
from dateutil.relativedelta import relativedelta
from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator, Field

from assistant.assistant import Assistant
from assistant.schema.hits import Hits
from assistant.schema.question import InvalidRequestError
from assistant.web.question import PRINTABLE, Number, OnPage, SearchFilters
from assistant.web.templates import page
from index.catalog.overview import Facets, read_facets, read_newest
from index.catalog.scope import Scope
from index.models import Article

_MOST = 20  # passages, or articles of a page
_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")


def _month(value: str) -> str:
    if not _MONTH.fullmatch(value):
        raise ValueError(f"{value[:40]!r} is not a month; write it as 2024-03")
    return value


class Browsing(SearchFilters, OnPage):
    """A search as the page's address has it; `months` has one at most, of publication."""

    q: Annotated[str, Field(max_length=400), PRINTABLE] = ""
    months: list[Annotated[str, AfterValidator(_month)]] = Field(default_factory=list, max_length=1)
    number: Number = 1

    @property
    def scope(self) -> dict[str, Any]:
        scope = super().scope
        for month in self.months:
            first = isoparse(month)
            scope["since"] = max(filter(None, (scope["since"], f"{first:%Y-%m-%d}")))
            last = first + relativedelta(months=1) - timedelta(days=1)
            scope["until"] = min(filter(None, (scope["until"], f"{last:%Y-%m-%d}")))
        return scope

    @property
    def words(self) -> list[str]:
        """The words to count by; signs alone are none."""
        return [word for word in self.q.split() if any(map(str.isalnum, word))]

    def toggled(self, facet: str, value: str) -> str:
        """The address of this search with that value of a facet, or without it if it is chosen."""
        kept = [one for one in getattr(self, facet) if one != value and facet != "months"]
        added = [] if value in getattr(self, facet) else [value]
        return self.address("/search", **{facet: [*kept, *added]})


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    @lru_cache(maxsize=64)
    def facets_at(generation: int, scope: Scope, words: tuple[str, ...]) -> Facets:
        return read_facets(assistant.archive.catalogue, scope, words)

    @app.get("/search", include_in_schema=False)
    def search(asked: Annotated[Browsing, Query()]) -> HTMLResponse:
        catalogue = assistant.archive.catalogue
        if asked.problem:
            return _shown(asked, problem=asked.problem)
        try:
            scope = assistant.scope(**asked.scope)
        except InvalidRequestError as error:
            return _shown(asked, problem=str(error))
        facets = facets_at(catalogue.generation, scope, tuple(asked.words))
        if asked.words:
            return _shown(asked, facets, hits=assistant.search(asked.q, _MOST, **asked.scope))
        skip = (asked.number - 1) * _MOST
        newest = read_newest(catalogue, scope, _MOST, skip)
        is_more = skip + _MOST < facets.articles
        more = asked.address("/search", page=asked.number + 1) if is_more else None
        return _shown(asked, facets, newest=newest, more=more)


def _shown(
    asked: Browsing,
    facets: Facets | None = None,
    hits: Hits | None = None,
    newest: Sequence[Article] = (),
    more: str | None = None,
    problem: str = "",
) -> HTMLResponse:
    """The page: `hits` of words, the `newest` articles without any, or the `problem`."""
    found: Any = {"facets": facets, "hits": hits, "newest": newest, "more": more}
    status = 400 if problem else 200
    return page("search.html.j2", status, asked=asked, problem=problem, **found)
