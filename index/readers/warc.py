"""Web archives (.warc, .warc.gz): each page by the reader for web pages."""

from collections.abc import Iterator
from io import BufferedReader, BytesIO
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from index.errors import in_short
from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError, attempt
from index.readers.charset import LARGEST_ARTICLE
from index.readers.html import read_page

_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(file: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    # warcio takes minutes on a file that is not a web archive.
    if not file.peek(5).startswith(b"WARC/"):
        raise UnreadableError("not a web archive: it does not begin with WARC")
    pages = 0
    try:
        for record in ArchiveIterator(file):
            if _is_page(record):
                pages += 1
                yield from _article(record, origin.part(pages, "page"))
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        yield Problem(origin.place, f"damaged after {pages} pages: {in_short(error)}")
        return
    if not pages:
        raise UnreadableError("contains no pages")


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = record.http_headers.get_header("Content-Type", "").partition(";")[0].strip().lower()
    return record.http_headers.get_statuscode() == "200" and kind in _PAGES


def _article(record: Any, origin: Origin) -> Iterator[Article | Problem]:
    """The article of a page; the date of the crawl is not the date of publication."""
    defaults = {
        "url": record.rec_headers.get_header("WARC-Target-URI"),
        "retrieved_at": record.rec_headers.get_header("WARC-Date"),
    }

    def page() -> Iterator[Article | Problem]:
        data = record.content_stream().read(LARGEST_ARTICLE + 1)
        return read_page(BytesIO(data), origin, defaults)

    yield from attempt(f"{origin.place} ({defaults['url']})", page)
