"""Where a reading comes from, and what every reader is: open bytes and an origin in, articles out.

Raising `UnreadableError` ends the file with one Problem; the walk goes on with the next file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from index.models import Article, Problem
from index.readers.file_names import spelled


@dataclass(frozen=True, slots=True)
class Origin:
    """A file, or a part of it: its absolute `path`, and its `name` below the indexed folder.

    Parts of a kind (`unit`: a line, an item, ...) are numbered from 1. `depth` counts the packed
    files that one has to open to come here.
    """

    path: str
    name: str
    number: int | None = None
    unit: str = "line"
    depth: int = 0

    def part(self, number: int, unit: str) -> "Origin":
        """The part of that number."""
        return replace(self, number=number, unit=unit)

    def member(self, name: str) -> "Origin":
        """A file in this packed file."""
        name = spelled(name)
        path, own = f"{self.path}!{name}", f"{self.name}!{name}"
        return replace(self, path=path, name=own, depth=self.depth + 1)

    @property
    def place(self) -> str:
        """Where, in words for a person."""
        return self.path if self.number is None else f"{self.path}, {self.unit} {self.number}"

    @property
    def anchor(self) -> str:
        """What follows the file's name in an address: the line or number, where there is one."""
        if self.number is None:
            return ""
        return f"#L{self.number}" if self.unit == "line" else f"#{self.number}"


class UnreadableError(Exception):
    """No article can be made of this; the text says why in a few words."""


def in_short(error: Exception) -> str:
    """The kind of an error and the beginning of what it says."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:100]}" if words else type(error).__name__


Reader = Callable[[BinaryIO, Origin], Iterator[Article | Problem]]
