"""Values of one line: titles, names, addresses."""

import unicodedata

from index.readers.encoding import scrub


def one_line(value: str) -> str | None:
    """`value` in one line, without control characters and marks that turn or hide text."""
    visible = "".join(c for c in scrub(value) if c.isspace() or not is_invisible(c))
    return " ".join(visible.split()) or None


def is_invisible(character: str) -> bool:
    """Whether it is a control or formatting character."""
    return unicodedata.category(character) in ("Cc", "Cf")
