"""PDF (.pdf): the text layer in paragraphs, title, author and date from the metadata.

Read in pure Python: scripts and attachments are never looked at, and a hostile file ends as an
exception.
"""

import logging
import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from index.models import Article, Notice, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.encoding import LARGEST_ARTICLE
from index.readers.fields import article_of
from index.readers.text import split_title

_MOST_PAGES = 500
_FULL_LINE = 0.8  # a line shorter than this share of the longest may be the last of its paragraph
_SCRIPT = re.compile(rb"/(?:JavaScript|JS|Launch)\b")
# What programs write where nobody gave a title or an author; and the name of the program.
_NO_NAMES = re.compile(
    r"\s*(?:untitled|\(?anonymous\)?|\(?unspecified\)?|unknown)\s*$|^Microsoft Word - ",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…][\"'”’»)]*$")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of each fault that it mends


def read_pdf(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    data = file.read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        raise UnreadableError(f"larger than {LARGEST_ARTICLE // 2**20} MB")
    try:
        document = PdfReader(BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise UnreadableError("it is encrypted; save it without a password")
        fields = _fields(document)
        pages = [page.extract_text() for page in document.pages[:_MOST_PAGES]]
    except PyPdfError as error:
        raise UnreadableError(f"not a PDF that can be read: {error}") from error
    text = "\n\n".join(paragraph for page in pages for paragraph in paragraphs(page))
    if not text.strip():
        raise UnreadableError(
            "no text in it: its pages are pictures; recognise them first (OCR)"
            if pages
            else "no pages in it"
        )
    if not fields.get("title"):
        title, text = split_title(text)
        fields["title"] = title
    yield from article_of(text, fields, origin)
    if _SCRIPT.search(data) or _starts_scripts(document):
        yield Notice(origin.place, "holds scripts; they are not run, its text is indexed")
    if len(document.pages) > _MOST_PAGES:
        yield Notice(origin.place, f"only the first {_MOST_PAGES} pages are read")


def paragraphs(page: str) -> list[str]:
    """The lines of a page, joined where a sentence or a word goes on in the next."""
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
    """Whether it runs scripts when it is opened: packed parts of a file hide their names."""
    try:
        root = document.trailer["/Root"]
        action = root.get("/OpenAction", {})
        return "/JavaScript" in root.get("/Names", {}) or "/JS" in action
    except (PyPdfError, AttributeError, KeyError, TypeError):
        return False  # a faulty catalogue


def _fields(document: PdfReader) -> dict[str, Any]:
    said = document.metadata
    if said is None:
        return {}
    title, author = (_NO_NAMES.sub("", name or "").strip() for name in (said.title, said.author))
    return {
        "title": title,
        "authors": [author] if author else [],
        "published_at": _date(said),
    }


def _date(said: Any) -> datetime | None:
    try:
        date: datetime | None = said.creation_date
    except (ValueError, TypeError):
        return None
    return date
