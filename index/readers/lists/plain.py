"""Lists without a format of their own: an address a line, or tables with a column of addresses.

Of lines, "#" begins a comment; bullets and angle brackets are left out. Tables are CSV exports of
Pocket, Instapaper, Readwise Reader, Omnivore and Raindrop, which differ in the names and order of
their columns only. A table with a column "text" is articles.
"""

import re
from collections.abc import Iterator, Sequence

from index.models import Problem
from index.readers.base import Origin, UnreadableError
from index.readers.csv import Row, table_of
from index.readers.lists.link import Link, link

_LINE = re.compile(r"(?:[-*+•]\s+)?<?([a-z][a-z0-9+.-]*://[^\s<>]+)>?(?:\s+#.*)?", re.IGNORECASE)
_ENOUGH = 0.8  # of the lines; the others are typing errors rather than an article
_ADDRESSES = ("url", "document url", "link", "address", "href", "source url")
_TITLES = ("title", "document title", "name")
_AUTHORS = ("author", "authors", "document author")


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


def has_addresses(head: str) -> bool:
    """Whether the header names a column of addresses, and none of texts."""
    try:
        names, _ = table_of(head, Origin("", ""))
    except UnreadableError:
        return False
    return "text" not in names and any(name in names for name in _ADDRESSES)


def read_table(text: str, origin: Origin) -> Iterator[Link | Problem]:
    for found in table_of(text, origin)[1]:
        if isinstance(found, Problem):
            yield found
        else:
            here, row = found
            if any(row.values()):
                yield link(here, _first(row, _ADDRESSES), _fields(row))


def _fields(row: Row) -> dict[str, object]:
    authors = [name.strip() for name in _first(row, _AUTHORS).split(";")]
    return {"title": _first(row, _TITLES), "authors": [name for name in authors if name]}


def _first(row: Row, names: Sequence[str]) -> str:
    return next(filter(None, ((row.get(name) or "").strip() for name in names)), "")
