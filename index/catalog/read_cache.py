"""What has been read of the catalogue, remembered until it changes."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class ReadCache(Generic[Key, Value]):
    """Values that were read in the last `state` of the catalogue, `most` of them at most."""

    def __init__(self, most: float = math.inf) -> None:
        self._most = most
        self._known: tuple[object, dict[Key, Value]] = (None, {})

    def read(
        self,
        state: object,
        keys: Collection[Key],
        load: Callable[[Sequence[Key]], Mapping[Key, Value]],
    ) -> dict[Key, Value]:
        """The values of those `keys` that have one, in their order; unknown ones are loaded."""
        known_at, known = self._known
        fresh = [key for key in keys if known_at != state or key not in known]
        if known_at != state or len(known) + len(fresh) > self._most:
            fresh = list(keys)
            _, known = self._known = (state, {})
        known |= load(fresh) if fresh else {}
        return {key: known[key] for key in keys if key in known}
