"""PDF (.pdf): the text layer in paragraphs; title, author and date from the metadata.

pypdf is pure Python, never runs scripts, and raises an exception on a malicious file.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from index.models import Article, Notice, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.encoding import read_bytes
from index.readers.fields import article_of
from index.readers.text import split_title

_MOST_PAGES = 500
_FULL_LINE = 0.8  # a line shorter than this share of the longest may end its paragraph
_SCRIPT = re.compile(rb"/(?:JavaScript|JS|Launch)\b")
# What programs write for a missing title or author, and the prefix that Word adds to titles.
_NO_NAMES = re.compile(
    r"\s*(?:untitled|\(?anonymous\)?|\(?unspecified\)?|unknown)\s*$|^Microsoft Word - ",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…][\"'”’»)]*$")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # else it logs each fault that it repairs


def read_pdf(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    data = read_bytes(file)
    try:
        document = PdfReader(BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise UnreadableError("encrypted; save it without a password")
        fields = _fields(document)
        pages = [page.extract_text() for page in document.pages[:_MOST_PAGES]]
    except PyPdfError as error:
        raise UnreadableError(f"not a valid PDF: {error}") from error
    text = "\n\n".join(paragraph for page in pages for paragraph in paragraphs(page))
    if not text.strip():
        raise UnreadableError(
            "contains no text, only images; run it through OCR first"
            if pages
            else "contains no pages"
        )
    if not fields.get("title"):
        title, text = split_title(text)
        fields["title"] = title
    yield from article_of(text, fields, origin)
    if _SCRIPT.search(data) or _starts_scripts(document):
        yield Notice(origin.place, "contains scripts; they are not run, its text is indexed")
    if len(document.pages) > _MOST_PAGES:
        yield Notice(origin.place, f"only the first {_MOST_PAGES} pages are indexed")


def paragraphs(page: str) -> list[str]:
    """The lines of a page, joined into paragraphs."""
    lines = [line.strip() for line in page.splitlines()]
    longest = max(map(len, lines), default=0)
    found: list[str] = []
    is_new = True
    for line in lines:
        if not line or is_new:
            found += [line] if line else []
        elif found[-1].endswith("-") and line[0].islower():
            found[-1] = found[-1][:-1] + line
        else:
            found[-1] += " " + line
        is_short = len(line) < _FULL_LINE * longest
        is_new = not line or (is_short and _END.search(line) is not None)
    return found


def _starts_scripts(document: Any) -> bool:
    """Whether opening it runs scripts; `_SCRIPT` does not find names in compressed parts."""
    try:
        root = document.trailer["/Root"]
        action = root.get("/OpenAction", {})
        return "/JavaScript" in root.get("/Names", {}) or "/JS" in action
    except (PyPdfError, AttributeError, KeyError, TypeError):
        return False  # a damaged catalogue


def _fields(document: PdfReader) -> dict[str, Any]:
    info = document.metadata
    if info is None:
        return {}
    title, author = (_NO_NAMES.sub("", name or "").strip() for name in (info.title, info.author))
    date = None
    with suppress(ValueError, TypeError):  # a malformed date
        date = info.creation_date
    return {"title": title, "authors": [author] if author else [], "published_at": date}
