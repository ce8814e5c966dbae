"""What every face shows of statements: headings, marks, quotations once, what is withheld."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from assistant.render.titles import count
from assistant.schema.answer import Answer, Citation, Statement

# Behind the numbers of a statement; one that is verified or quoted has none.
MARKS = {"checked": "°", "unverified": "†"}
_MEANINGS = {
    "checked": "numbers, names and dates checked, not judged by a model",
    "unverified": "not verified",
}

Part = Statement | str  # a statement, or the unchecked words of one


def by_heading(parts: Iterable[Part]) -> Iterator[tuple[str | None, list[Part]]]:
    """Consecutive statements with their heading; unchecked words stay in the section before."""
    heading: str | None = None
    headed: list[tuple[str | None, Part]] = []
    for part in parts:
        heading = heading if isinstance(part, str) else part.section
        headed.append((heading, part))
    for name, group in groupby(headed, key=lambda one: one[0]):
        yield name, [part for _, part in group]


def mark_of(statement: Statement) -> str:
    """The mark of what is not fully verified."""
    return MARKS.get(statement.support, "")


def legend(statements: Iterable[Statement]) -> str:
    """What the marks of the statements mean; empty if there are none."""
    supports = {statement.support for statement in statements}
    return "; ".join(f"{mark} {_MEANINGS[s]}" for s, mark in MARKS.items() if s in supports)


def is_said(citation: Citation, texts: Iterable[str]) -> bool:
    """Whether one of the `texts` has the quotation word for word, so that it need not be shown."""
    quote = _words(citation.quote)
    return any(quote in _words(text) for text in texts)


def texts_of(statements: Iterable[Statement]) -> list[str]:
    return [statement.text for statement in statements]


def quoted(text: str) -> str:
    """`text` in quotation marks, unless it begins with one of its own.

    >>> quoted("It rained."), quoted("“It rained,” she said.")
    ('“It rained.”', '“It rained,” she said.')
    """
    words = _words(text)
    has_own = words[:1] in ("„", '"') or unicodedata.category(words[:1] or " ") in ("Pi", "Pf")
    return words if has_own else f"“{words}”"


def count_withheld(answer: Answer) -> str:
    """How many statements are withheld, or shown in part, in words; empty if none is."""
    parts = sum(one.shown is not None for one in answer.withheld)
    counts = {"withheld": len(answer.withheld) - parts, "shortened": parts}
    return ", ".join(f"{count(n, 'statement')} {how}" for how, n in counts.items() if n)


def _words(text: str) -> str:
    return " ".join(text.split())
