"""A judge of statements, and its verdicts in one answer: each statement is judged once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from assistant.llm.meter import Meter
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.antecedents import told_before


class Judge(Protocol):
    """Says whether sentences bear a statement out.

    `context` (title, source and day of their articles, what stands before them) says only who and
    what is meant in them.
    """

    def paid_by(self, meter: "Meter") -> Self:
        """The same, for one answer."""
        ...

    def judge(self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()) -> bool:
        """Whether they do.

        Raises `ModelError` where a model cannot be asked, `DraftError` where its verdict would cost
        too much.
        """
        ...

    async def ajudge(
        self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()
    ) -> bool:
        """The same for code that runs in an event loop, which goes on meanwhile."""
        ...


_Key = tuple[str, tuple[str, ...]]


class UnjudgedError(Exception):
    """A verdict is wanted that nobody has asked for yet."""

    def __init__(self, statement: str, cited: Sequence[EvidenceSentence]) -> None:
        super().__init__(statement)
        self.statement, self.cited = statement, cited


@dataclass(frozen=True, slots=True)
class VerdictCache:
    """A judge and what it has said; one that `is_patient` asks nobody, but raises UnjudgedError."""

    judge: Judge
    is_patient: bool = False
    _verdicts: dict[_Key, bool] = field(default_factory=dict)

    def patient(self) -> "VerdictCache":
        """The same verdicts, for looking ahead what must be asked."""
        return VerdictCache(self.judge, True, self._verdicts)

    def bears_out(self, statement: str, cited: Sequence[EvidenceSentence]) -> bool:
        """Whether the judge says so."""
        key = _key(statement, cited)
        if key not in self._verdicts:
            if self.is_patient:
                raise UnjudgedError(statement, cited)
            self._verdicts[key] = self.judge.judge(statement, *_matter(cited))
        return self._verdicts[key]

    async def learn(self, wanted: UnjudgedError) -> None:
        """Asks for that verdict, in an event loop."""
        verdict = await self.judge.ajudge(wanted.statement, *_matter(wanted.cited))
        self._verdicts[_key(wanted.statement, wanted.cited)] = verdict

    def has_refused(self, statement: str, cited: Sequence[EvidenceSentence]) -> bool:
        """Whether it was asked and said that it is not so."""
        return self._verdicts.get(_key(statement, cited)) is False


def _key(statement: str, cited: Sequence[EvidenceSentence]) -> _Key:
    return statement, tuple(sentence.id for sentence in cited)


def _matter(cited: Sequence[EvidenceSentence]) -> tuple[list[str], list[str]]:
    """The sentences, and what says who and what is meant in them."""
    context = dict.fromkeys(told for one in cited for told in told_before(one))
    return [one.text for one in cited], list(context)
