"""An address -> the page behind it: redirects, waits and refusals on the way.

Every hop is checked as if it had been asked for itself: its scheme, its host, its robots.txt.
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
# A server that says 0 again and again is asked once a second.
_SHORTEST_WAIT = 1.0

Permit = Callable[[httpx2.URL], None]


@dataclass(frozen=True, slots=True)
class Page:
    """What was got: the address `asked`, the one that answered, its content type and bytes."""

    asked: str
    address: str
    content_type: str
    data: bytes


def fetch(url: str, access: Access) -> Page:
    """The page behind `url`. Raises UnreadableError, which says in plain words why there is none.

    Source of the rules for robots.txt: RFC 9309; for waiting: RFC 9110, 10.2.3.
    """
    deadline = access.start()

    def permit(address: httpx2.URL) -> None:
        check_robots(address, access, deadline, _follow_freely)

    answer = _follow(_parsed(url), access, deadline, permit)
    if not 200 <= answer.status < 300:
        raise UnreadableError(f"the server says {answer.said}")
    content_type = answer.header(b"content-type")
    return Page(url, str(answer.address.copy_with(fragment=None)), content_type, answer.body)


def _follow_freely(address: httpx2.URL, access: Access, deadline: Deadline) -> Answer:
    return _follow(address, access, deadline, lambda address: None)


def _follow(address: httpx2.URL, access: Access, deadline: Deadline, permit: Permit) -> Answer:
    """The first answer that is no redirect."""
    seen = {address}
    for _ in range(access.most_redirects + 1):
        permit(address)
        answer = _ask_patiently(address, access, deadline)
        if answer.status not in _REDIRECTS:
            return answer
        address = _target(answer)
        if address in seen:
            raise UnreadableError("its redirects go round in a circle")
        seen.add(address)
    raise UnreadableError(f"more than {access.most_redirects} redirects")


def _target(answer: Answer) -> httpx2.URL:
    to = answer.header(b"location")
    if not to:
        raise UnreadableError(f"the server says {answer.said}, but not where to")
    try:
        return _parsed(str(answer.address.join(to)))
    except (httpx2.InvalidURL, UnreadableError) as error:
        raise UnreadableError(f"redirected to where nothing is read: {error}") from error


def _ask_patiently(address: httpx2.URL, access: Access, deadline: Deadline) -> Answer:
    """Asks again after as long as a busy server wants, if that is within the time."""
    while True:
        answer = ask(address, access, deadline)
        wanted = answer.header(b"retry-after")
        if answer.status not in _BUSY or not wanted:
            return answer
        seconds = _seconds(wanted)
        if seconds is None or seconds >= deadline.left():
            raise UnreadableError(
                f"the server says {answer.said}, to be asked again after {wanted[:40]}"
                f"{' s' if wanted.isdigit() else ''}"
            )
        time.sleep(max(seconds, min(_SHORTEST_WAIT, deadline.left())))


def _seconds(wanted: str) -> float | None:
    """Retry-After is a number of seconds or a date."""
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
        return float(wanted)
    moment = parse_date(wanted) if not wanted.isdigit() else None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment else None


def _parsed(url: str) -> httpx2.URL:
    """`url` as one that may be asked for. Raises UnreadableError."""
    try:
        address = httpx2.URL(url.strip())
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise UnreadableError(f"no proper address: {error}") from error
    if address.scheme not in ("http", "https"):
        raise UnreadableError(f"{address.scheme}:// is not read, only http:// and https:// are")
    if not address.host:
        raise UnreadableError("no proper address: it names no host")
    if (address.port or 1) not in range(1, 2**16):
        raise UnreadableError(f"no proper address: there is no port {address.port}")
    if address.userinfo:
        raise UnreadableError("addresses with a name or password in them are not read")
    return address
