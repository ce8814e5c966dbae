"""Values of one line: titles, names, addresses."""

import unicodedata

from index.readers.encoding import scrub
from index.text import readable

_JOINERS = "\u200c\u200d"  # where readable text has them, letters need them


def one_line(value: str) -> str | None:
    """`value` in one line, without control characters and marks that turn or hide text."""
    seen = readable(scrub(value))
    visible = "".join(c for c in seen if c.isspace() or c in _JOINERS or not is_invisible(c))
    return " ".join(visible.split()) or None


def is_invisible(character: str) -> bool:
    """Whether it is a control or formatting character."""
    return unicodedata.category(character) in ("Cc", "Cf")
