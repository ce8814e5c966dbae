"""CSV exports with a column of addresses: Pocket, Instapaper, Readwise Reader, Omnivore, Raindrop.

They differ in the names and order of their columns only. A table with a column "text" is articles.
"""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from index.models import Problem
from index.readers.base import Origin
from index.readers.csv import separated
from index.readers.lists.link import Link, link

_ADDRESSES = ("url", "document url", "link", "address", "href", "source url")
_TITLES = ("title", "document title", "name")
_AUTHORS = ("author", "authors", "document author")


def has_addresses(head: str) -> bool:
    """Whether the header names a column of addresses, and none of texts."""
    names = _header(head)
    return "text" not in names and any(name in names for name in _ADDRESSES)


def read_table(text: str, origin: Origin) -> Iterator[Link | Problem]:
    lines, separator, skipped = separated(text.removeprefix("\ufeff"))
    rows = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    names = [name.strip().casefold() for name in next(rows, [])]
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                row = dict(zip(names, cells, strict=False))
                here = origin.part(rows.line_num + skipped, "line")
                yield link(here, _first(row, _ADDRESSES), _fields(row))
    except csv.Error as error:
        place = origin.part(rows.line_num + skipped, "line").place
        yield Problem(place, f"not valid CSV from here on: {error}")


def _fields(row: dict[str, str]) -> dict[str, object]:
    authors = [name.strip() for name in _first(row, _AUTHORS).split(";")]
    return {"title": _first(row, _TITLES), "authors": [name for name in authors if name]}


def _first(row: dict[str, str], names: Sequence[str]) -> str:
    return next((row[name].strip() for name in names if row.get(name, "").strip()), "")


def _header(head: str) -> list[str]:
    lines, separator, _ = separated(head.removeprefix("\ufeff"))
    try:
        names = next(csv.reader(StringIO(lines.readline()), delimiter=separator), [])
    except csv.Error:
        return []
    return [name.strip().casefold() for name in names]
