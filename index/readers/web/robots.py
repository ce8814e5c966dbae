"""robots.txt (RFC 9309): fetched once per run and origin.

A missing one (4xx) allows everything; one that cannot be fetched (5xx, no connection) nothing.
"""

from collections.abc import Callable

import httpx2
from protego import Protego

from index.readers.base import UnreadableError
from index.readers.web.limits import Access, Deadline
from index.readers.web.request import Answer, user_agent

_ALL = Protego.parse("")
_TOO_MANY = 429
# RFC 9309, 2.5 asks for at least 500 KiB.
_MOST_BYTES = 512 * 2**10

Getter = Callable[[httpx2.URL, Access, Deadline], Answer]


def check_robots(address: httpx2.URL, access: Access, deadline: Deadline, get: Getter) -> None:
    """Raises UnreadableError if robots.txt forbids `address`; `get` follows redirects."""
    origin = str(address.join("/"))
    if origin not in access.robots:
        access.robots[origin] = _rules(address, access, deadline, get)
    rules = access.robots[origin]
    if not isinstance(rules, Protego):
        raise UnreadableError(str(rules))
    if not rules.can_fetch(str(address), user_agent()):
        raise UnreadableError("its host's robots.txt does not allow programs to read it")


def _rules(address: httpx2.URL, access: Access, deadline: Deadline, get: Getter) -> object:
    """The rules, or the reason why they are unknown."""
    try:
        answer = get(address.join("/robots.txt"), access, deadline)
    except UnreadableError as error:
        return f"{error} (while fetching its robots.txt)"
    if 200 <= answer.status < 300:
        return Protego.parse(answer.body[:_MOST_BYTES].decode("utf-8-sig", "replace"))
    if 400 <= answer.status < 500 and answer.status != _TOO_MANY:
        return _ALL
    return f"its host's robots.txt cannot be fetched: the server answered {answer.reason}"
