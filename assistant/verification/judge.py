"""The interface of judges, and a cache of their verdicts for one answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from assistant.llm.meter import Meter
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.antecedents import told_before


class Judge(Protocol):
    """Decides whether sentences support a statement.

    `context` (title, source and day of their articles, the text before them) only shows who and
    what they refer to.
    """

    def paid_by(self, meter: "Meter") -> Self:
        """This judge, recording its requests on `meter`."""
        ...

    def judge(self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()) -> bool:
        """Whether `sentences` support `statement`.

        Raises `ModelError` if a model cannot be reached, `DraftError` if its verdict may exceed the
        budget.
        """
        ...

    async def ajudge(
        self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()
    ) -> bool:
        """`judge` for an event loop, without blocking it."""
        ...


_Key = tuple[str, tuple[str, ...]]


class UnjudgedError(Exception):
    """A verdict is needed that has not been requested yet."""

    def __init__(self, statement: str, cited: Sequence[EvidenceSentence]) -> None:
        super().__init__(statement)
        self.statement, self.cited = statement, cited


@dataclass(frozen=True, slots=True)
class VerdictCache:
    """A judge with its verdicts; if `is_patient`, it raises `UnjudgedError` instead of asking."""

    judge: Judge
    is_patient: bool = False
    _verdicts: dict[_Key, bool] = field(default_factory=dict)

    def patient(self) -> "VerdictCache":
        """A view of the same verdicts that raises `UnjudgedError` for missing ones."""
        return VerdictCache(self.judge, True, self._verdicts)

    def bears_out(self, statement: str, cited: Sequence[EvidenceSentence]) -> bool:
        """Whether the judge says that the cited sentences support the statement."""
        key = _key(statement, cited)
        if key not in self._verdicts:
            if self.is_patient:
                raise UnjudgedError(statement, cited)
            self._verdicts[key] = self.judge.judge(statement, *_matter(cited))
        return self._verdicts[key]

    async def learn(self, wanted: UnjudgedError) -> None:
        """Requests that verdict, in an event loop."""
        verdict = await self.judge.ajudge(wanted.statement, *_matter(wanted.cited))
        self._verdicts[_key(wanted.statement, wanted.cited)] = verdict

    def has_refused(self, statement: str, cited: Sequence[EvidenceSentence]) -> bool:
        """Whether the judge was asked and refused the statement."""
        return self._verdicts.get(_key(statement, cited)) is False


def _key(statement: str, cited: Sequence[EvidenceSentence]) -> _Key:
    return statement, tuple(sentence.id for sentence in cited)


def _matter(cited: Sequence[EvidenceSentence]) -> tuple[list[str], list[str]]:
    """The sentences, and the context that shows who and what they refer to."""
    context = dict.fromkeys(told for one in cited for told in told_before(one))
    return [one.text for one in cited], list(context)
