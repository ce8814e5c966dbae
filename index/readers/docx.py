"""Word documents (.docx): paragraphs and tables, title, author and date from the properties."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from index.article import Article, Problem
from index.readers.decoding import LARGEST_ARTICLE
from index.readers.fields import article_of
from index.readers.origin import Origin, UnreadableError


def read_docx(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    data = file.read(LARGEST_ARTICLE + 1)
    try:
        with ZipFile(BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if max(len(data), unpacked) > LARGEST_ARTICLE:
            raise UnreadableError(f"larger than {LARGEST_ARTICLE // 2**20} MB")
        document = docx.Document(BytesIO(data))
    except (BadZipFile, OpcError, LxmlError, KeyError, ValueError, AttributeError) as error:
        raise UnreadableError("not a Word document that can be read") from error
    fields = _fields(document)
    blocks = [block for block in _blocks(document, fields) if block.strip()]
    if not blocks:
        raise UnreadableError("no text in it")
    yield from article_of("\n\n".join(blocks), fields, origin)


def _blocks(document: Document, fields: dict[str, Any]) -> Iterator[str]:
    """The text of each block; a heading at the top is the title, if there is no other."""
    is_top = True
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield "\n".join(" | ".join(cell.text for cell in row.cells) for row in block.rows)
            is_top = False
            continue
        text = block.text.strip()
        if is_top and text and _is_heading(block) and fields["title"] in (None, text):
            fields["title"] = text
        else:
            yield text
        is_top &= not text


def _is_heading(block: Paragraph) -> bool:
    style = str(block.style.name) if block.style else ""
    return style == "Title" or style.startswith("Heading")


def _fields(document: Document) -> dict[str, Any]:
    said = document.core_properties
    return {
        "title": said.title or None,
        "authors": [said.author] if said.author else [],
        "published_at": said.created,
        "language": said.language or None,
    }
