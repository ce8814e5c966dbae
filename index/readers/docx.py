"""Word documents (.docx): paragraphs and tables, title, author and date from the properties.

Reads the text from the XML: python-docx skips tracked insertions, form fields and nested tables,
and repeats merged cells.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError, _Element

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.encoding import LARGEST_ARTICLE, read_bytes, too_large
from index.readers.fields import article_of

_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Tracked deletions, and fallbacks for older programs.
_NOT_SHOWN = {qn("w:del"), qn("w:moveFrom"), f"{_MARKUP}Fallback"}
_SPACES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# Author and date of the template that python-docx creates documents from.
_TEMPLATE = ("python-docx", datetime(2013, 12, 23, 23, 15, tzinfo=UTC))


def read_docx(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    data = read_bytes(file)
    try:
        with ZipFile(BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > LARGEST_ARTICLE:
            raise too_large()
        document = docx.Document(BytesIO(data))
    except (BadZipFile, OpcError, LxmlError, KeyError, ValueError, AttributeError) as error:
        raise UnreadableError("not a valid Word document") from error
    fields = _fields(document)
    blocks = [block for block in _blocks(document, fields) if block.strip()]
    if not blocks:
        raise UnreadableError("contains no text")
    yield from article_of("\n\n".join(blocks), fields, origin)


def _blocks(document: Document, fields: dict[str, Any]) -> Iterator[str]:
    """The text of each block; a heading at the top becomes the title if there is no other."""
    is_top = True
    for block in _in_order(document.element.body):
        text = _rows(block) if block.tag == qn("w:tbl") else _words(block)
        if is_top and text and _is_heading(block, document) and fields["title"] in (None, text):
            fields["title"] = text
        else:
            yield text
        is_top &= not text


def _in_order(around: _Element) -> Iterator[_Element]:
    """The paragraphs and tables, including those in form fields."""
    for child in around:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag not in _NOT_SHOWN:
            yield from _in_order(child)


def _rows(table: _Element) -> str:
    rows = (
        [" ".join(filter(None, map(_words, cell.iter(qn("w:p"))))) for cell in _cells(row)]
        for row in table.iterchildren(qn("w:tr"))
    )
    return "\n".join(" | ".join(row) for row in rows if any(row))


def _cells(row: _Element) -> list[_Element]:
    found: list[_Element] = row.xpath("w:tc | w:sdt/w:sdtContent/w:tc")
    return found


def _words(paragraph: _Element) -> str:
    return "".join(_shown(paragraph)).strip()


def _shown(around: _Element) -> Iterator[str]:
    for child in around:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in _NOT_SHOWN and child.tag != qn("w:pPr"):
            yield from _shown(child)


def _is_heading(block: _Element, document: Document) -> bool:
    if block.tag != qn("w:p"):
        return False
    found = Paragraph(block, document._body).style
    style = str(found.name) if found else ""
    return style == "Title" or style.startswith("Heading")


def _fields(document: Document) -> dict[str, Any]:
    properties = document.core_properties
    is_template = (properties.author, properties.created) == _TEMPLATE
    return {
        "title": properties.title or None,
        "authors": [properties.author] if properties.author and not is_template else [],
        "published_at": None if is_template else properties.created,
        "language": properties.language or None,
    }
