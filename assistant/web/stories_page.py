"""The newest stories: articles on one event together, reprints among them."""

from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse

from assistant.assistant import Assistant
from assistant.schema.hits import Story
from assistant.schema.question import InvalidRequestError
from assistant.web.question import Filters, Number, OnPage
from assistant.web.templates import page

_MOST = 200  # articles of a page


class Stories(Filters, OnPage):
    """Which stories: of which articles, and on which page."""

    number: Number = 1


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/stories", include_in_schema=False)
    def stories(wanted: Annotated[Stories, Query()]) -> HTMLResponse:
        found, problem, more = list[Story](), wanted.problem, None
        if not problem:
            try:
                found = assistant.stories(_MOST, (wanted.number - 1) * _MOST, **wanted.scope)
            except InvalidRequestError as error:
                problem = str(error)
        if sum(1 + len(story.others) for story in found) == _MOST:
            more = wanted.address("/stories", page=wanted.number + 1)
        status = 400 if problem else 200
        return page("stories.html.j2", status, problem=problem, stories=found, more=more)
