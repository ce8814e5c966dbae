"""Line wrapping by terminal cells, not by characters.

An ideograph takes two cells, a combining character none. Words and addresses stay whole, however
long; text without spaces is broken between ideographs.
"""

import re
from collections.abc import Iterator

from rich.cells import cell_len

_WIDE = "\u1100-\u115f\u2e80-\u2fff\u3012-\ua4cf\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003fffd"
_CLOSING = "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f…”’"
_PIECES = re.compile(f"[{_WIDE}][{_CLOSING}]*|[^{_WIDE}]+")


def fill(text: str, width: int, indent: str = "") -> str:
    """`text` in lines of at most `width` cells that begin with `indent`.

    >>> fill("one two", 5)
    'one\\ntwo'
    >>> fill("\u5bb6\u65cf\u5bb6\u65cf", 4)
    '\u5bb6\u65cf\\n\u5bb6\u65cf'
    """
    room = width - cell_len(indent)
    lines: list[str] = []
    for gap, piece in _pieces(text, room):
        if lines and cell_len(lines[-1] + gap + piece) <= room:
            lines[-1] += gap + piece
        else:
            lines.append(piece)
    return "\n".join(indent + line for line in lines)


def _pieces(text: str, room: int) -> Iterator[tuple[str, str]]:
    """The unbreakable pieces, each with the separator before it."""
    for word in text.split():
        pieces = [word] if cell_len(word) <= room else _PIECES.findall(word) or [word]
        yield from ((" " if place == 0 else "", piece) for place, piece in enumerate(pieces))
