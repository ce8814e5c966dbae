"""One question on its way through the stages of the chain."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answering.concluding import Conclusion
from assistant.answering.draft import Draft
from assistant.answering.evidence import EvidenceSentence
from index.errors import ArchiveError
from index.scope import Scope

MAX_QUESTION = 4_000  # code points; more is a document, not a question


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with what each stage has found."""

    question: str
    scope: Scope = field(default_factory=Scope)
    evidence: Sequence[EvidenceSentence] = ()
    draft: Draft = field(default_factory=Draft)
    conclusion: Conclusion = field(default_factory=Conclusion)
    model: str = ""
    note: str | None = None
    understood: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)


def checked(question: str) -> str:
    """The question as it can be asked; raises `ArchiveError` where it is empty or a document."""
    question = question.encode(errors="replace").decode().strip()
    if not question:
        raise ArchiveError("the question is empty; ask it in words")
    if len(question) > MAX_QUESTION:
        raise ArchiveError(
            f"the question has {len(question):,} characters; ask in at most {MAX_QUESTION:,}"
        )
    return question
