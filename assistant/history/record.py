"""A record: an answer as it was given, how it came about, and what people have said of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict

from assistant.llm.meter import Exchange
from assistant.schema.answer import Answer
from assistant.schema.draft import Judged
from assistant.schema.evidence import Evidence, EvidenceSentence
from assistant.schema.question import Question
from assistant.verification import Said, find_failures
from assistant.verification.antecedents import said_before

Verdict = Literal["right", "wrong", "wrong-citation"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class RecordedScope(_Frozen):
    """What the user has narrowed the question to."""

    sources: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None


class RecordedSentence(_Frozen):
    """A sentence of the evidence: the id that it had in this question, and where it stands.

    `number` counts the sentences of that version of the article, `start` and `end` its code points.
    """

    id: str
    article: str
    version: int
    number: int
    start: int
    end: int


class RecordedStatement(_Frozen):
    """A statement as the writer wrote it, and what became of it.

    `why` says, by kind, what was not found in the sentences it cites; where nothing was missing,
    `is_refused` says that the judge did not find them to bear it out. `shown` are the words that
    stand for it, None where it was left out.
    """

    text: str
    ids: tuple[str, ...]
    fate: Literal["as-cited", "recited", "replaced", "repeated", "dropped"]
    shown: str | None
    why: dict[str, tuple[str, ...]] = {}
    is_refused: bool = False


class Feedback(_Frozen):
    """What somebody has said of an answer.

    `citation` is the number of the one meant, `sentence` the words of an article that should have
    been cited, `by` who says so.
    """

    verdict: Verdict
    given_at: datetime
    citation: int | None = None
    sentence: str | None = None
    note: str | None = None
    by: str | None = None


class Trace(_Frozen):
    """How an answer came about."""

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
        """What the stages have noted."""
        scope = question.scope
        given = {sentence.id: sentence for sentence in evidence.sentences}
        return cls(
            asked_at=question.asked_at,
            conversation=question.conversation or question.id,
            within=RecordedScope(
                sources=scope.sources, since=scope.since, until=scope.until, as_of=scope.as_of
            ),
            understood=(*evidence.understood, *evidence.relaxed),
            evidence=tuple(map(_given, evidence.sentences)),
            exchanges=tuple(exchanges),
            statements=tuple(_written(one, given) for one in judged),
        )


class Record(Trace):
    """An answer with its trace and feedback; `json_text` is the answer's JSON, byte for byte."""

    answer: Answer
    json_text: str
    feedback: tuple[Feedback, ...] = ()

    @property
    def id(self) -> str:
        """The answer's."""
        return self.answer.id

    @property
    def prompts(self) -> dict[str, str]:
        """The prompts that the models were given, by name, each with its version."""
        return {name: v for one in self.exchanges for name, v in one.prompts.items()}

    @property
    def replies(self) -> tuple[str, ...]:
        """What the models said, word for word, in order."""
        return tuple(exchange.reply for exchange in self.exchanges)

    @property
    def dropped(self) -> tuple[RecordedStatement, ...]:
        """The statements that were left out."""
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


def _written(one: Judged, given: dict[str, EvidenceSentence]) -> RecordedStatement:
    """The statement with what was wrong with it; what was shown as written had nothing."""
    why: dict[str, tuple[str, ...]] = {}
    if one.fate not in ("as-cited", "repeated"):
        cited = [given[name] for name in one.ids if name in given]
        said = [Said(" ".join(s.text.split()), s.article.published_at) for s in cited]
        why = dict(find_failures(one.text, said, [said_before(s) for s in cited]))
    return RecordedStatement(
        text=one.text,
        ids=one.ids,
        fate=one.fate,
        shown=one.shown,
        why=why,
        is_refused=one.is_refused,
    )
