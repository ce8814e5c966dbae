"""The events of a streamed answer; the last one is `Done`.

An interface shows words as they arrive and removes those that the sources do not support: `Words`
are unchecked until `Checked` and must be removed on `Withdrawn`. `statement` numbers the statements
begun in this stream, from 1; a number is never reused.

While a model writes, a statement that passes the exact checks is `Checked` with the support
"checked", and a doubtful one is `Withdrawn`. When a judge has decided on all of them, each that it
changed is `Checked` again with its new text, support and citations, or `Withdrawn`, in the order of
the statements; a doubtful one that it supports begins again. Then a `Cited` may give a number to
another citation.
"""

from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing, closing
from dataclasses import dataclass
from typing import Any

from assistant.schema.answer import Answer, Change, Citation, Shape, Statement


@dataclass(frozen=True, slots=True)
class Resolved:
    """The standalone question of a follow-up. Always the first event, if it occurs."""

    question: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The evidence was retrieved: the number of sentences, and their articles' titles (else ids).

    `shape` is that of the answer (`Answer.shape`).
    """

    sentences: int
    articles: tuple[str, ...]
    shape: Shape = "answer"


@dataclass(frozen=True, slots=True)
class Begun:
    """A new statement begins."""

    statement: int


@dataclass(frozen=True, slots=True)
class Words:
    """More words of a statement, not yet checked."""

    statement: int
    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation; comes before the `Checked` statements with its number, which it may redefine."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement passed a check; show `result` in place of its words, or of an earlier result."""

    statement: int
    result: Statement


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A statement is withheld, or its reply was cut off: remove it, even if it was `Checked`."""

    statement: int


@dataclass(frozen=True, slots=True)
class Used:
    """The usage so far, in the form of `Answer.usage`."""

    usage: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """The complete answer; always the last event."""

    answer: Answer


Event = Resolved | Retrieved | Begun | Words | Cited | Checked | Withdrawn | Used | Done


def with_citations(event: Event, change: Change) -> Event:
    """The event with each citation replaced by what `change` makes of it."""
    if isinstance(event, Cited):
        return Cited(change(event.citation))
    return Done(event.answer.with_citations(change)) if isinstance(event, Done) else event


def answer_of(events: Generator[Event], show: Callable[[Event], None] = lambda _: None) -> Answer:
    """The answer at the end of a stream, which is closed; `show` is called for each event."""
    with closing(events):
        for event in events:
            show(event)
            if isinstance(event, Done):
                return event.answer
    raise AssertionError("a stream ends with Done")


async def aanswer_of(
    events: AsyncGenerator[Event], show: Callable[[Event], None] = lambda _: None
) -> Answer:
    """`answer_of` for asynchronous code."""
    async with aclosing(events):
        async for event in events:
            show(event)
            if isinstance(event, Done):
                return event.answer
    raise AssertionError("a stream ends with Done")
