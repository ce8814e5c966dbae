"""PDF (.pdf): the text layer in paragraphs; title, author and date from the metadata.

pypdf is pure Python, never runs scripts, and raises an exception on a malicious file.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from index.models import Article, Notice, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.charset import read_bytes
from index.readers.fields import article_of
from index.readers.pdf_pages import lines_of, without_furniture
from index.readers.text import split_title
from index.tokens import count_tokens

_MOST_PAGES = 500
_FULL_LINE = 0.8  # a line shorter than this share of the longest may end its paragraph
_SCRIPT = re.compile(rb"/(?:JavaScript|JS|Launch)\b")
# What programs write for a missing title or author, and the prefix that Word adds to titles.
_NO_NAMES = re.compile(
    r"\s*(?:untitled|\(?anonymous\)?|\(?unspecified\)?|unknown)\s*$|^Microsoft Word - ",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[•▪●◦‣∙]\s|[–—-]\s")
_HALF = re.compile(r"([^\W_][\w-]*)-$")
_AND = ("und", "oder", "bis", "and", "or", "et", "ou", "y", "o", "e", "en", "of", "och", "og", "i")
_END = re.compile(r"[.!?…][\"'”’»)]*$")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # else it logs each fault that it repairs


def read_pdf(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    data = read_bytes(file)
    try:
        document = PdfReader(BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise UnreadableError("encrypted; save it without a password")
        fields = _fields(document)
        pages = [lines_of(page) for page in document.pages[:_MOST_PAGES]]
    except PyPdfError as error:
        raise UnreadableError(f"not a valid PDF: {error}") from error
    text = "\n\n".join(_paragraphs(line for page in without_furniture(pages) for line in page))
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


def _paragraphs(lines: Iterable[str]) -> list[str]:
    """The lines of all pages, joined into paragraphs."""
    lines = [" ".join(line.split()) for line in lines]
    longest = max(map(len, lines), default=0)
    found: list[str] = []
    before = ""
    for line in lines:
        is_item = _BULLET.match(before) and line[:1].isupper()
        is_short = len(before) < _FULL_LINE * longest and _END.search(before)
        if not before or is_item or is_short or _BULLET.match(line):
            found += [line] if line else []
        elif line:
            found[-1] = _joined(found[-1], line)
        before = line
    return found


def _joined(one: str, other: str) -> str:
    """Two lines as one; a hyphen at the end of a line may be a part of the word, or of the line."""
    if one.endswith("\xad"):
        return one[:-1] + other
    half = _HALF.search(one)
    first = re.match(r"\w+", other)
    if half is None or first is None:
        return f"{one} {other}"
    if first[0] in _AND:  # "Nord- und Südküste"
        return f"{one} {other}"
    left, right = half[1].rpartition("-")[2], first[0]
    keeps = "-" in half[1] or not right[0].islower() or _are_words(left, right)
    return (one if keeps else one[:-1]) + other


def _are_words(left: str, right: str) -> bool:
    """Whether both halves are words, and together they are none, as far as a tokenizer knows."""
    alone = all(count_tokens(f" {half}") == 1 for half in (left, right))
    return alone and count_tokens(f" {left}{right}") > 1


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
