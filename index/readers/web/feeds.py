"""RSS and Atom feeds -> their entries: address, fields, and the text in the feed itself."""

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

from index.models import Article
from index.readers.addresses import address_id
from index.readers.base import Origin, UnreadableError
from index.readers.dates import parse_date
from index.readers.fields import article_of
from index.readers.markup_text import parsed, words_of
from index.readers.web.fetcher import Page

# The root element of a feed, after a declaration, comments and a document type.
_ROOT = re.compile(
    rb"(?>\s+|<\?[^>]{0,500}\?>|<!--.{0,2000}?-->|<!DOCTYPE[^\[>]{0,500}(?:>|\[.{0,9000}?\]\s*>))*+"
    rb"<(?:rss|feed|rdf:RDF)[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_TYPES = ("application/rss+xml", "application/atom+xml")
_HEAD = 200_000  # bytes of a page that are searched for the address of its feed
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its address if it has one, its fields, and the text in the feed as HTML.

    `fields` is an article whose text is a placeholder.
    """

    link: str | None
    name: str
    fields: Article
    content: str

    @property
    def digest(self) -> str:
        """Of all that the feed says of the entry."""
        said = f"{self.fields.fingerprint}\0{self.content}"
        return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:16]


def is_feed(page: Page) -> bool:
    """Whether this is a feed, by its root element: servers send feeds with many content types."""
    data = page.data[:20_000]
    for mark in _MARKS:
        data = data.removeprefix(mark)
    return _ROOT.match(data.replace(b"\0", b"")) is not None


def title_of(page: Page) -> str | None:
    """The name of a feed."""
    return _words(_parsed(page).feed.get("title"))


def feed_address(page: Page) -> str | None:
    """The address of the first feed that a page in HTML says it has."""
    html_page = parsed(page.data[:_HEAD])
    if html_page is None:
        return None
    html_page.make_links_absolute(page.address, handle_failures="ignore")
    for link in html_page.xpath("//link[@href][contains(@rel, 'alternate')]"):
        if str(link.get("type")).partition(";")[0].strip().lower() in _TYPES:
            return str(link.get("href"))
    return None


def entries_of(page: Page) -> list[Entry]:
    """The entries of a feed in order, each address once. Raises UnreadableError without any."""
    parsed = _parsed(page)
    entries: dict[str, Entry] = {}
    for found in parsed.entries:
        entry = _entry(found, parsed.feed, page)
        entries.setdefault(entry.name, entry)
    if not entries:
        raise UnreadableError("a feed without entries")
    return list(entries.values())


def _parsed(page: Page) -> Any:
    headers = {"content-type": page.content_type, "content-location": page.address}
    # A file in memory: feedparser could take a string for an address or a file name.
    return feedparser.parse(
        io.BytesIO(page.data),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _entry(entry: Any, feed: Any, page: Page) -> Entry:
    link = str(entry.get("link") or "") or None
    title = _words(entry.get("title"))
    content = max(_contents(entry), key=len, default="")
    digest = hashlib.sha256(content.encode(errors="replace")).hexdigest()[:16]
    own = entry.get("id") or " ".join(filter(None, (title, digest)))
    name = address_id(link) or link or f"{page.address}#{own}"
    fields = {
        "title": title,
        "source": _words(feed.get("title")),
        "authors": _authors(entry),
        "published_at": _date(entry, "published") or _date(entry, "updated"),
        "updated_at": _date(entry, "updated") if dict.get(entry, "published") else None,
        "language": feed.get("language"),
    }
    article = next(iter(article_of("-", fields, Origin(page.asked, name))))
    assert isinstance(article, Article)
    return Entry(link, name, article, content)


def _authors(entry: Any) -> list[str]:
    """The names; feedparser takes those of RSS's "ida@wire.example (Ida Falk)" apart wrongly."""
    named = [str(author.get("name") or "") for author in entry.get("authors", [])]
    stated = str(entry.get("author") or "")
    return [stated] if "@" in stated and len(named) < 2 else [name for name in named if name]


def _date(entry: Any, name: str) -> datetime | None:
    """The date as the feed writes it, with its time zone, else as feedparser understood it."""
    # Not entry.get, which falls back from one date to the other.
    date = parse_date(dict.get(entry, name))
    parsed = dict.get(entry, f"{name}_parsed")
    return date or (datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None)


def _contents(entry: Any) -> Iterator[str]:
    """The full texts and the summary, as HTML."""
    for content in [*entry.get("content", []), entry.get("summary_detail") or {}]:
        text = str(content.get("value") or "")
        is_plain = content.get("type") == "text/plain" or "<" not in text
        yield _paragraphs(text) if is_plain else text


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part)}</p>" for part in re.split(r"\n\s*\n", text))


def _words(value: Any) -> str | None:
    """The text of a title, which may contain HTML."""
    text = str(value or "")
    return html.unescape(words_of(text) if "<" in text else text).strip() or None
