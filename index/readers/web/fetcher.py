"""An address -> its page: follows redirects and waits for busy servers.

The scheme, host and robots.txt of every redirect are checked like those of the first address.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2

from index.readers.base import UnreadableError
from index.readers.dates import parse_date
from index.readers.web.limits import Access, Deadline
from index.readers.web.request import Answer, ask
from index.readers.web.robots import check_robots

_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (429, 503)
# For servers that answer Retry-After: 0 repeatedly.
_SHORTEST_WAIT = 1.0

Permit = Callable[[httpx2.URL], None]


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: the address `asked` for, the one that answered, content type and body."""

    asked: str
    address: str
    content_type: str
    data: bytes


def fetch(url: str, access: Access) -> Page:
    """The page at `url`. Raises UnreadableError.

    Follows RFC 9309 for robots.txt and RFC 9110, 10.2.3 for Retry-After.
    """
    deadline = access.start()

    def permit(address: httpx2.URL) -> None:
        check_robots(address, access, deadline, _follow_freely)

    answer = _follow(_parsed(url), access, deadline, permit)
    if not 200 <= answer.status < 300:
        raise UnreadableError(f"the server answered {answer.reason}")
    content_type = answer.header(b"content-type")
    return Page(url, str(answer.address.copy_with(fragment=None)), content_type, answer.body)


def _follow_freely(address: httpx2.URL, access: Access, deadline: Deadline) -> Answer:
    return _follow(address, access, deadline, lambda address: None)


def _follow(address: httpx2.URL, access: Access, deadline: Deadline, permit: Permit) -> Answer:
    """The first answer that is not a redirect."""
    seen = {address}
    for _ in range(access.most_redirects + 1):
        permit(address)
        answer = _ask_patiently(address, access, deadline)
        if answer.status not in _REDIRECTS:
            return answer
        address = _target(answer)
        if address in seen:
            raise UnreadableError("its redirects form a loop")
        seen.add(address)
    raise UnreadableError(f"more than {access.most_redirects} redirects")


def _target(answer: Answer) -> httpx2.URL:
    to = answer.header(b"location")
    if not to:
        raise UnreadableError(f"the server answered {answer.reason} without a Location")
    try:
        return _parsed(str(answer.address.join(to)))
    except (httpx2.InvalidURL, UnreadableError) as error:
        raise UnreadableError(f"redirected to an address that cannot be read: {error}") from error


def _ask_patiently(address: httpx2.URL, access: Access, deadline: Deadline) -> Answer:
    """Retries after the time that a busy server asks for, if the deadline allows."""
    while True:
        answer = ask(address, access, deadline)
        wanted = answer.header(b"retry-after")
        if answer.status not in _BUSY or not wanted:
            return answer
        seconds = _seconds(wanted)
        if seconds is None or seconds >= deadline.left():
            raise UnreadableError(
                f"the server answered {answer.reason}, retry after {wanted[:40]}"
                f"{' s' if wanted.isdigit() else ''}"
            )
        time.sleep(max(seconds, min(_SHORTEST_WAIT, deadline.left())))


def _seconds(wanted: str) -> float | None:
    """Seconds to wait by a Retry-After header, which is a number of seconds or a date."""
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
        return float(wanted)
    moment = parse_date(wanted) if not wanted.isdigit() else None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment else None


def _parsed(url: str) -> httpx2.URL:
    """`url` parsed. Raises UnreadableError if it is not supported."""
    try:
        address = httpx2.URL(url.strip())
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise UnreadableError(f"not a valid address: {error}") from error
    if address.scheme not in ("http", "https"):
        raise UnreadableError(f"{address.scheme}:// is not supported; use http:// or https://")
    if not address.host:
        raise UnreadableError("not a valid address: it has no host")
    if (address.port or 1) not in range(1, 2**16):
        raise UnreadableError(f"not a valid address: there is no port {address.port}")
    if address.userinfo:
        raise UnreadableError(
            "remove the user name and password from the address; they are not supported"
        )
    return address
