"""Text with one address a line. "#" begins a comment; bullets and angle brackets are left out."""

import re
from collections.abc import Iterator

from index.models import Problem
from index.readers.base import Origin
from index.readers.lists.link import Link, link

_LINE = re.compile(r"(?:[-*+•]\s+)?<?([a-z][a-z0-9+.-]*://[^\s<>]+)>?(?:\s+#.*)?", re.IGNORECASE)
_ENOUGH = 0.8  # of the lines; the others are typing errors rather than an article


def is_address_list(text: str, is_cut: bool = False) -> bool:
    """Whether next to all lines are addresses and none of them has a sentence.

    >>> is_address_list("# To read\\nhttps://wire.example/a\\n"), is_address_list("A story.")
    (True, False)
    """
    lines = _lines(text)
    if is_cut:
        lines = lines[:-1]
    addresses = sum(_LINE.fullmatch(line) is not None for _, line in lines)
    is_prose = any(" " in line and not _LINE.fullmatch(line) for _, line in lines)
    return 0 < addresses >= _ENOUGH * len(lines) and not is_prose


def read_addresses(text: str, origin: Origin) -> Iterator[Link | Problem]:
    for number, line in _lines(text):
        found = _LINE.fullmatch(line)
        yield link(origin.part(number, "line"), found[1] if found else line, {})


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines that are neither empty nor comments, with their numbers."""
    lines = enumerate(text.removeprefix("\ufeff").splitlines(), start=1)
    stripped = ((number, line.strip()) for number, line in lines)
    return [(number, line) for number, line in stripped if line and not line.startswith("#")]
