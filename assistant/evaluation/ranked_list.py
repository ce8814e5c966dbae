"""A ranked list for the retrieval metrics: which gold sentences each item contains."""

from dataclasses import dataclass

DEPTH = 10  # every metric's cut-off; the contract names them @10


@dataclass(frozen=True, slots=True)
class Ranking:
    """`found[i]` are the numbers of the gold sentences (or articles) in the item at rank i + 1.

    `wanted` counts them all; `relevant` counts the items of the archive that contain at least one:
    a gold sentence may be in two chunks, and a chunk may contain two.
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
        """How many gold sentences (or articles) the first `DEPTH` items contain."""
        return len(frozenset().union(*self.found[:DEPTH]))
