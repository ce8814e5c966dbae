"""What a writer hands over before anything is checked: statements with the ids they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.answering.answer import Reason
from assistant.answering.evidence import EvidenceSentence


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """A statement as written; `ids` may name anything until they are checked."""

    ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Statements, or a reason for none; `detail` says the reason in a sentence for people."""

    statements: tuple[DraftStatement, ...] = ()
    reason: Reason | None = None
    detail: str = ""
    usage: dict[str, Any] = field(default_factory=dict)


class DraftError(Exception):
    """A writer gave nothing that can be used; the text says why in one line."""


class Writer(Protocol):
    """Evidence -> draft. `name` stands on the answer as its model."""

    name: str

    def write(self, question: str, evidence: Sequence[EvidenceSentence]) -> Draft:
        """A draft from `evidence` alone; raises `DraftError` where none can be had."""
        ...
