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


def feeds_at(where: str, access: Access) -> Iterator[tuple[str, str] | Problem]:
    """Address and title of each feed in an OPML file, or of the feed at an address.

    Of a page, it is the feed that the page names. Raises `ArchiveError` where there is none.
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
    for found in links_in(path, parser):
        if isinstance(found, Link) and found.file is None:
            yield found.address, str(found.fields.get("name") or found.fields.get("title") or "")
        elif isinstance(found, Problem):
            yield found


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
