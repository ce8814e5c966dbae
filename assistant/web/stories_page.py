"""The newest stories: articles on one event together, reprints among them."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse

from assistant.assistant import Assistant
from assistant.schema.question import InvalidRequestError
from assistant.web.question import ANY_PARAMETERS, Filters
from assistant.web.templates import page

_MOST = 200  # articles of a page


class Stories(Filters):
    """Which stories: of which articles, and on which page."""

    model_config = ANY_PARAMETERS

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
        skip = (wanted.number - 1) * _MOST
        try:
            found = assistant.stories(_MOST, skip, **wanted.scope)
        except InvalidRequestError as error:
            return page("stories.html.j2", 400, problem=str(error), stories=[], more=None)
        is_more = sum(1 + len(story.others) for story in found) == _MOST
        more = wanted.next if is_more else None
        return page("stories.html.j2", problem="", stories=found, more=more)
