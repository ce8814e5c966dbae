"""The newest stories: articles on one event together, reprints among them."""

from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse

from assistant.assistant import Assistant
from assistant.web.question import Filters
from assistant.web.templates import page

_MOST = 200  # articles of a page


class Stories(Filters):
    """Which stories: of which articles, and on which page."""

    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    """Add `/stories`."""

    @app.get("/stories", include_in_schema=False)
    def stories(wanted: Annotated[Stories, Query()]) -> HTMLResponse:
        skip = (wanted.number - 1) * _MOST
        found = assistant.stories(_MOST, skip, **wanted.scope)
        is_more = sum(1 + len(story.others) for story in found) == _MOST
        more = wanted.number + 1 if is_more else None
        return page("stories.html.j2", stories=found, more=more)
