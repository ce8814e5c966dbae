"""The interface of judges: they decide whether sentences support statements."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from assistant.llm.structured_request import Form
from assistant.schema.evidence import EvidenceSentence

Ruling = Literal["supported", "partly", "unsupported"]


@dataclass(frozen=True, slots=True)
class Case:
    """A statement to judge by the sentences it cites; `near` are others that may support it.

    `doubts` say what exact checks did not find.
    """

    text: str
    cited: tuple[EvidenceSentence, ...]
    near: tuple[EvidenceSentence, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A ruling and its reason in a few words.

    `part` is what is supported of a statement that is "partly"; `ids` are the sentences that
    support it, if they are others than it cites.
    """

    ruling: Ruling
    reason: str = ""
    part: str = ""
    ids: tuple[str, ...] = ()


class Judge(Protocol):
    """Decides whether sentences support statements, all statements of an answer at once."""

    @property
    def is_local(self) -> bool:
        """Whether it computes here, so that it must not run in an event loop."""
        ...

    def judge(self, cases: Sequence[Case]) -> Generator[Form, Any, Sequence[Verdict | None]]:
        """A verdict for each case; None where there is none.

        Raises what sending its request raised: `ModelError`, `BudgetError`, `DraftError`.
        """
        ...
