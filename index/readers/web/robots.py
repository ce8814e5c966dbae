"""What a host's robots.txt allows: asked once a run and host, and obeyed (RFC 9309).

None (4xx) allows everything; one that cannot be had (5xx, no connection) allows nothing.
"""

from collections.abc import Callable

import httpx2
from protego import Protego

from index.readers.base import UnreadableError
from index.readers.web.limits import Access, Deadline
from index.readers.web.request import Answer, user_agent

_ALL = Protego.parse("")
_TOO_MANY = 429
# RFC 9309, 2.5: at least 500 KiB have to be read.
_MOST_BYTES = 512 * 2**10

Getter = Callable[[httpx2.URL, Access, Deadline], Answer]


def check_robots(address: httpx2.URL, access: Access, deadline: Deadline, get: Getter) -> None:
    """Raises UnreadableError where robots.txt forbids `address`; `get` follows redirects."""
    origin = str(address.join("/"))
    if origin not in access.robots:
        access.robots[origin] = _rules(address, access, deadline, get)
    rules = access.robots[origin]
    if not isinstance(rules, Protego):
        raise UnreadableError(str(rules))
    if not rules.can_fetch(str(address), user_agent()):
        raise UnreadableError("its host does not want it read by programs (robots.txt)")


def _rules(address: httpx2.URL, access: Access, deadline: Deadline, get: Getter) -> object:
    """The rules, or in words why there are none to go by."""
    try:
        answer = get(address.join("/robots.txt"), access, deadline)
    except UnreadableError as error:
        return f"{error} (asked for its robots.txt)"
    if 200 <= answer.status < 300:
        return Protego.parse(answer.body[:_MOST_BYTES].decode("utf-8-sig", "replace"))
    if 400 <= answer.status < 500 and answer.status != _TOO_MANY:
        return _ALL
    return f"its host's robots.txt cannot be had: the server says {answer.said}"
