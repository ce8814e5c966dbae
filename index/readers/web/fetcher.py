"""An address -> its page: follows redirects and waits for busy servers.

The scheme, host and robots.txt of every redirect are checked like those of the first address.
robots.txt (RFC 9309) is fetched once per run and origin: a missing one (4xx) allows everything,
one that cannot be fetched (5xx, no connection) nothing.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2
from protego import Protego

from index.readers.base import UnreadableError
from index.readers.dates import parse_date
from index.readers.web.limits import Access, Deadline
from index.readers.web.meta_refresh import refresh_target
from index.readers.web.request import Answer, ask, user_agent

_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_UNCHANGED = 304
_TOO_MANY = 429
_BUSY = (_TOO_MANY, 503)
# For servers that answer Retry-After: 0 repeatedly.
_SHORTEST_WAIT = 1.0
_MOST_ROBOTS = 512 * 2**10  # bytes; RFC 9309, 2.5 asks for at least 500 KiB


class RefusedError(UnreadableError):
    """The server answered with an error: its `status`, and the seconds to wait that it asks for."""

    def __init__(self, words: str, status: int, wait: float | None) -> None:
        super().__init__(words)
        self.status, self.wait = status, wait


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask whether the page at `address` has changed since."""

    address: str = ""
    etag: str = ""
    modified: str = ""

    @property
    def are_given(self) -> bool:
        """Whether the server can be asked for changes only."""
        return bool(self.etag or self.modified)

    def conditions(self, address: str) -> dict[str, str]:
        """The headers of a conditional request; none for another address."""
        if address != self.address:
            return {}
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in headers.items() if value}


NOTHING_KNOWN = Validators()


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: the address `asked` for, the one that answered, content type and body.

    `moved_to` is the new address where the one asked for has moved for good. A page that has not
    changed since the `validators` that were sent has no body.
    """

    asked: str
    address: str
    content_type: str
    data: bytes
    moved_to: str | None = None
    validators: Validators = NOTHING_KNOWN
    is_unchanged: bool = False


def fetch(
    url: str, access: Access, known: Validators = NOTHING_KNOWN, is_patient: bool = True
) -> Page:
    """The page at `url`. Raises UnreadableError, RefusedError if the server answered an error.

    Where it `is_patient`, it waits for a busy server as long as the deadline allows. Follows RFC
    9309 for robots.txt and RFC 9110, 10.2.3 for Retry-After.
    """
    deadline = access.start()
    answer, moved_to = _follow(_parsed(url), access, deadline, known, is_patient)
    is_unchanged = answer.status == _UNCHANGED and known.are_given
    if not (200 <= answer.status < 300 or is_unchanged):
        wait = _seconds(answer.header(b"retry-after"))
        raise RefusedError(f"the server answered {answer.reason}", answer.status, wait)
    address = answer.address
    validators = Validators(str(address), answer.header(b"etag"), answer.header(b"last-modified"))
    return Page(
        url,
        str(address.copy_with(fragment=None)),
        answer.header(b"content-type"),
        answer.body,
        moved_to,
        known if is_unchanged else validators,
        is_unchanged,
    )


def _check_robots(address: httpx2.URL, access: Access, deadline: Deadline) -> None:
    """Raises UnreadableError if robots.txt forbids `address`."""
    origin = str(address.join("/"))
    if origin not in access.robots:
        access.robots[origin] = _rules(address, access, deadline)
    rules = access.robots[origin]
    if not isinstance(rules, Protego):
        raise UnreadableError(str(rules))
    if not rules.can_fetch(str(address), user_agent()):
        raise UnreadableError("its host's robots.txt does not allow programs to read it")


def _rules(address: httpx2.URL, access: Access, deadline: Deadline) -> object:
    """The rules, or the reason why they are unknown."""
    file = address.join("/robots.txt")
    try:
        answer, _ = _follow(file, access, deadline, NOTHING_KNOWN, is_patient=True, is_page=False)
    except UnreadableError as error:
        return f"{error} (while fetching its robots.txt)"
    if 200 <= answer.status < 300:
        return Protego.parse(answer.body[:_MOST_ROBOTS].decode("utf-8-sig", "replace"))
    if 400 <= answer.status < 500 and answer.status != _TOO_MANY:
        return Protego.parse("")
    return f"its host's robots.txt cannot be fetched: the server answered {answer.reason}"


def _follow(
    address: httpx2.URL,
    access: Access,
    deadline: Deadline,
    known: Validators,
    is_patient: bool,
    is_page: bool = True,
) -> tuple[Answer, str | None]:
    """The first answer that is not a redirect, and where permanent redirects led.

    Of a page, robots.txt is asked first; one that refreshes to another address at once is a
    redirect, too.
    """
    seen, moved_to, is_permanent = {address}, None, True
    for _ in range(access.most_redirects + 1):
        if is_page:
            _check_robots(address, access, deadline)
        asked = _ask_patiently if is_patient else ask
        answer = asked(address, access, deadline, known.conditions(str(address)))
        target = _target(answer) if answer.status in _REDIRECTS else None
        if is_page and target is None:
            target = _refreshed(answer)
        if target is None or (target == address and answer.status not in _REDIRECTS):
            return answer, moved_to
        address = target
        is_permanent &= answer.status in _PERMANENT
        if is_permanent:
            moved_to = str(address.copy_with(fragment=None))
        if address in seen:
            raise UnreadableError("its redirects form a loop")
        seen.add(address)
    raise UnreadableError(f"more than {access.most_redirects} redirects")


def _refreshed(answer: Answer) -> httpx2.URL | None:
    to = refresh_target(answer.body, answer.header(b"content-type"))
    try:
        return _joined(answer, to) if to else None
    except UnreadableError:  # such as the address of an app: the page itself is read
        return None


def _target(answer: Answer) -> httpx2.URL:
    to = answer.header(b"location")
    if not to:
        raise UnreadableError(f"the server answered {answer.reason} without a Location")
    return _joined(answer, to)


def _joined(answer: Answer, to: str) -> httpx2.URL:
    try:
        return _parsed(str(answer.address.join(to)))
    except (httpx2.InvalidURL, UnreadableError) as error:
        raise UnreadableError(f"redirected to an address that cannot be read: {error}") from error


def _ask_patiently(
    address: httpx2.URL, access: Access, deadline: Deadline, conditions: Mapping[str, str]
) -> Answer:
    """Retries after the time that a busy server asks for, if the deadline allows."""
    while True:
        answer = ask(address, access, deadline, conditions)
        wanted = answer.header(b"retry-after")
        if answer.status not in _BUSY or not wanted:
            return answer
        seconds = _seconds(wanted)
        if seconds is None or seconds >= deadline.left():
            words = f"the server answered {answer.reason}, retry after {wanted[:40]}"
            unit = " s" if wanted.isdigit() else ""
            raise RefusedError(words + unit, answer.status, seconds)
        time.sleep(max(seconds, min(_SHORTEST_WAIT, deadline.left())))


def _seconds(wanted: str) -> float | None:
    """Seconds to wait by a Retry-After header, which is a number of seconds or a date."""
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
        return float(wanted)
    moment = parse_date(wanted) if wanted and not wanted.isdigit() else None
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
