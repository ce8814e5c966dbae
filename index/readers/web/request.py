"""One HTTP request: its headers, its body up to a limit, its errors as messages.

A host gets one request at a time.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from threading import Lock

import httpcore2
import httpx2

from index.readers.base import UnreadableError
from index.readers.web.connection import open_pool
from index.readers.web.limits import Access, Deadline

_NAME = "news-archive-assistant"
_GZIP = {b"gzip", b"x-gzip"}
_turns: defaultdict[bytes, Lock] = defaultdict(Lock)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request; the body is read only for status 2xx."""

    address: httpx2.URL
    status: int
    headers: dict[bytes, bytes]
    body: bytes

    def header(self, name: bytes) -> str:
        """The first header of this name (in lower case), or ""."""
        return self.headers.get(name, b"").decode("utf-8", "replace").strip()

    @property
    def reason(self) -> str:
        """The status, such as "404 Not Found"."""
        known = self.status in set(HTTPStatus)
        return f"{self.status} {HTTPStatus(self.status).phrase}" if known else str(self.status)


@cache
def user_agent() -> str:
    """The User-Agent header."""
    return f"{_NAME}/{version(_NAME)}"


def ask(
    address: httpx2.URL,
    access: Access,
    deadline: Deadline,
    conditions: Mapping[str, str],
) -> Answer:
    """The answer to a GET, with any status; `conditions` are more headers (RFC 9110, 13.1).

    Raises UnreadableError if there is none.
    """
    target = httpcore2.URL(
        scheme=address.raw_scheme,
        host=address.raw_host,
        port=address.port,
        target=address.raw_path,
    )
    with (
        _turn(address.raw_host, deadline),
        _readable_errors(deadline),
        open_pool(access, deadline) as pool,
        pool.stream("GET", target, headers=_headers(address, conditions)) as response,
    ):
        headers = {name.lower(): value for name, value in reversed(response.headers)}
        wanted = 200 <= response.status < 300
        body = _receive(headers, response.iter_stream(), access) if wanted else b""
        return Answer(address, response.status, headers, body)


def _headers(
    address: httpx2.URL, conditions: Mapping[str, str]
) -> list[tuple[bytes | str, bytes | str]]:
    return [
        ("Host", address.netloc),
        ("User-Agent", user_agent()),
        ("Accept", "text/html, application/rss+xml, application/atom+xml, */*;q=0.5"),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
        *conditions.items(),
    ]


@contextmanager
def _turn(host: bytes, deadline: Deadline) -> Iterator[None]:
    turn = _turns[host]
    if not turn.acquire(timeout=deadline.left()):
        raise UnreadableError(f"{deadline.words}: another request to its host is still running")
    try:
        yield
    finally:
        turn.release()


@contextmanager
def _readable_errors(deadline: Deadline) -> Iterator[None]:
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise UnreadableError(deadline.words) from error
    except httpcore2.ConnectError as error:
        raise UnreadableError(f"cannot be reached: {_short(error)}") from error
    except httpcore2.NetworkError as error:
        raise UnreadableError(f"the connection broke: {_short(error)}") from error
    except httpcore2.ProtocolError as error:
        raise UnreadableError(f"its answer is not valid HTTP: {_short(error)}") from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _receive(headers: Mapping[bytes, bytes], parts: Iterable[bytes], access: Access) -> bytes:
    """The body, decompressed. Raises UnreadableError beyond `access.most_bytes` at any stage."""
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and len(length) < 20 and int(length) > access.most_bytes:
        raise _too_large(access)
    encoding = headers.get(b"content-encoding", b"").strip().lower()
    if encoding in _GZIP:
        return _decompressed(_bounded(parts, access), access)
    if encoding not in (b"", b"identity"):
        raise UnreadableError("the server compressed it by a method that was not requested")
    return b"".join(_bounded(parts, access))


def _bounded(parts: Iterable[bytes], access: Access) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > access.most_bytes:
            raise _too_large(access)
        yield part


def _decompressed(parts: Iterable[bytes], access: Access) -> bytes:
    """Decompresses at most one byte too many: gzip can expand kilobytes to gigabytes."""
    decompressor = zlib.decompressobj(wbits=31)
    body = bytearray()
    try:
        for part in parts:
            body += decompressor.decompress(part, access.most_bytes + 1 - len(body))
            if len(body) > access.most_bytes:
                raise _too_large(access)
    except zlib.error as error:
        raise UnreadableError("its gzip data is damaged") from error
    if body and not decompressor.eof:
        raise UnreadableError("its gzip data is cut off")
    return bytes(body)


def _too_large(access: Access) -> UnreadableError:
    return UnreadableError(f"larger than {access.most_bytes / 2**20:g} MB, too large for a page")
