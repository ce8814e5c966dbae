"""One question on its way through the stages of the chain."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answering.concluding import Conclusion
from assistant.answering.draft import Draft
from assistant.answering.evidence import EvidenceSentence
from index.scope import Scope


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
