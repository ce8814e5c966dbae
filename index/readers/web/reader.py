"""One address -> articles: a page's own, or those that a feed's entries lead to."""

import html
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.models import DETECTED, Article, Problem
from index.readers.base import UnreadableError, in_short
from index.readers.fields import GUESSED
from index.readers.web.feeds import Entry, entries_of, is_feed
from index.readers.web.fetcher import Page, fetch
from index.readers.web.limits import Access
from index.readers.web.pages import articles_of

# Of its own text (code points): a teaser is shorter, and an answer must not rest on teasers.
_SHORTEST_ARTICLE = 500
_FILLED = ("title", "source", "authors", "published_at", "updated_at", "language")


def read_web(url: str, access: Access) -> Iterator[Article | Problem]:
    """The articles behind `url`; whatever goes wrong is one Problem an address."""
    try:
        page = fetch(url, access)
        if is_feed(page):
            yield from _read_feed(page, access)
        else:
            yield from articles_of(page)
    except UnreadableError as error:
        yield Problem(url, str(error))
    except Exception as error:  # a parser that fails on one page must not end the run
        yield Problem(url, f"cannot be read: {in_short(error)}")


def _read_feed(page: Page, access: Access) -> Iterator[Article | Problem]:
    if len(page.data) > access.most_feed_bytes:
        raise UnreadableError(
            f"larger than {access.most_feed_bytes / 2**20:g} MB, too large for a feed"
        )
    entries = entries_of(page)
    for entry in entries[: access.most_entries]:
        yield from _read_entry(entry, access)
    if len(entries) > access.most_entries:
        left_out = len(entries) - access.most_entries
        told = f"only its first {access.most_entries} entries were read; {left_out} more"
        yield Problem(page.asked, f"{told} {'was' if left_out == 1 else 'were'} not")


def _read_entry(entry: Entry, access: Access) -> Iterator[Article | Problem]:
    try:
        yield from _read_link(entry, access)
    except UnreadableError as error:
        yield from _own_text(entry, str(error))
    except Exception as error:  # as above: the other entries are still to come
        yield from _own_text(entry, f"cannot be read: {in_short(error)}")


def _read_link(entry: Entry, access: Access) -> list[Article | Problem]:
    """Everything of the page at once: half of it and the feed's text would be too much."""
    if entry.link is None:
        raise UnreadableError("the entry has no address")
    page = fetch(entry.link, access)
    if is_feed(page):
        raise UnreadableError("the entry leads to another feed, not to a page")
    return [_filled(found, entry.said) for found in articles_of(page)]


def _own_text(entry: Entry, reason: str) -> Iterator[Article | Problem]:
    """The article as the feed brings it, and why its page was not read."""
    title = html.escape(entry.said.title or "")
    data = (
        f'<html><head><meta property="og:title" content="{title}"></head>'
        f"<body><article>{entry.content}</article></body></html>"
    )
    address = entry.link or entry.name
    page = Page(address, address, "text/html; charset=utf-8", data.encode(errors="replace"))
    try:
        found = [_filled(one, entry.said) for one in articles_of(page, name=entry.name)]
    except Exception:  # the feed's text is the second best: why there is no page is worth saying
        found = []
    if any(isinstance(one, Article) and len(one.text) >= _SHORTEST_ARTICLE for one in found):
        yield from found
        yield Problem(address, f"{reason}; indexed as the feed has it")
    else:
        yield Problem(address, reason)


def _filled(found: Article | Problem, said: Article) -> Article | Problem:
    """What the page does not say, the feed does; it knows the date better than an address."""
    if isinstance(found, Problem):
        return found
    if said.published_at and GUESSED in found.metadata:
        metadata = {name: value for name, value in found.metadata.items() if name != GUESSED}
        found = replace(found, published_at=None, metadata=metadata)
    if said.language and DETECTED in found.metadata:
        metadata = {name: value for name, value in found.metadata.items() if name != DETECTED}
        found = replace(found, language=None, metadata=metadata)
    missing: dict[str, Any] = {
        name: getattr(said, name) for name in _FILLED if not getattr(found, name)
    }
    return replace(found, **missing)
