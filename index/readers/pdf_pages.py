"""A page of a PDF -> its lines in the order of reading, columns apart, without marks of notes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject

_LIGATURES = dict(zip(range(0xFB00, 0xFB07), "ff fi fl ffi ffl st st".split(), strict=True))
_SMALL = 0.75  # of the size of most letters: a mark of a note
_COLUMN = 0.3  # of the pieces begin where a column does
_LEAST_GUTTER, _LEAST_PROSE = 100, 20  # points between columns; letters of their lines
_GAP = 1.8  # of the size: more room than between lines
_NUMBER = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text that begins at `x`, `y` (points from the lower left), of letters of `size`."""

    text: str
    x: float
    y: float
    size: float


def lines_of(page: PageObject) -> list[str]:
    """The lines; an empty one where there is more room than between lines."""
    pieces: list[_Piece] = []

    def visit(text: str, cm: Any, tm: Any, _: Any, size: float) -> None:
        if text.strip():
            pieces.append(_Piece(text.strip("\n"), cm[4] + tm[4], cm[5] + tm[5], size))

    said = page.extract_text(visitor_text=visit).translate(_LIGATURES)
    usual = _usual_size(pieces)
    columns = _columns(pieces)
    marks = {n for n, piece in enumerate(pieces) if _is_mark(piece, pieces[n - 1 : n], usual)}
    if len(columns) < 2 and not marks:
        return said.splitlines()
    kept = [piece for n, piece in enumerate(pieces) if n not in marks]
    return [
        line for start, end in columns or [(0.0, 1e9)] for line in _rows(kept, start, end, usual)
    ]


def without_furniture(pages: Sequence[list[str]]) -> Iterator[list[str]]:
    """The pages without the first and last lines that all but their numbers are on several."""
    ends = Counter(key for lines in pages for key in {_key(line) for line in _ends(lines)})
    for lines in pages:
        repeated = {line for line in _ends(lines) if len(pages) > 1 and ends[_key(line)] > 1}
        yield [line for line in lines if line not in repeated]


def _ends(lines: list[str]) -> list[str]:
    said = [line for line in lines if line.strip()]
    return said[:2] + said[-2:]


def _key(line: str) -> str:
    return _NUMBER.sub("0", " ".join(line.split()))


def _usual_size(pieces: list[_Piece]) -> float:
    sizes = Counter[float]()
    for piece in pieces:
        sizes[piece.size] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _is_mark(piece: _Piece, before: list[_Piece], usual: float) -> bool:
    """Whether it is a small number above the line that it is in."""
    is_small = piece.size < _SMALL * usual and piece.text.strip().isdecimal()
    return is_small and any(0 < piece.y - one.y < one.size for one in before)


def _columns(pieces: list[_Piece]) -> list[tuple[float, float]]:
    """Where two columns of prose begin and end; empty if the page has one column."""
    starts = Counter(round(piece.x) for piece in pieces)
    common = sorted(x for x, count in starts.items() if count >= _COLUMN * len(pieces))
    if len(common) != 2 or common[1] - common[0] < _LEAST_GUTTER:
        return []
    bounds = [(0.0, common[1] - 1.0), (common[1] - 1.0, 1e9)]
    for start, end in bounds:
        texts = [len(piece.text) for piece in pieces if start <= piece.x < end]
        if sum(texts) < _LEAST_PROSE * len(texts):
            return []
    return bounds


def _rows(pieces: list[_Piece], start: float, end: float, usual: float) -> Iterator[str]:
    row, at = "", None
    for piece in pieces:
        if not start <= piece.x < end:
            continue
        text = piece.text.translate(_LIGATURES)
        if at is not None and abs(piece.y - at) <= usual / 2:
            row += text if row.endswith(" ") or text.startswith(" ") else f" {text}"
            continue
        if at is not None:
            yield row
            if at - piece.y > _GAP * usual:
                yield ""
        row, at = text, piece.y
    if row:
        yield row
