"""An answer while it is being written, from the events so far: what a reader may see of it now."""

from dataclasses import dataclass, field

from assistant.render.markdown import in_markdown
from assistant.schema import events
from assistant.schema.answer import Citation, Statement


@dataclass
class LiveAnswer:
    """Takes events; statements that were withdrawn are gone, those not checked yet are `words`."""

    status: str = "Searching the archive…"
    words: dict[int, str] = field(default_factory=dict)
    checked: dict[int, Statement] = field(default_factory=dict)
    cited: dict[int, Citation] = field(default_factory=dict)

    def take(self, event: events.Event) -> None:
        """What the event changes."""
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
                del self.words[number]
                self.checked[number] = statement
            case events.Withdrawn(number):
                self.words.pop(number, None)
                self.checked.pop(number, None)

    @property
    def statements(self) -> list[Statement | str]:
        """In order: those that stood the check, and the words of those still being written."""
        return [self.checked.get(n) or self.words[n] for n in sorted({*self.checked, *self.words})]

    def in_markdown(self) -> str:
        """For front ends that show no HTML."""
        shown = [in_markdown(str(getattr(part, "text", part))) for part in self.statements]
        return " ".join(shown) or in_markdown(self.status)
