"""A link of a list: an address or a file, and what the list states of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.models import Article, Problem
from index.readers.addresses import address_id, canonical_url
from index.readers.base import Origin
from index.readers.fields import article_of

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """The address of a page or feed, or a `file` beside the list; `place` is where it was listed.

    `fields` are as in a JSONL file: what the list states of the article. It `is_feed` where the
    list says so; other addresses may be feeds, too.
    """

    place: str
    address: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    file: Path | None = None
    is_feed: bool = False

    @property
    def key(self) -> str:
        """The same for all spellings of one address."""
        return str(self.file or address_id(self.address) or self.address)

    def defaults(self) -> Article:
        """The fields as an article with a text that says nothing."""
        stated = {name: value for name, value in self.fields.items() if value}
        article = next(iter(article_of("-", stated, Origin(self.place, self.key))))
        assert isinstance(article, Article)
        return article


def link(
    origin: Origin, address: str | None, fields: Mapping[str, Any], is_feed: bool = False
) -> Link | Problem:
    """The link of one part of a list, or a Problem for what is no web address."""
    address = (address or "").strip()
    if not address:
        return Problem(origin.place, f"{_named(fields)}has no address")
    if canonical_url(address) is None:
        scheme = _SCHEME.match(address)
        what = f"{scheme[0].lower()} addresses are not read" if scheme else "no web address"
        return Problem(origin.place, f"{_named(fields)}{what}: {address[:80]}")
    title = str(fields.get("title") or "").strip()
    stated = dict(fields, title=None if _SCHEME.match(title) and "/" in title else title)
    return Link(origin.place, address, stated, is_feed=is_feed)


def file_link(origin: Origin, name: str, fields: Mapping[str, Any]) -> Link | Problem:
    """The link to a file of a reference. Only files below the list's own folder are read."""
    folder = Path(origin.path).parent
    path = folder / name.strip()
    try:
        is_below = path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        is_below = False
    if not is_below:
        reason = "is outside the list's folder; to index it, name it: assistant index"
        return Problem(origin.place, f"{_named(fields)}{name.strip()[:200]} {reason} FILE")
    return Link(origin.place, str(path), fields, path)


def links_of(
    origin: Origin, addresses: Sequence[str], files: Sequence[str], fields: Mapping[str, Any]
) -> Iterator[Link | Problem]:
    """The pages and files of one reference, and one Problem where it has none."""
    if not (addresses or files):
        yield link(origin, None, fields)
    for address in addresses:
        yield link(origin, address, fields)
    for name in files:
        yield file_link(origin, name, fields)


def _named(fields: Mapping[str, Any]) -> str:
    title = " ".join(str(fields.get("title") or "").split())
    return f'"{title[:60]}" ' if title else ""
