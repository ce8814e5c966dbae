"""Web addresses -> articles. Modules that need the extra `formats` are imported on first use."""

import re
from collections.abc import Iterator
from pathlib import Path

from index.extras import MissingExtraError, require
from index.models import Article, Problem
from index.readers.web.limits import Access

__all__ = ["Access", "is_address", "read_address"]

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def is_address(path: str | Path) -> bool:
    """Whether `path` is an address of any scheme rather than a file.

    >>> is_address("https://wire.example/a"), is_address("news/a.html"), is_address("c:/a.html")
    (True, False, False)
    """
    return isinstance(path, str) and _ADDRESS.match(path) is not None


def read_address(url: str, access: Access) -> Iterator[Article | Problem]:
    """The articles of a page or of the entries of a feed, and a Problem for what is unreadable."""
    try:
        reader = require("formats", "index.readers.web.reader")
    except MissingExtraError as error:
        yield Problem(url, str(error))
        return
    yield from reader.read_web(url, access)
