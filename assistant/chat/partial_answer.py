"""The events of an answer, folded into what is to be seen of it so far."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.chat.paragraphs import count

if TYPE_CHECKING:
    from assistant.schema.answer import Answer, Citation
    from assistant.schema.events import Event


@dataclass(frozen=True, slots=True)
class Line:
    """A statement: its words, and its citations once it is checked."""

    text: str
    citations: tuple[int, ...] | None = None

    @property
    def is_checked(self) -> bool:
        return self.citations is not None


@dataclass(frozen=True, slots=True)
class PartialAnswer:
    """An answer so far: `lines` by the number of their statement, `status` before the first.

    `resolved` is the question as it was understood, where it was completed.
    """

    status: str = ""
    resolved: str = ""
    lines: "tuple[tuple[int, Line], ...]" = ()
    citations: "tuple[Citation, ...]" = ()
    answer: "Answer | None" = None

    @property
    def checked(self) -> list[Line]:
        """What has stood the check."""
        return [line for _, line in self.lines if line.is_checked]

    @property
    def cited(self) -> "list[Citation]":
        """The citations of what has stood the check."""
        numbers = {number for line in self.checked for number in line.citations or ()}
        return [citation for citation in self.citations if citation.number in numbers]


def tell(told: PartialAnswer, event: "Event") -> PartialAnswer:
    """What is to be seen after `event`."""
    from assistant.schema import events

    lines = dict(told.lines)
    match event:
        case events.Resolved(question):
            return replace(told, resolved=question)
        case events.Retrieved(sentences, articles):
            return replace(told, status=_looked_at(sentences, len(articles)))
        case events.Begun(number):
            lines[number] = Line("")
        case events.Words(number, text):
            lines[number] = Line(lines[number].text + text)
        case events.Cited(citation):
            kept = [one for one in told.citations if one.number != citation.number]
            return replace(told, citations=(*kept, citation))
        case events.Checked(number, result):
            lines[number] = Line(result.text, tuple(result.citations))
        case events.Withdrawn(number):
            lines.pop(number, None)
        case events.Done(answer):
            return replace(told, answer=answer)
    return replace(told, lines=tuple(lines.items()))


def _looked_at(sentences: int, articles: int) -> str:
    if not sentences:
        return "Nothing found to read."
    return f"Reading {count(sentences, 'sentence')} of {count(articles, 'article')} …"
