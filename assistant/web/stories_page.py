"""The newest stories: articles on one event together, reprints among them."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse

from assistant.assistant import Assistant
from assistant.schema.question import InvalidRequestError
from assistant.web.question import Filters, OnPage
from assistant.web.templates import page

_MOST = 200  # articles of a page


class Stories(Filters, OnPage):
    """Which stories: of which articles, and on which page."""

    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1

    @property
    def next(self) -> str:
        """The address of the next page."""
        values = self.model_dump(exclude={"number"}) | {"page": self.number + 1}
        return "/stories?" + urlencode({n: v for n, v in values.items() if v}, doseq=True)


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    """Add `/stories`."""

    @app.get("/stories", include_in_schema=False)
    def stories(wanted: Annotated[Stories, Query()]) -> HTMLResponse:
        if wanted.problem:
            return _refused(wanted.problem)
        skip = (wanted.number - 1) * _MOST
        try:
            found = assistant.stories(_MOST, skip, **wanted.scope)
        except InvalidRequestError as error:
            return _refused(str(error))
        is_more = sum(1 + len(story.others) for story in found) == _MOST
        more = wanted.next if is_more else None
        return page("stories.html.j2", problem="", stories=found, more=more)


def _refused(problem: str) -> HTMLResponse:
    return page("stories.html.j2", 400, problem=problem, stories=[], more=None)
