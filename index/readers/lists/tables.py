"""CSV exports with a column of addresses: Pocket, Instapaper, Readwise Reader, Omnivore, Raindrop.

They differ in the names and order of their columns only. A table with a column "text" is articles.
"""

from collections.abc import Iterator, Sequence

from index.models import Problem
from index.readers.base import Origin, UnreadableError
from index.readers.csv import Row, table_of
from index.readers.lists.link import Link, link

_ADDRESSES = ("url", "document url", "link", "address", "href", "source url")
_TITLES = ("title", "document title", "name")
_AUTHORS = ("author", "authors", "document author")


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
