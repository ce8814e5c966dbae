"""Addresses of the web -> articles. What is imported here is light: the rest is, when asked for."""

import re
from collections.abc import Iterator
from pathlib import Path

from index.extras import MissingExtraError, require
from index.models import Article, Problem
from index.readers.web.limits import Access

__all__ = ["Access", "is_address", "read_address"]

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def is_address(path: str | Path) -> bool:
    """Whether `path` is meant as an address, of whatever kind, and not as a file.

    >>> is_address("https://wire.example/a"), is_address("news/a.html"), is_address("c:/a.html")
    (True, False, False)
    """
    return isinstance(path, str) and _ADDRESS.match(path) is not None


def read_address(url: str, access: Access) -> Iterator[Article | Problem]:
    """The articles of a page or of a feed's entries, and a Problem for what cannot be had."""
    try:
        reader = require("formats", "index.readers.web.reader")
    except MissingExtraError as error:
        yield Problem(url, str(error))
        return
    yield from reader.read_web(url, access)
