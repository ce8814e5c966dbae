"""One question on its way through the stages of the chain."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.generation.writer import Writer
from assistant.llm.meter import Meter
from assistant.schema.answer import Shape, Unanswered
from assistant.schema.draft import Draft
from assistant.schema.evidence import CitedSentence, EvidenceSentence
from assistant.verification.conclusion import Conclusion, Judged
from index.catalog.scope import Scope
from index.errors import ArchiveError

MAX_QUESTION = 4_000  # code points; more is a document, not a question
# No 0, 1, i, l or o: an id is read from a screen and typed.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_ID_LENGTH = 8


def new_id() -> str:
    """An answer's id, out of 850 billion; whoever keeps the answer sees that there is no other."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_ID_LENGTH))


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with what each stage has found.

    `id` will be its answer's. `conversation` is the one that it belongs to; without, it is one of
    its own. `judged` is what became of each statement, also of writers that were given up.
    Of a follow-up, `question` is complete, `said` what the user said, and `earlier` what was
    cited before and may be again.
    """

    question: str
    scope: Scope = field(default_factory=Scope)
    said: str | None = None
    earlier: Sequence[CitedSentence] = ()
    evidence: Sequence[EvidenceSentence] = ()
    draft: Draft = field(default_factory=Draft)
    conclusion: Conclusion = field(default_factory=Conclusion)
    model: str = ""
    note: str | None = None
    understood: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()  # what else the user should know of how it was looked for
    seconds: dict[str, float] = field(default_factory=dict)
    id: str = field(default_factory=new_id)
    asked_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    conversation: str | None = None
    meter: Meter = field(default_factory=Meter)
    judged: tuple[Judged, ...] = ()
    shape: Shape = "answer"
    writers: Sequence[Writer] = ()  # those of its shape, instead of the chain's
    matter: str = ""  # what is asked about, where the question says more than that
    parts: tuple[str, ...] = ()  # of the question, in words: those that there is evidence for
    unanswered: tuple[Unanswered, ...] = ()  # parts for which there is nothing to write from


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
