"""What the stage of a shape works with, and how it is called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from assistant.generation.writer import Writer
from assistant.planning.english.planner import Understanding
from assistant.retrieval.search import Finder
from assistant.schema.answer import Shape
from assistant.schema.question import Asking
from index.archive import Archive

if TYPE_CHECKING:
    from index.embedders.minilm import MiniLM


@dataclass(frozen=True)
class Means:
    """The archive, how it is searched, and the writers of ordinary answers."""

    archive: Archive
    finder: Finder
    writers: Sequence[Writer]
    evidence_tokens: int

    @cached_property
    def minilm(self) -> "MiniLM":
        """The embedder that sentences are compared by; it costs nothing and needs no network."""
        from index.embedders.minilm import MiniLM

        embedder = self.archive.embedder
        return embedder if isinstance(embedder, MiniLM) else MiniLM()


class Shaped(Protocol):
    """A question of some shape, understood."""

    @property
    def shape(self) -> Shape:
        """Which one."""
        ...

    def prepare(self, asking: Asking, means: Means) -> Asking | None:
        """`asking` with its evidence, shape and writers; None where it is not of the shape at all.

        That is seen only in the archive: of a comparison of what turn out to be no sources.
        """
        ...


# What a question asks besides its matter is read only where its words may be of the shape.
Reader = Callable[[str, Callable[[str], Understanding]], Shaped | None]
