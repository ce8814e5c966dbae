"""Limits for reading from the web: addresses, sizes, time."""

import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from index.readers.base import UnreadableError

Resolver = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of `host`, best first, without duplicates."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Access:
    """What one run may read from the web.

    `allow_private` allows this machine and its private networks, `resolve` looks up the addresses
    of a host, `robots` caches the robots.txt of each origin.
    """

    allow_private: bool = False
    most_redirects: int = 5
    most_bytes: int = 20 * 2**20  # of a body, compressed and decompressed
    # Nested tags take the feed parser 20 s per MB (measured on 2 cores); pages are no problem.
    most_feed_bytes: int = 5 * 2**20
    seconds: float = 30.0  # for an address, including its redirects, waits and robots.txt
    most_entries: int = 200  # per feed
    resolve: Resolver = resolve
    robots: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    def start(self) -> "Deadline":
        """A deadline for one address, starting now."""
        return Deadline(time.monotonic() + self.seconds, self.seconds)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time on the monotonic clock, and the seconds that were given until then."""

    moment: float
    given: float

    def left(self) -> float:
        """Seconds left, more than 0. Raises UnreadableError after the deadline."""
        left = self.moment - time.monotonic()
        if left <= 0:
            raise UnreadableError(self.words)
        return left

    @property
    def words(self) -> str:
        """The message after the deadline."""
        return f"no complete answer within {self.given:g} s"
