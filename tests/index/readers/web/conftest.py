"""A server that misbehaves, and an access to it."""

from collections.abc import Iterator

import pytest

from index.readers.web import Access
from tests.web_server import WebServer


@pytest.fixture
def server() -> Iterator[WebServer]:
    server = WebServer()
    yield server
    server.close()


@pytest.fixture
def access() -> Access:
    """Any host is this machine; and a tenth of the room."""

    def resolve(host: str, port: int) -> list[str]:
        return [host if host[0].isdigit() or ":" in host else "127.0.0.1"]

    return Access(allow_private=True, seconds=20, most_bytes=2 * 2**20, resolve=resolve)
