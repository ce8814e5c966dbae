"""Web addresses -> articles. Modules that need the extra `formats` are imported on first use."""

import re
from collections.abc import Iterator
from pathlib import Path

from index.extras import late
from index.models import Article, Problem
from index.readers.base import attempt
from index.readers.web.limits import Access

__all__ = ["Access", "is_address", "read_address"]

_read_web = late("index.readers.web.reader", "read_web", "formats")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def is_address(path: str | Path) -> bool:
    """Whether `path` is an address of any scheme rather than a file.

    >>> is_address("https://wire.example/a"), is_address("news/a.html"), is_address("c:/a.html")
    (True, False, False)
    """
    return isinstance(path, str) and _ADDRESS.match(path) is not None


def read_address(url: str, access: Access) -> Iterator[Article | Problem]:
    """The articles of a page or of the entries of a feed, and a Problem for what is unreadable."""
    yield from attempt(url, lambda: _read_web(url, access))
