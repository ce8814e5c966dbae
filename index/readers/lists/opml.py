"""OPML: the feeds of a feed reader. Entities and document types are not expanded."""

from collections.abc import Iterator

from lxml import etree

from index.models import Problem
from index.readers.base import Origin, UnreadableError
from index.readers.lists.link import Link, link


def read_opml(text: str, origin: Origin) -> Iterator[Link | Problem]:
    """A link for each outline that has an address: the feed's, else the page's."""
    root = _parsed(text)
    if root is None:
        raise UnreadableError("not valid XML; export the OPML file again")
    number = 0
    for outline in root.iter("{*}outline"):
        stated = {name.lower(): value for name, value in outline.attrib.items()}
        feed = stated.get("xmlurl")
        address = feed or stated.get("url") or stated.get("htmlurl")
        if not address and (len(outline) or stated.get("type", "").lower() not in ("rss", "atom")):
            continue  # a folder or a note
        number += 1
        fields = {"name": stated.get("title") or stated.get("text") or ""}
        yield link(origin.part(number, "outline"), address, fields, is_feed=bool(feed))


def _parsed(text: str) -> etree._Element | None:
    """The root element; what is damaged is left out."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    # As UTF-8, whatever it declares: it is decoded already.
    body = text.removeprefix("\ufeff").lstrip()
    if body.startswith("<?xml"):
        body = body.partition("?>")[2]
    try:
        return etree.fromstring(body.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None
