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
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError, _Element

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.charset import LARGEST_ARTICLE, read_bytes, too_large
from index.readers.fields import article_of
from index.readers.markup_text import paragraphs_of
from index.readers.superscripts import raised
from index.readers.text import split_title

_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Tracked deletions, the reading aid above a word, and fallbacks for older programs.
_NOT_SHOWN = {qn("w:del"), qn("w:moveFrom"), qn("w:rt"), f"{_MARKUP}Fallback"}
_HIDDEN = [qn("w:vanish"), qn("w:strike"), qn("w:dstrike")]
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_SPACES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# Author and date of the template that python-docx creates documents from.
_TEMPLATE_AUTHOR, _TEMPLATE_DATE = "python-docx", datetime(2013, 12, 23, 23, 15, tzinfo=UTC)


def read_docx(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    data = read_bytes(file)
    try:
        with ZipFile(BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            notes = [parts.read(name) for name in _NOTES if name in parts.namelist()]
        if unpacked > LARGEST_ARTICLE:
            raise too_large()
        document = docx.Document(BytesIO(data))
    except (BadZipFile, OpcError, LxmlError, KeyError, ValueError, AttributeError) as error:
        raise UnreadableError("not a valid Word document") from error
    fields = _fields(document)
    blocks = [block for block in _blocks(document, fields) if block.strip()]
    if not blocks:
        raise UnreadableError("contains no text")
    text = "\n\n".join([*blocks, *_noted(notes)])
    if not fields["title"]:
        fields["title"], text = split_title(text)
    yield from article_of(text, fields, origin)


def _blocks(document: Document, fields: dict[str, Any]) -> Iterator[str]:
    """The text of each block; a heading at the top becomes the title if there is no other."""
    is_top = True
    for block in _in_order(document.element.body):
        is_table = block.tag == qn("w:tbl")
        text = _rows(block) if is_table else "\n\n".join(paragraphs_of(_words(block)))
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


def _noted(parts: list[bytes]) -> Iterator[str]:
    """The texts of footnotes and endnotes; those with a type are lines above them."""
    for part in parts:
        for note in parse_xml(part):
            if not note.get(qn("w:type")):
                yield " ".join(map(_words, note.iter(qn("w:p"))))


def _words(paragraph: _Element) -> str:
    said = ""
    for words in _shown(paragraph):
        said += words if isinstance(words, str) else raised(said, "".join(words))
    return said.strip()


def _shown(around: _Element) -> Iterator[str | list[str]]:
    """Words in order; those of superscripts as lists."""
    for child in around:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag == qn("w:r") and (look := child.find(qn("w:rPr"))) is not None:
            words = [word for word in _shown(child) if isinstance(word, str)]
            if not any(_is_on(look.find(name)) for name in _HIDDEN):
                yield from [words] if _is_raised(look) else words
        elif child.tag not in _NOT_SHOWN and child.tag != qn("w:pPr"):
            yield from ["\n\n"] if child.tag == qn("w:p") else []  # in a text box
            yield from _shown(child)


def _is_on(switch: _Element | None) -> bool:
    return switch is not None and switch.get(qn("w:val")) not in ("0", "false", "off")


def _is_raised(look: _Element) -> bool:
    place = look.find(qn("w:vertAlign"))
    return place is not None and place.get(qn("w:val")) == "superscript"


def _is_heading(block: _Element, document: Document) -> bool:
    if block.tag != qn("w:p"):
        return False
    found = Paragraph(block, document._body).style
    style = str(found.name) if found else ""
    return style == "Title" or style.startswith("Heading")


def _fields(document: Document) -> dict[str, Any]:
    properties = document.core_properties
    named = properties.author if properties.author != _TEMPLATE_AUTHOR else ""
    return {
        "title": properties.title or None,
        "authors": [named] if named else [],
        "published_at": None if properties.created == _TEMPLATE_DATE else properties.created,
        "language": properties.language or None,
    }
