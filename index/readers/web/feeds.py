"""RSS and Atom: what a feed says of its entries, and the text that it brings along itself."""

import hashlib
import html
import io
import re
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser
import lxml.html
from lxml import etree

from index.models import Article
from index.readers.base import Origin, UnreadableError
from index.readers.dates import parse_date
from index.readers.fields import article_of
from index.readers.web.fetcher import Page

# What stands before a feed's root: a declaration, comments, a document type.
_ROOT = re.compile(
    rb"\s*(?:<\?[^>]{0,500}\?>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^\[>]{0,500}(?:\[.{0,9000}?\]\s*)?>\s*)*"
    rb"<(?:rss|feed|rdf:RDF)[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its address if it has one, what the feed says of it, and its own text as HTML.

    `said` is an article without a text worth reading.
    """

    link: str | None
    name: str
    said: Article
    content: str


def is_feed(page: Page) -> bool:
    """Whether this is a feed, by its first element: servers call feeds by many types."""
    data = page.data[:20_000]
    for mark in _MARKS:
        data = data.removeprefix(mark)
    return _ROOT.match(data.replace(b"\0", b"")) is not None


def entries_of(page: Page) -> list[Entry]:
    """The entries of a feed, in its order, each address once. Raises UnreadableError."""
    headers = {"content-type": page.content_type, "content-location": page.address}
    # From a file in memory: feedparser takes other text for an address or a file's name.
    parsed = feedparser.parse(
        io.BytesIO(page.data),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    entries: dict[str, Entry] = {}
    for found in parsed.entries:
        entry = _entry(found, parsed.feed, page)
        entries.setdefault(entry.name, entry)
    if not entries:
        raise UnreadableError("a feed without entries")
    return list(entries.values())


def _entry(entry: Any, feed: Any, page: Page) -> Entry:
    link = str(entry.get("link") or "") or None
    title = _words(entry.get("title"))
    content = max(_contents(entry), key=len, default="")
    digest = hashlib.sha256(content.encode(errors="replace")).hexdigest()[:16]
    name = link or f"{page.address}#{entry.get('id') or title or digest}"
    fields = {
        "title": title,
        "source": _words(feed.get("title")),
        "authors": _authors(entry),
        "published_at": _date(entry, "published"),
        "updated_at": _date(entry, "updated"),
        "language": feed.get("language"),
    }
    said = next(iter(article_of("-", fields, Origin(page.asked, name))))
    assert isinstance(said, Article)
    return Entry(link, name, said, content)


def _authors(entry: Any) -> list[str]:
    named = [str(author.get("name") or "") for author in entry.get("authors", [])]
    return [name for name in named if name and "@" not in name]


def _date(entry: Any, name: str) -> datetime | None:
    """As the feed writes it, with its time zone; else as feedparser could make it out."""
    # Not entry.get: feedparser gives the one date where the other is asked for.
    said = parse_date(dict.get(entry, name))
    parsed = dict.get(entry, f"{name}_parsed")
    return said or (datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None)


def _contents(entry: Any) -> Iterator[str]:
    """The full texts and the summary, as HTML."""
    for content in [*entry.get("content", []), entry.get("summary_detail") or {}]:
        text = str(content.get("value") or "")
        yield _paragraphs(text) if content.get("type") == "text/plain" else text


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part)}</p>" for part in re.split(r"\n\s*\n", text))


def _words(value: Any) -> str | None:
    """A title's words: feeds put marks into them, too."""
    text = str(value or "")
    if "<" in text:
        try:
            text = str(lxml.html.fragment_fromstring(text, create_parent="p").text_content())
        except (etree.LxmlError, ValueError):
            return None
    return html.unescape(text).strip() or None
