"""Bookmarks of a browser, exports of Pocket and Instapaper in HTML, feeds of a feed reader in OPML.

All are read as HTML, which forgives what is damaged, and neither expands entities nor fetches any.
"""

from collections.abc import Iterator

import lxml.html
from lxml import etree

from index.models import Problem
from index.readers.base import Origin, UnreadableError
from index.readers.lists.link import Link, link


def read_bookmarks(text: str, origin: Origin) -> Iterator[Link | Problem]:
    """A link for each bookmark; that of a live bookmark is its feed."""
    for number, anchor in enumerate(_parsed(text, "bookmarks").iter("a"), start=1):
        feed = anchor.get("feedurl")
        title = " ".join(anchor.text_content().split())
        here = origin.part(number, "bookmark")
        yield link(here, feed or anchor.get("href"), {"title": title}, is_feed=bool(feed))


def read_opml(text: str, origin: Origin) -> Iterator[Link | Problem]:
    """A link for each outline that has an address: the feed's, else the page's."""
    number = 0
    for outline in _parsed(text, "OPML file").iter("outline"):
        feed = outline.get("xmlurl")
        address = feed or outline.get("url") or outline.get("htmlurl")
        is_feed = outline.get("type", "").lower() in ("rss", "atom")
        if not address and (len(outline) or not is_feed):
            continue  # a folder or a note
        number += 1
        name = " ".join((outline.get("title") or outline.get("text") or "").split())
        yield link(origin.part(number, "outline"), address, {"name": name}, is_feed=bool(feed))


def _parsed(text: str, what: str) -> lxml.html.HtmlElement:
    # As UTF-8, whatever it declares: it is decoded already.
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        return lxml.html.document_fromstring(
            text.removeprefix("\ufeff").encode("utf-8", "replace"), parser
        )
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError(f"not valid; export the {what} again") from error
