"""Connections to checked IP addresses only, and within a deadline.

The host is resolved once, and the connection goes to one of the addresses that were checked: this
prevents DNS rebinding. Each read gets the time that is left, so that slow servers cannot exceed it.
"""

import ssl
from collections.abc import Iterable
from functools import cache
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpcore2
from httpcore2 import ConnectionPool, NetworkBackend, NetworkStream, SyncBackend

from index.readers.base import UnreadableError
from index.readers.web.ip_addresses import refusal
from index.readers.web.limits import Access, Deadline

# For each address of a host, or less if less time is left.
_SECONDS_TO_CONNECT = 10.0
_certificates = cache(httpcore2.default_ssl_context)


def open_pool(access: Access, deadline: Deadline) -> ConnectionPool:
    """A pool for one request; ignores the proxies in the environment."""
    return ConnectionPool(
        ssl_context=_certificates(),
        network_backend=_Checked(access, deadline),
        max_connections=1,
        max_keepalive_connections=0,
    )


class _Checked(NetworkBackend):
    """Connects only to addresses that `access` allows."""

    def __init__(self, access: Access, deadline: Deadline) -> None:
        self._access, self._deadline = access, deadline
        self._inner = SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> NetworkStream:
        failed: Exception | None = None
        for address in self._addresses(host, port):
            seconds = min(self._deadline.left(), _SECONDS_TO_CONNECT)
            try:
                stream = self._inner.connect_tcp(address, port, seconds, None, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return _Timed(stream, self._deadline)
        raise failed or httpcore2.ConnectError("no such host")

    def _addresses(self, host: str, port: int) -> list[str]:
        addresses = _resolved(host, port, self._access, self._deadline)
        for address in addresses:
            reason = refusal(address, self._access.allow_private)
            if reason:
                raise UnreadableError(f"refused: {reason}")
        return addresses


class _Timed(NetworkStream):
    """A stream whose reads and writes share one deadline."""

    def __init__(self, inner: NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Timed(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _resolved(host: str, port: int, access: Access, deadline: Deadline) -> list[str]:
    """Resolves in a separate thread, since the system's resolver has no timeout."""
    found: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            found.put(list(access.resolve(host, port)))
        except (OSError, UnicodeError) as error:
            found.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        answer = found.get(timeout=deadline.left())
    except Empty:
        raise UnreadableError(f"{deadline.words}: looking up its host takes too long") from None
    if isinstance(answer, Exception):
        raise UnreadableError("cannot be reached: no such host") from answer
    return answer
