"""One request and its answer: who asks, one at a time of a host, and no more than was asked for."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from threading import Lock

import httpcore2
import httpx2

from index.readers.origin import UnreadableError
from index.readers.web.access import Access, Deadline
from index.readers.web.connecting import open_pool

_NAME = "news-archive-assistant"
_GZIP = {b"gzip", b"x-gzip"}
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
    headers: dict[bytes | str, bytes | str] = {
        "Host": address.netloc.decode("ascii"),
        "User-Agent": user_agent(),
        "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml,"
        " */*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
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
        pool.stream("GET", target, headers=headers) as it,
    ):
        said: dict[bytes, bytes] = {}
        for name, value in it.headers:
            said.setdefault(name.lower(), value)
        body = _body(said, it.iter_stream(), access) if 200 <= it.status < 300 else b""
        return Answer(address, it.status, said, body)


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


def _body(headers: dict[bytes, bytes], parts: Iterable[bytes], access: Access) -> bytes:
    """All of it, unpacked. Raises UnreadableError beyond `access.most_bytes`, packed or not."""
    told = headers.get(b"content-length", b"0")
    if told.isdigit() and len(told) < 20 and int(told) > access.most_bytes:
        raise _too_large(access)
    packing = headers.get(b"content-encoding", b"").strip().lower()
    if packing in _GZIP:
        return _unpacked(_bounded(parts, access), access)
    if packing not in (b"", b"identity"):
        raise UnreadableError("packed in a way that was not asked for")
    return b"".join(_bounded(parts, access))


def _bounded(parts: Iterable[bytes], access: Access) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > access.most_bytes:
            raise _too_large(access)
        yield part


def _unpacked(parts: Iterable[bytes], access: Access) -> bytes:
    """A few kilobytes of gzip can be gigabytes: never one byte more than allowed is unpacked."""
    unpacker = zlib.decompressobj(wbits=31)
    body = bytearray()
    try:
        for part in parts:
            body += unpacker.decompress(part, access.most_bytes + 1 - len(body))
            if len(body) > access.most_bytes:
                raise _too_large(access)
    except zlib.error as error:
        raise UnreadableError("packed as gzip, and broken") from error
    if body and not unpacker.eof:
        raise UnreadableError("packed as gzip, and its end is missing")
    return bytes(body)


def _too_large(access: Access) -> UnreadableError:
    return UnreadableError(f"larger than {access.most_bytes / 2**20:g} MB, too large for a page")
