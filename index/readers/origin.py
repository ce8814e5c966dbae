"""Where a reading comes from, and what every reader is: open bytes and an origin in, articles out.

Raising `UnreadableError` ends the file with one Problem; the walk goes on with the next file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from index.article import Article, Problem


@dataclass(frozen=True, slots=True)
class Origin:
    """A file, or one line of it: its absolute `path`, and its `name` below the indexed folder."""

    path: str
    name: str
    line: int | None = None

    @property
    def place(self) -> str:
        """Where, in words for a person."""
        return self.path if self.line is None else f"{self.path}, line {self.line}"

    @property
    def anchor(self) -> str:
        """What follows the file's name in an address: the line, where there is one."""
        return "" if self.line is None else f"#L{self.line}"


class UnreadableError(Exception):
    """No article can be made of this; the text says why in a few words."""


def in_short(error: Exception) -> str:
    """The kind of an error and the beginning of what it says."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:100]}" if words else type(error).__name__


Reader = Callable[[BinaryIO, Origin], Iterator[Article | Problem]]
