"""Serves an archive in this process, as `assistant serve` does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_server
from typing import Any

import httpx
import uvicorn

from assistant import Assistant
from assistant.service_settings import WebOptions
from assistant.web import archives
from assistant.web.access import Access
from assistant.web.server import config
from tests.work import until


@contextmanager
def serving(
    assistant: Assistant, host: str = "127.0.0.1", token: str | None = None, **options: Any
) -> Iterator[httpx.Client]:
    """A client of a server that thinks it is on `host`."""
    options = {"per_minute": 10_000} | options
    before, web = assistant.settings, WebOptions(**options)
    assistant.settings = before.model_copy(update={"web": web})
    access = Access.of(host, token, web, before.metrics_key)
    with archives.serving(assistant, access) as app, create_server(("127.0.0.1", 0)) as listening:
        assistant.settings = before
        server = uvicorn.Server(config(app, web.proxies))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            until(lambda: server.started, "the server has started")
            port = listening.getsockname()[1]
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=50) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(20)
    assert not thread.is_alive()
