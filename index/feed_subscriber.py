"""Addresses and OPML files -> the feeds that they are about. Needs the extra `formats`."""

from collections.abc import Iterator
from pathlib import Path

from index.errors import ArchiveError
from index.models import Problem
from index.readers.base import UnreadableError
from index.readers.lists import Link, links_in, parser_of
from index.readers.web import Access, is_address
from index.readers.web.feeds import feed_address, is_feed, title_of
from index.readers.web.fetcher import Page, fetch

_BY_ADDRESS = "to subscribe to the feed that a page names, give the page's address"


def feeds_at(where: str, access: Access) -> Iterator[tuple[str, str] | Problem]:
    """Address and title of each feed in an OPML file, or of the feed at an address.

    Of a page, it is the feed that the page names. The file's other addresses are one Problem.
    Raises `ArchiveError` if there is no feed.
    """
    if is_address(where):
        yield _at_address(where, access)
        return
    path = Path(where).expanduser()
    if not path.is_file():
        raise ArchiveError(
            f"{where}: no such file; give the address of a feed (https://...) or an OPML file"
        )
    parser = parser_of(path)
    if parser is None:
        raise ArchiveError(f"{where}: not a list of feeds; give an OPML file, or an address")
    found = list(links_in(path, parser))
    yield from (one for one in found if isinstance(one, Problem))
    links = [one for one in found if isinstance(one, Link)]
    feeds = [link for link in links if link.is_feed]
    if links and not feeds:
        raise ArchiveError(f"{where}: its addresses are pages, not feeds; {_BY_ADDRESS}")
    if pages := len(links) - len(feeds):
        told = "1 address is a page" if pages == 1 else f"{pages:,} addresses are pages"
        yield Problem(where, f"{told}, not subscribed to; {_BY_ADDRESS}")
    for feed in feeds:
        yield feed.address, str(feed.fields.get("name") or feed.fields.get("title") or "")


def _at_address(url: str, access: Access) -> tuple[str, str]:
    try:
        page = fetch(url, access)
        if is_feed(page):
            return _subscribed(page)
        if named := feed_address(page):
            page = fetch(named, access)
            if is_feed(page):
                return _subscribed(page)
    except UnreadableError as error:
        raise ArchiveError(f"{url}: {error}; not subscribed") from error
    raise ArchiveError(
        f"{url}: not a feed, and names none; give the address of its RSS or Atom feed"
    )


def _subscribed(page: Page) -> tuple[str, str]:
    return page.moved_to or page.asked, title_of(page) or ""
