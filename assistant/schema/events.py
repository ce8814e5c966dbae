"""What happens while an answer is made, one event after the other; the last one is `Done`.

A face shows words as they come and takes back what turns out not to be borne out: `Words` are
unchecked until their `Checked`, and gone with their `Withdrawn`. `statement` counts the statements
that were begun in this stream, from 1; a number is never used again.
"""

from dataclasses import dataclass
from typing import Any

from assistant.schema.answer import Answer, Citation, Shape, Statement


@dataclass(frozen=True, slots=True)
class Resolved:
    """A follow-up was completed: the question as it was understood. Comes first, if at all."""

    question: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The evidence is there: how many sentences, and the titles (else ids) of their articles.

    `shape` is the answer's (`Answer.shape`), so that a face knows what the statements will be.
    """

    sentences: int
    articles: tuple[str, ...]
    shape: Shape = "answer"


@dataclass(frozen=True, slots=True)
class Begun:
    """A statement begins."""

    statement: int


@dataclass(frozen=True, slots=True)
class Words:
    """More words of a statement, not checked yet."""

    statement: int
    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation, before the first statement that bears its number is `Checked`."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement was borne out; `result` holds what to show in place of the words so far."""

    statement: int
    result: Statement


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A statement was not borne out, or its reply was cut off: its words must not stay."""

    statement: int


@dataclass(frozen=True, slots=True)
class Used:
    """What the answer has cost, as `Answer.usage` says it."""

    usage: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """The answer, whole; nothing comes after it."""

    answer: Answer


Event = Resolved | Retrieved | Begun | Words | Cited | Checked | Withdrawn | Used | Done
