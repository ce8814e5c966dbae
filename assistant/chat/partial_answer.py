"""The visible part of an answer while its events arrive."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.render.paragraphs import count

if TYPE_CHECKING:
    from assistant.render.sections import Part
    from assistant.schema.answer import Answer, Citation, Statement
    from assistant.schema.events import Event


@dataclass(frozen=True, slots=True)
class PartialAnswer:
    """An answer so far.

    `lines` pairs statement numbers and statements (words while unchecked), `status` is shown
    before the first one, and `resolved` is a follow-up question as it was understood.
    """

    status: str = ""
    resolved: str = ""
    lines: "tuple[tuple[int, Part], ...]" = ()
    citations: "tuple[Citation, ...]" = ()
    answer: "Answer | None" = None

    @property
    def parts(self) -> "list[Part]":
        """The statements and words in order."""
        return [part for _, part in self.lines]

    @property
    def checked(self) -> "list[Statement]":
        """The checked statements."""
        return [part for part in self.parts if not isinstance(part, str)]

    @property
    def cited(self) -> "list[Citation]":
        """The citations of the checked statements."""
        numbers = {number for line in self.checked for number in line.citations}
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
            lines[number] = ""
        case events.Words(number, text):
            lines[number] = f"{lines[number]}{text}"
        case events.Cited(citation):
            kept = [one for one in answer.citations if one.number != citation.number]
            return replace(answer, citations=(*kept, citation))
        case events.Checked(number, result):
            lines[number] = result
        case events.Withdrawn(number):
            lines.pop(number, None)
        case events.Done(whole):
            return replace(answer, answer=whole)
    return replace(answer, lines=tuple(lines.items()))


def _status(sentences: int, articles: int) -> str:
    if not sentences:
        return "Nothing found."
    return f"Reading {count(sentences, 'sentence')} of {count(articles, 'article')} …"
