"""The visible part of an answer while its events arrive."""

from dataclasses import dataclass, field

from assistant.render.markdown import in_markdown, statement_in_markdown
from assistant.schema import events
from assistant.schema.answer import Citation, Statement


@dataclass
class LiveAnswer:
    """A partial answer; `words` are statements that are not checked yet."""

    status: str = "Searching the archive…"
    words: dict[int, str] = field(default_factory=dict)
    checked: dict[int, Statement] = field(default_factory=dict)
    cited: dict[int, Citation] = field(default_factory=dict)

    def take(self, event: events.Event) -> None:
        """Apply an event."""
        match event:
            case events.Resolved(question):
                self.status = f"Understood as: {question}"
            case events.Retrieved(sentences, articles):
                self.status = f"Reading {sentences} sentences of {len(articles)} articles…"
            case events.Begun(number):
                self.words[number] = ""
            case events.Words(number, text):
                self.words[number] += text
            case events.Cited(citation):
                self.cited[citation.number] = citation
            case events.Checked(number, statement):
                self.words.pop(number, None)
                self.checked[number] = statement
            case events.Withdrawn(number):
                self.words.pop(number, None)
                self.checked.pop(number, None)

    @property
    def statements(self) -> list[Statement | str]:
        """In order: checked statements, and the words of unchecked ones."""
        return [self.checked.get(n) or self.words[n] for n in sorted({*self.checked, *self.words})]

    def in_markdown(self) -> str:
        """Markdown for front ends that do not show HTML."""
        shown = [
            in_markdown(part) if isinstance(part, str) else statement_in_markdown(part)
            for part in self.statements
        ]
        return " ".join(shown) or in_markdown(self.status)
