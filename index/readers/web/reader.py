"""One address -> the articles of a page, or of the pages that a feed links to."""

from collections.abc import Iterator
from dataclasses import replace

from index.models import Article, Problem
from index.readers.addresses import canonical_url
from index.readers.base import UnreadableError, reason_of
from index.readers.charset import clean
from index.readers.fields import with_defaults
from index.readers.html import visible_text
from index.readers.web.feeds import Entry, entries_of, is_feed
from index.readers.web.fetcher import NOTHING_KNOWN, Page, Validators, fetch
from index.readers.web.limits import Access
from index.readers.web.pages import articles_of

# Code points of the text in a feed; shorter ones are teasers, too little to answer from.
_SHORTEST_ARTICLE = 500


def read_web(url: str, access: Access) -> Iterator[Article | Problem]:
    """The articles at `url`, and a Problem for each entry of a feed that cannot be read."""
    page = fetch(url, access)
    return _read_feed(page, access) if is_feed(page) else articles_of(page)


def _read_feed(page: Page, access: Access) -> Iterator[Article | Problem]:
    entries = entries_in(page, access)
    for entry in entries[: access.most_entries]:
        yield from _read_entry(entry, access)
    if len(entries) > access.most_entries:
        left_out = len(entries) - access.most_entries
        reason = f"only the first {access.most_entries} entries were read; {left_out} skipped"
        yield Problem(page.asked, reason)


def entries_in(page: Page, access: Access) -> list[Entry]:
    """All entries of a feed. Raises UnreadableError without any, and for too large a feed."""
    if len(page.data) > access.most_feed_bytes:
        raise UnreadableError(
            f"larger than {access.most_feed_bytes / 2**20:g} MB, too large for a feed"
        )
    return entries_of(page)


def _read_entry(entry: Entry, access: Access) -> Iterator[Article | Problem]:
    try:
        yield from linked_articles(entry, linked_page(entry, access))
    except Exception as error:  # the other entries are still read
        yield from own_text(entry, reason_of(error))


def linked_page(
    entry: Entry, access: Access, known: Validators = NOTHING_KNOWN, is_patient: bool = True
) -> Page:
    """The page that an entry links to, by `fetch`. Raises UnreadableError."""
    if entry.link is None:
        raise UnreadableError("the entry has no address")
    return fetch(entry.link, access, known, is_patient)


def linked_articles(entry: Entry, page: Page) -> list[Article | Problem]:
    """All of the page as a list: on an error, the feed's text replaces it."""
    if is_feed(page):
        raise UnreadableError("the entry links to another feed, not to a page")
    return [with_defaults(found, entry.fields) for found in articles_of(page)]


def own_text(entry: Entry, reason: str) -> Iterator[Article | Problem]:
    """The article from the text in the feed, and a Problem that says why the page was not read."""
    address = entry.link or entry.name
    text = visible_text(entry.content) if entry.content else ""
    if len(text) < (_SHORTEST_ARTICLE if entry.link else 1):
        yield Problem(address, reason)
        return
    url = canonical_url(entry.link or entry.fields.path or "")
    yield replace(entry.fields, text=clean(text), url=url, path=address)
    yield Problem(address, f"{reason}; the text in the feed is indexed")
