"""The HTTP API as a page of its own making: nothing is loaded from elsewhere."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from assistant.web.templates import page


def add_routes(app: FastAPI) -> None:
    """Add `/docs`, for the routes that are there."""

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return page("docs.html.j2", api=app.openapi())
