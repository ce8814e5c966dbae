"""The state of the archive: its subscriptions, and what the doctor finds."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from assistant.assistant import Assistant
from assistant.doctor import findings
from assistant.web.templates import page


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/subscriptions", include_in_schema=False)
    def subscriptions() -> HTMLResponse:
        feeds = [(one, _public(one.address)) for one in assistant.subscriptions]
        moment = partial(datetime.fromtimestamp, tz=UTC)
        return page("subscriptions.html.j2", feeds=feeds, moment=moment)

    @app.get("/doctor", include_in_schema=False)
    def ask_to_check() -> HTMLResponse:
        return page("doctor.html.j2", findings=None)

    @app.post("/doctor", include_in_schema=False)
    def check() -> HTMLResponse:
        folder = str(assistant.settings.archive.absolute())
        found = []  # without the path of the archive on this server
        for one in findings(assistant.settings):
            message, remedy = (said.replace(folder, "…") for said in (one.message, one.remedy))
            found.append(replace(one, message=message, remedy=remedy))
        return page("doctor.html.j2", findings=found)


def _public(address: str) -> str:
    """The address without what may be secret in it: name and password, and its parameters."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
