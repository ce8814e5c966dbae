"""Elements -> the text of their blocks: paragraphs, headings, items, tables.

The elements are those of HTML, or of trafilatura, which has names of its own for some of them.
"""

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

_BLOCKS = frozenset(
    "p div section article main body header footer h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote"
    " pre table tr td th figure figcaption address center hr head list item quote row cell".split()
)
_BREAKS, _UNSEEN = ("lb", "br"), ("script", "style", "title", "noscript", "template")
_LEAST_COLUMNS, _LONGEST_CELL = 2, 80  # code points of a block in a cell
_FULL_LINE = 50  # code points; a shorter line ends where its author wanted it to
_SPACES = re.compile(r"[ \t\n\r\f]+")
_ENDS = re.compile(r"[.!?:;…。؟।][\"'”’»)\]]*$")


def parsed(page: bytes) -> lxml.html.HtmlElement | None:
    """The elements of a page, or of its beginning."""
    try:
        return lxml.html.document_fromstring(page)
    except (etree.LxmlError, ValueError):
        return None


def words_of(markup: str) -> str:
    """The words of a piece of HTML, none of them of scripts; "" if it is none."""
    try:
        tree = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (etree.LxmlError, ValueError):
        return ""
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return str(tree.text_content()).strip()


def blocks_of(element: etree._Element) -> Iterator[str]:
    """The text of each block in order, none of them empty; a table is one, a line a row."""
    line = ""
    for piece in _pieces(element):
        if isinstance(piece, str):
            line += piece
        else:
            yield from [*paragraphs_of(line), *piece]
            line = ""
    yield from paragraphs_of(line)


def _pieces(element: etree._Element) -> Iterator[str | list[str]]:
    """Texts, "\\n" for a break; a list where a block begins or ends, with the table that it is."""
    if element.tag == "table" and (rows := _rows(element)):
        yield [rows]
        return
    yield _SPACES.sub(" ", element.text or "")
    for child in element:
        if child.tag in _BREAKS:
            yield "\n"
        elif child.tag in _BLOCKS and not (child.tag == "quote" and element.tag == "p"):
            yield []
            yield from _pieces(child)
            yield []
        elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
            yield from _pieces(child)
        yield _SPACES.sub(" ", child.tail or "")


def paragraphs_of(text: str) -> Iterator[str]:
    """The paragraphs of lines: one ends at an empty line, or at a line that was not only full."""
    said, last = "", ""
    for line in (" ".join(filter(None, line.split(" "))) for line in text.split("\n")):
        goes_on = line[:1].islower() or (len(last) >= _FULL_LINE and not _ENDS.search(last))
        if said and line and goes_on:
            said, last = f"{said} {line}", line
            continue
        if said:
            yield said
        said = last = line
    if said:
        yield said


def _rows(table: etree._Element) -> str:
    """Its rows as lines; "" if one column, long cells or tables in it show that it is layout."""
    rows = [[list(blocks_of(cell)) for cell in row] for row in table.iter("row", "tr")]
    blocks = [text for row in rows for cell in row for text in cell]
    is_layout = (
        table.find(".//table") is not None or max(map(len, rows), default=0) < _LEAST_COLUMNS
    )
    if is_layout or max(map(len, blocks), default=0) > _LONGEST_CELL:
        return ""
    said = ([" ".join(cell) for cell in row] for row in rows)
    return "\n".join(" | ".join(filter(None, row)) for row in said if any(row))
