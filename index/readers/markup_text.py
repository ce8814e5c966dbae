"""Elements -> the text of their blocks: paragraphs, headings, items, tables.

The elements are those of HTML, or of trafilatura, which has names of its own for some of them.
"""

import re
from collections.abc import Iterator

from lxml import etree

_BLOCKS = frozenset(
    "p div section article main body header footer h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote"
    " pre table tr td th figure figcaption address center hr head list item quote row cell".split()
)
_QUOTES = ("quote", "blockquote")
_BREAKS, _UNSEEN = ("lb", "br"), ("script", "style", "title", "noscript", "template")
_LONGEST_CELL = 200  # code points; a table with longer cells only lays out the page
_FULL_LINE = 50  # code points; a shorter line ends where its author wanted it to
_SPACES = re.compile(r"[ \t\n\r\f]+")
_ENDS = re.compile(r"[.!?:;…。؟।][\"'”’»)\]]*$")


def blocks_of(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The name and text of each block in order, none of them empty; all in a quote are quotes."""
    name, line = str(element.tag), ""
    for inside, piece in _pieces(element, name):
        if piece is None:
            yield from _paragraphs(name, line)
            name, line = inside, ""
        else:
            line += piece
    yield from _paragraphs(name, line)


def _pieces(element: etree._Element, block: str) -> Iterator[tuple[str, str | None]]:
    """Texts with the name of their block; None where a block begins or ends; "\\n" for a break."""
    if element.tag == "table" and (rows := _rows(element)):
        yield block, rows
        return
    yield block, _SPACES.sub(" ", element.text or "")
    for child in element:
        if child.tag in _BREAKS:
            yield block, "\n"
        elif child.tag in _BLOCKS and not (child.tag == "quote" and element.tag == "p"):
            inside = block if block in _QUOTES else str(child.tag)
            yield inside, None
            yield from _pieces(child, inside)
            yield block, None
        elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
            yield from _pieces(child, block)
        yield block, _SPACES.sub(" ", child.tail or "")


def _paragraphs(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Two breaks divide paragraphs; one divides lines, unless a line was only full."""
    if name == "table":
        yield name, text
        return
    said = ""
    for line in (" ".join(line.split(" ")).strip() for line in text.split("\n")):
        goes_on = line[:1].islower() or (len(said) >= _FULL_LINE and not _ENDS.search(said))
        if said and line and goes_on:
            said = f"{said} {line}"
            continue
        if said:
            yield name, said
        said = line
    if said:
        yield name, said


def _rows(table: etree._Element) -> str:
    """Its rows as lines; "" if it has long cells or other tables in it."""
    rows = [
        [" ".join(text for _, part in blocks_of(cell) for text in part.split("\n")) for cell in row]
        for row in table.iter("row", "tr")
    ]
    cells = [cell for row in rows for cell in row]
    is_layout = (
        max(map(len, cells), default=0) > _LONGEST_CELL or table.find(".//table") is not None
    )
    return "" if is_layout else "\n".join(" | ".join(filter(None, row)) for row in rows if any(row))
