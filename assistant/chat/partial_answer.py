"""The visible part of an answer while its events arrive."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.chat.paragraphs import count

if TYPE_CHECKING:
    from assistant.schema.answer import Answer, Citation
    from assistant.schema.events import Event


@dataclass(frozen=True, slots=True)
class Line:
    """A statement; `citations` is None until it is checked."""

    text: str
    citations: tuple[int, ...] | None = None

    @property
    def is_checked(self) -> bool:
        return self.citations is not None


@dataclass(frozen=True, slots=True)
class PartialAnswer:
    """An answer so far.

    `lines` pairs statement numbers and statements, `status` is shown before the first one, and
    `resolved` is a follow-up question as it was understood.
    """

    status: str = ""
    resolved: str = ""
    lines: "tuple[tuple[int, Line], ...]" = ()
    citations: "tuple[Citation, ...]" = ()
    answer: "Answer | None" = None

    @property
    def checked(self) -> list[Line]:
        """The checked statements."""
        return [line for _, line in self.lines if line.is_checked]

    @property
    def cited(self) -> "list[Citation]":
        """The citations of the checked statements."""
        numbers = {number for line in self.checked for number in line.citations or ()}
        return [citation for citation in self.citations if citation.number in numbers]


def apply(answer: PartialAnswer, event: "Event") -> PartialAnswer:
    """The partial answer after `event`."""
    from assistant.schema import events

    lines = dict(answer.lines)
    match event:
        case events.Resolved(question):
            return replace(answer, resolved=question)
        case events.Retrieved(sentences, articles):
            return replace(answer, status=_status(sentences, len(articles)))
        case events.Begun(number):
            lines[number] = Line("")
        case events.Words(number, text):
            lines[number] = Line(lines[number].text + text)
        case events.Cited(citation):
            kept = [one for one in answer.citations if one.number != citation.number]
            return replace(answer, citations=(*kept, citation))
        case events.Checked(number, result):
            lines[number] = Line(result.text, tuple(result.citations))
        case events.Withdrawn(number):
            lines.pop(number, None)
        case events.Done(whole):
            return replace(answer, answer=whole)
    return replace(answer, lines=tuple(lines.items()))


def _status(sentences: int, articles: int) -> str:
    if not sentences:
        return "Nothing found."
    return f"Reading {count(sentences, 'sentence')} of {count(articles, 'article')} …"
