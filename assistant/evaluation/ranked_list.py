"""A ranked list as the retrieval metrics see it: which wanted things each item brings."""

from dataclasses import dataclass

DEPTH = 10  # every metric's cut-off; the contract names them @10


@dataclass(frozen=True, slots=True)
class Ranking:
    """`found[i]` are the numbers of the wanted things in the item at rank i + 1.

    Of `wanted` things `relevant` items of the archive hold at least one: a gold sentence may reach
    into two chunks, and a chunk may hold two.
    """

    found: tuple[frozenset[int], ...]
    relevant: int
    wanted: int

    @property
    def gains(self) -> list[bool]:
        """Whether each of the first `DEPTH` items is relevant."""
        return [bool(item) for item in self.found[:DEPTH]]

    @property
    def met(self) -> int:
        """How many of the wanted things the first `DEPTH` items hold."""
        return len(frozenset().union(*self.found[:DEPTH]))
