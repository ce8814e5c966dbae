"""One request and its answer: who asks, one at a time of a host, and what went wrong in words."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from threading import Lock

import httpcore2
import httpx2

from index.readers.base import UnreadableError
from index.readers.web.body import receive
from index.readers.web.connection import open_pool
from index.readers.web.limits import Access, Deadline

_NAME = "news-archive-assistant"
_turns: defaultdict[bytes, Lock] = defaultdict(Lock)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to one request; the body is read only of a success."""

    address: httpx2.URL
    status: int
    headers: dict[bytes, bytes]
    body: bytes

    def header(self, name: bytes) -> str:
        """The first header of this name (in lower case), or nothing."""
        return self.headers.get(name, b"").decode("utf-8", "replace").strip()

    @property
    def said(self) -> str:
        """The status in numbers and words."""
        known = self.status in set(HTTPStatus)
        return f"{self.status} {HTTPStatus(self.status).phrase}" if known else str(self.status)


@cache
def user_agent() -> str:
    """Who asks."""
    return f"{_NAME}/{version(_NAME)}"


def ask(address: httpx2.URL, access: Access, deadline: Deadline) -> Answer:
    """The answer to a GET, whatever its status. Raises UnreadableError where there is none."""
    target = httpcore2.URL(
        scheme=address.raw_scheme,
        host=address.raw_host,
        port=address.port,
        target=address.raw_path,
    )
    with (
        _turn(address.raw_host, deadline),
        _in_words(deadline),
        open_pool(access, deadline) as pool,
        pool.stream("GET", target, headers=_headers(address)) as response,
    ):
        headers = {name.lower(): value for name, value in reversed(response.headers)}
        wanted = 200 <= response.status < 300
        body = receive(headers, response.iter_stream(), access) if wanted else b""
        return Answer(address, response.status, headers, body)


def _headers(address: httpx2.URL) -> list[tuple[bytes | str, bytes | str]]:
    return [
        ("Host", address.netloc),
        ("User-Agent", user_agent()),
        ("Accept", "text/html, application/rss+xml, application/atom+xml, */*;q=0.5"),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
    ]


@contextmanager
def _turn(host: bytes, deadline: Deadline) -> Iterator[None]:
    turn = _turns[host]
    if not turn.acquire(timeout=deadline.left()):
        raise UnreadableError(f"{deadline.words}: another request to its host is still open")
    try:
        yield
    finally:
        turn.release()


@contextmanager
def _in_words(deadline: Deadline) -> Iterator[None]:
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise UnreadableError(deadline.words) from error
    except httpcore2.ConnectError as error:
        raise UnreadableError(f"cannot be reached: {_short(error)}") from error
    except httpcore2.NetworkError as error:
        raise UnreadableError(f"the connection broke: {_short(error)}") from error
    except httpcore2.ProtocolError as error:
        raise UnreadableError(f"its answer is no proper HTTP: {_short(error)}") from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
