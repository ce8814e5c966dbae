"""Records: an answer as it was given, how it was made, and the feedback on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self, get_args

from pydantic import BaseModel

from assistant.llm.meter import Exchange
from assistant.schema.answer import Answer
from assistant.schema.draft import Fate, Judged
from assistant.schema.evidence import Evidence, EvidenceSentence
from assistant.schema.question import Question

Verdict = Literal["right", "wrong", "wrong-citation"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class RecordedScope(BaseModel, frozen=True):
    """The user's filters."""

    sources: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None


class RecordedSentence(BaseModel, frozen=True):
    """A sentence of the evidence: its id in this question, and its place.

    `number` counts the sentences of that version of the article, `start` and `end` are offsets in
    code points.
    """

    id: str
    article: str
    version: int
    number: int
    start: int
    end: int


class RecordedStatement(BaseModel, frozen=True):
    """A statement as the writer wrote it, and what the check made of it.

    `why` says, by kind, what exact checks did not find in the cited sentences. `is_refused` says
    that the judge found no support in them, `reason` why it is withheld. `shown` is the text in the
    answer, None if there is none.
    """

    text: str
    ids: tuple[str, ...]
    fate: Fate
    shown: str | None
    why: dict[str, tuple[str, ...]] = {}
    is_refused: bool = False
    reason: str = ""


class Feedback(BaseModel, frozen=True):
    """Feedback on an answer.

    `citation` is the number of the citation in question, `sentence` the sentence of an article that
    should be cited instead, `by` the person.
    """

    verdict: Verdict
    given_at: datetime
    citation: int | None = None
    sentence: str | None = None
    note: str | None = None
    by: str | None = None


class Trace(BaseModel, frozen=True):
    """How an answer was made."""

    asked_at: datetime
    conversation: str
    within: RecordedScope
    understood: tuple[str, ...]
    evidence: tuple[RecordedSentence, ...]
    exchanges: tuple[Exchange, ...]
    statements: tuple[RecordedStatement, ...]

    @classmethod
    def of(
        cls,
        question: Question,
        evidence: Evidence,
        judged: Sequence[Judged],
        exchanges: Sequence[Exchange],
    ) -> Self:
        return cls(
            asked_at=question.asked_at,
            conversation=question.conversation or question.id,
            within=RecordedScope.model_validate(question.scope, from_attributes=True),
            understood=(*evidence.understood, *evidence.relaxed),
            evidence=tuple(map(_given, evidence.sentences)),
            exchanges=tuple(exchanges),
            statements=tuple(
                RecordedStatement.model_validate(one, from_attributes=True) for one in judged
            ),
        )


class Record(Trace):
    """An answer with its trace and feedback; `json_text` is the answer's JSON, byte for byte."""

    answer: Answer
    json_text: str
    feedback: tuple[Feedback, ...] = ()

    @property
    def id(self) -> str:
        return self.answer.id

    @property
    def prompts(self) -> dict[str, str]:
        """The versions of the prompts that were used, by name."""
        return {name: v for one in self.exchanges for name, v in one.prompts.items()}

    @property
    def replies(self) -> tuple[str, ...]:
        """The models' replies, verbatim and in order."""
        return tuple(exchange.reply for exchange in self.exchanges)

    @property
    def dropped(self) -> tuple[RecordedStatement, ...]:
        """The statements that were dropped."""
        return tuple(one for one in self.statements if one.shown is None)


def _given(sentence: EvidenceSentence) -> RecordedSentence:
    article, span = sentence.article, sentence.span
    return RecordedSentence(
        id=sentence.id,
        article=article.id,
        version=article.version,
        number=sentence.number,
        start=span.start,
        end=span.end,
    )
