"""How often one client may ask: a token bucket for each."""

import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_CLIENTS = 10_000  # remembered; the one that has not asked for longest goes first


class RateLimit:
    """Each client has `per_minute` to spend at once, and gets as much again in a minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, cost: float = 1.0) -> float:
        """Seconds until `client` may spend `cost`; 0 if it may now, which spends it."""
        now = self._clock()
        left, since = self._left.pop(client, (self._most, now))
        left = min(self._most, left + (now - since) * self._most / 60)
        may = left >= cost
        self._left[client] = (left - cost if may else left, now)
        if len(self._left) > _MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if may else (cost - left) * 60 / self._most
