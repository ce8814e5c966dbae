"""A statement as runs of text: its dateline, the words that answer the question, and the rest."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Literal, NamedTuple

from assistant.render.dateline import dateline
from assistant.schema.answer import Statement

Role = Literal["answer", "dateline", ""]
_HEADING = re.compile(r"[^:]{1,60}: ")  # a day or a source before a quotation


class Run(NamedTuple):
    """Text that is shown in one way."""

    text: str
    role: Role


def runs_of(statement: Statement, shown: Callable[[str], str] = str) -> list[Run]:
    """The runs of the statement on one line, in order; `shown` makes its text safe to show."""
    text, answer = (_line(shown(one)) for one in (statement.text, statement.answer or ""))
    dated = _find_dateline(text) if statement.support == "quoted" else range(0)
    said = _find_answer(answer, text, dated.stop)
    cuts = sorted({0, len(text), dated.start, dated.stop, said.start, said.stop})
    return [Run(text[start:end], _role(start, said, dated)) for start, end in pairwise(cuts)]


def _role(place: int, said: range, dated: range) -> Role:
    if place in said:
        return "answer"
    return "dateline" if place in dated else ""


def _find_dateline(text: str) -> range:
    """Where the dateline is: at the beginning, or after a heading."""
    heading = _HEADING.match(text)
    for start in (0, heading.end() if heading else 0):
        if found := dateline(text[start:]):
            return range(start, start + len(found))
    return range(0)


def _find_answer(answer: str, text: str, body: int) -> range:
    """Where the answer is: rather as whole words, and from `body` on."""
    if not answer:
        return range(0)
    found = (one.start() for one in re.finditer(f"(?={re.escape(answer)})", text))
    places = [range(start, start + len(answer)) for start in found]
    return min(places, key=lambda one: (_cuts_word(text, one), one.start < body), default=range(0))


def _cuts_word(text: str, span: range) -> bool:
    """Whether it begins or ends within a word."""
    edges = (text[max(span.start - 1, 0) : span.start + 1], text[span.stop - 1 : span.stop + 1])
    return any(len(edge) == 2 and edge.isalnum() for edge in edges)


def _line(text: str) -> str:
    return " ".join(text.split())
