"""What a check says: its name, how bad it is, what it saw, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

SHOWN = 3  # articles, or what else is found

Severity = Literal["fine", "warning", "failure"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check; `remedy` is empty if nothing needs to be done."""

    name: str
    severity: Severity
    message: str
    remedy: str = ""


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun, or noun and verb; `many` is `one` with an s if it is not given.

    >>> counted(1, "article has", "articles have"), counted(1200, "chunk")
    ('1 article has', '1,200 chunks')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def shown(names: Sequence[str], separator: str = ", ") -> str:
    """The first few of these names."""
    more = [*names[:SHOWN], "..."] if len(names) > SHOWN else names
    return separator.join(more)
