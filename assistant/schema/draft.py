"""What a writer hands over before anything is checked: statements with the ids they rest on."""

from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.schema.answer import Reason, Unanswered


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """A statement as written; `ids` may name anything until they are checked.

    `heading` is what the assistant itself sets before it: a day, a source. A statement that
    `is_counted` says what the catalogue gives, and no sentence is asked to bear it out: never a
    model's. `among` are the ids of the only sentences that may bear it out; empty, all may.
    """

    ids: tuple[str, ...]
    text: str
    heading: str = ""
    is_counted: bool = False
    among: frozenset[str] = frozenset()
    part: str = ""  # of the question, in words

    @property
    def line(self) -> str:
        """What is shown while it is written."""
        return self.heading + self.text


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a statement as it was written; `shown` are the words that stand for it.

    One that `is_refused` had passed the rules' check, but not the judge.
    """

    text: str
    ids: tuple[str, ...]
    fate: Literal["as-cited", "recited", "replaced", "repeated", "dropped"]
    shown: str | None = None
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Statements, or a reason for none; `detail` says the reason in a sentence for people.

    `complete` of the statements have come to their end; the one after them is being written.
    `unanswered` are parts of the question that nothing was written for. `model` is who wrote it,
    `note` what the user should know of that, and `given_up` what became of the statements of those
    who wrote before.
    """

    statements: tuple[DraftStatement, ...] = ()
    reason: Reason | None = None
    detail: str = ""
    usage: dict[str, Any] = field(default_factory=dict)
    open: bool = False
    unanswered: tuple[Unanswered, ...] = ()
    model: str = ""
    note: str | None = None
    given_up: tuple[Judged, ...] = ()

    @property
    def complete(self) -> int:
        """How many statements, from the first, will not change any more."""
        return len(self.statements) - self.open


class DraftError(Exception):
    """A writer gave nothing that can be used; the text says why in one line."""
