"""What reading from the web may do and how much of it: the limits, and the time that is left."""

import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from index.readers.base import UnreadableError

Resolver = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of `host`, best first, without repeats."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Access:
    """What one run may read from the web.

    `allow_private` opens this machine and the networks around it, `resolve` says where a host is,
    `robots` is what hosts have said they allow, by origin, for as long as this object lives.
    """

    allow_private: bool = False
    most_redirects: int = 5
    most_bytes: int = 20 * 2**20  # of a body, as sent and unpacked
    # Tags in tags cost the parser of feeds 20 s a MB (measured on 2 cores); a page's does not mind.
    most_feed_bytes: int = 5 * 2**20
    seconds: float = 30.0  # for an address with all its redirects, waits and robots.txt
    most_entries: int = 200  # of a feed
    resolve: Resolver = resolve
    robots: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    def start(self) -> "Deadline":
        """The time for one address, from now."""
        return Deadline(time.monotonic() + self.seconds, self.seconds)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the clock that never goes back, and how many seconds were given until then."""

    moment: float
    given: float

    def left(self) -> float:
        """Seconds left, more than none. Raises UnreadableError when the time is up."""
        left = self.moment - time.monotonic()
        if left <= 0:
            raise UnreadableError(self.words)
        return left

    @property
    def words(self) -> str:
        """What to say of an address whose time is up."""
        return f"no complete answer within {self.given:g} s"
