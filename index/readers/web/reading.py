"""A page, a feed and its entries, or a file at an address -> articles, by the readers of files."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from index.article import Article, Problem
from index.readers.fields import article_of
from index.readers.html import page_text, read_page
from index.readers.origin import Origin, UnreadableError, in_short
from index.readers.registry import READERS
from index.readers.web.access import Access
from index.readers.web.fetching import Page, fetch

_PAGES = ("text/html", "application/xhtml+xml", "")
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_MAY_BE_FEEDS = ("application/xml", "text/xml")
_FILES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "text/csv": ".csv",
}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# A feed's own words are an article, and no teaser, from about a paragraph on (code points).
_LEAST_CONTENT = 400


def read_web(url: str, access: Access) -> Iterator[Article | Problem]:
    """The articles behind `url`, and a Problem for what cannot be had."""
    try:
        page = fetch(url, access)
        kind = page.content_type.partition(";")[0].strip().lower()
        if kind in (*_FEEDS, *_MAY_BE_FEEDS):
            yield from _read_feed(page, access)
        else:
            yield from _read_page(page, kind, {"url": page.address})
    except UnreadableError as error:
        yield Problem(url, str(error))
    except Exception as error:  # a page that no parser foresaw must not end the run
        yield Problem(url, f"cannot be read: {in_short(error)}")


def _read_page(page: Page, kind: str, said: dict[str, Any]) -> Iterator[Article | Problem]:
    origin = Origin(page.asked, page.asked)
    if not page.data.strip():
        raise UnreadableError("the server sends nothing")
    if kind in _PAGES:
        yield from read_page(BytesIO(_as_utf8(page)), origin, said)
    elif kind in _FILES:
        yield from READERS[_FILES[kind]](BytesIO(page.data), origin)
    else:
        raise UnreadableError(f"no reader for {kind}")


def _as_utf8(page: Page) -> bytes:
    """What the server says of the encoding goes before what the page says."""
    named = _CHARSET.search(page.content_type)
    if named is None:
        return page.data
    try:
        return page.data.decode(named.group(1)).encode()
    except (LookupError, UnicodeError):
        return page.data  # it says so wrongly


def _read_feed(page: Page, access: Access) -> Iterator[Article | Problem]:
    import feedparser

    feed = feedparser.parse(BytesIO(page.data), response_headers={"content-location": page.address})
    if not feed.version or not feed.entries:
        raise UnreadableError("no feed, or one without entries")
    for entry in feed.entries[: access.most_entries]:
        yield from _read_entry(entry, feed.feed.get("title"), page, access)
    if len(feed.entries) > access.most_entries:
        yield Problem(page.asked, f"only its first {access.most_entries} entries are read")


def _read_entry(
    entry: Any, source: str | None, feed: Page, access: Access
) -> Iterator[Article | Problem]:
    """The page that the entry links to; where it cannot be had, the entry's own words."""
    link = urljoin(feed.address, entry.get("link", ""))
    said = {
        "url": link,
        "title": entry.get("title"),
        "source": source,
        "authors": [author["name"] for author in entry.get("authors", []) if author.get("name")],
        "published_at": entry.get("published") or entry.get("updated"),
    }
    try:
        if not entry.get("link"):
            raise UnreadableError("an entry without a link")
        page = fetch(link, access)
        kind = page.content_type.partition(";")[0].strip().lower()
        found = list(_read_page(page, kind, said))
    except UnreadableError as error:
        found = list(_own_words(entry, said, link or feed.asked, error))
    yield from found


def _own_words(
    entry: Any, said: dict[str, Any], link: str, why: UnreadableError
) -> Iterator[Article | Problem]:
    contents = [content.get("value", "") for content in entry.get("content", [])]
    markup = max([*contents, entry.get("summary", "")], key=len)
    text = page_text(f"<html><body><article>{markup}</article></body></html>") if markup else ""
    if len(text) < _LEAST_CONTENT:
        yield Problem(link, str(why))
        return
    yield from article_of(text, said, Origin(link, link))
    yield Problem(link, f"{why}; indexed as its feed gives it")
