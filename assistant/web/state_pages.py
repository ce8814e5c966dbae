"""The state of the archive: its subscriptions, and what the doctor finds."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from assistant.assistant import Assistant
from assistant.doctor import findings
from assistant.web.templates import page
from index.doctor.check_result import Finding


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    """Add `/subscriptions` and `/doctor`."""

    @app.get("/subscriptions", include_in_schema=False)
    def subscriptions() -> HTMLResponse:
        feeds = [
            (
                feed,
                _public(feed.address),
                feed.checked and datetime.fromtimestamp(feed.checked, UTC),
            )
            for feed in assistant.subscriptions
        ]
        return page("subscriptions.html.j2", feeds=feeds)

    @app.get("/doctor", include_in_schema=False)
    def ask_to_check() -> HTMLResponse:
        return page("doctor.html.j2", findings=None)

    @app.post("/doctor", include_in_schema=False)
    def check() -> HTMLResponse:
        folder = str(assistant.settings.archive.absolute())
        found = [_without(folder, one) for one in findings(assistant.settings)]
        return page("doctor.html.j2", findings=found)


def _public(address: str) -> str:
    """The address without what may be secret in it: name and password, and its parameters."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _without(folder: str, found: Finding) -> Finding:
    """The finding without the path of the archive on this server."""
    told = {name: getattr(found, name).replace(folder, "…") for name in ("message", "remedy")}
    return replace(found, **told)
