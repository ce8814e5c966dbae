"""`<meta http-equiv="refresh">`: the address that a page sends its reader to at once."""

import re
from urllib.parse import urljoin

from lxml.html import HtmlElement

from index.readers.markup_text import parsed

_HEAD = 100_000  # bytes that are searched
_MOST_SECONDS = 10  # a later refresh is a page that loads itself again
_SHORT = 500  # code points of text; a longer page is worth reading without scripts
_CONTENT = re.compile(
    r"""\s*+(\d{1,4})(?:\.\d*+)?+(?:\s*+[;,]|\s)\s*+(?:url\s*+=\s*+)?+["']?\s*+(?!url\s*+=)"""
    r"""([^"'\s][^"']*)""",
    re.IGNORECASE,
)
_REFRESH = "//meta[translate(@http-equiv, 'REFSH', 'refsh') = 'refresh'][@content]"


def refresh_target(body: bytes, content_type: str) -> str | None:
    """Where an HTML page sends its reader within ten seconds, relative to its own address.

    >>> refresh_target(b'<meta http-equiv="Refresh" content="0; URL=/news/a">', "text/html")
    '/news/a'

    One for readers without scripts counts where the page has next to no text itself.
    """
    head = body[:_HEAD]
    if "html" not in content_type.lower() or b"refresh" not in head.lower():
        return None
    page = parsed(head)
    if page is None:
        return None
    for meta in page.xpath(_REFRESH):
        found = _CONTENT.match(meta.get("content"))
        is_left_out = meta.xpath("ancestor::noscript") and len(_text(page)) > _SHORT
        if found and int(found[1]) <= _MOST_SECONDS and not is_left_out:
            base = str(page.xpath("string(//base/@href)"))
            return urljoin(base, str(found[2]).strip())
    return None


def _text(page: HtmlElement) -> str:
    shown = page.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
    return " ".join(" ".join(shown).split())
