"""A question: what a person said, within what, and in which conversation."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from assistant.schema.evidence import CitedSentence
from index.catalog.scope import Scope
from index.errors import ArchiveError

Moment = str | date | datetime | None  # of a filter, as a user gives it

MAX_QUESTION = 4_000  # code points; more is a document, not a question
# No 0, 1, i, l or o: an id is read from a screen and typed.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_ID_LENGTH = 8


def new_id() -> str:
    """An answer's id, out of 850 billion; whoever keeps the answer sees that there is no other."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_ID_LENGTH))


@dataclass(frozen=True, slots=True)
class Question:
    """What was said, and the `scope` that the user has set.

    Of a follow-up, `resolved` is it made to stand alone, and `earlier` what was cited before and
    may be again. `unknown_source` is what to say where the scope names a source that the archive
    does not have. `id` will be the answer's; `conversation` is the id of the one that the question
    belongs to, None where it is one of its own.
    """

    text: str
    scope: Scope = field(default_factory=Scope)
    resolved: str | None = None
    earlier: Sequence[CitedSentence] = ()
    unknown_source: str = ""
    conversation: str | None = None
    id: str = field(default_factory=new_id)
    asked_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def standalone(self) -> str:
        """The question as it can be understood without the turns before."""
        return self.text if self.resolved is None else self.resolved


def checked(question: str) -> str:
    """The question as it can be asked; raises `ArchiveError` where it is empty or a document.

    And `TypeError` where it is no text at all.
    """
    if not isinstance(question, str):
        raise TypeError(f"a question is text, not {type(question).__name__}: {question!r:.60}")
    question = question.encode(errors="replace").decode().strip()
    if not question:
        raise ArchiveError("the question is empty; ask it in words")
    if len(question) > MAX_QUESTION:
        raise ArchiveError(
            f"the question has {len(question):,} characters; ask in at most {MAX_QUESTION:,}"
        )
    return question
