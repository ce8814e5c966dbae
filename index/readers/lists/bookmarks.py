"""Bookmarks of a browser (Netscape's format), older exports of Pocket and Instapaper in HTML."""

from collections.abc import Iterator

import lxml.html
from lxml import etree

from index.models import Problem
from index.readers.base import Origin, UnreadableError
from index.readers.lists.link import Link, link


def read_bookmarks(text: str, origin: Origin) -> Iterator[Link | Problem]:
    """A link for each bookmark; that of a live bookmark is its feed."""
    try:
        page = lxml.html.document_fromstring(
            text.removeprefix("\ufeff").encode("utf-8", "replace"),
            parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=False),
        )
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError("not valid HTML; export the bookmarks again") from error
    for number, anchor in enumerate(page.iter("a"), start=1):
        feed = anchor.get("feedurl")
        title = " ".join(anchor.text_content().split())
        here = origin.part(number, "bookmark")
        yield link(here, feed or anchor.get("href"), {"title": title}, is_feed=bool(feed))
