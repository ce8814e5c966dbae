"""The visible part of an answer while its events arrive."""

from dataclasses import dataclass, field

from assistant.render.markdown import in_markdown, statement_in_markdown
from assistant.render.sections import Part
from assistant.render.titles import count
from assistant.schema import events
from assistant.schema.answer import Answer, Citation, Statement


@dataclass
class LiveAnswer:
    """An answer so far; `lines` are its statements, the words of those that are not checked yet.

    `status` says what is done before the first one, `resolved` how a follow-up was understood.
    """

    status: str = "Searching the archive…"
    resolved: str = ""
    lines: dict[int, Part] = field(default_factory=dict)
    answer: Answer | None = None
    _citations: dict[int, Citation] = field(default_factory=dict)

    def take(self, event: events.Event) -> None:
        match event:
            case events.Resolved(question):
                self.resolved = question
            case events.Retrieved(sentences, articles):
                read = f"{count(sentences, 'sentence')} of {count(len(articles), 'article')}"
                self.status = f"Reading {read} …" if sentences else "Nothing found."
            case events.Begun(number):
                self.lines[number] = ""
            case events.Words(number, text):
                self.lines[number] = f"{self.lines[number]}{text}"
            case events.Cited(citation):
                self._citations[citation.number] = citation
            case events.Checked(number, statement):
                self.lines[number] = statement
            case events.Withdrawn(number):
                self.lines.pop(number, None)
            case events.Done(answer):
                self.answer = answer

    @property
    def statements(self) -> list[Part]:
        """In order: checked statements, and the words of unchecked ones."""
        return [self.lines[number] for number in sorted(self.lines)]

    @property
    def checked(self) -> list[Statement]:
        return [part for part in self.statements if not isinstance(part, str)]

    @property
    def citations(self) -> list[Citation]:
        """Those of the checked statements."""
        numbers = {number for statement in self.checked for number in statement.citations}
        return [one for number, one in self._citations.items() if number in numbers]

    def in_markdown(self) -> str:
        """Markdown for front ends that do not show HTML."""
        shown = [
            in_markdown(part) if isinstance(part, str) else statement_in_markdown(part)
            for part in self.statements
        ]
        resolved = f"Understood as: {self.resolved}" if self.resolved else ""
        return " ".join(shown) or in_markdown(resolved or self.status)
