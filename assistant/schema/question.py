"""A question: its text, its scope and its conversation."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from assistant.schema.evidence import CitedSentence
from index.catalog.scope import Scope
from index.errors import ArchiveError
from index.unicode_text import one_width, readable

Moment = str | date | datetime | None  # the value of a date filter, as users give it

MAX_QUESTION = 4_000  # code points; more is a document, not a question
# No 0, 1, i, l or o: an id is read from a screen and typed.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_ID_LENGTH = 8


def new_id() -> str:
    """A random id for an answer, one of 850 billion; the history makes sure that it is unique."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_ID_LENGTH))


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation, standing alone, with its answer.

    `answer` is empty if there was none; `sentences` are those that it cited.
    """

    question: str
    answer: str = ""
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The text of a question, and the `scope` that the user set.

    `turns` are the conversation so far. For a follow-up, `resolved` is the standalone question, and
    `earlier` are sentences cited before that may be cited again. `unknown_source` is the message
    for a source that the archive does not have. `id` will be the answer's id; `conversation` is the
    id of the conversation, None if there is none.
    """

    text: str
    scope: Scope = field(default_factory=Scope)
    turns: tuple[Turn, ...] = ()
    resolved: str | None = None
    earlier: Sequence[CitedSentence] = ()
    unknown_source: str = ""
    conversation: str | None = None
    id: str = field(default_factory=new_id)
    asked_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def standalone(self) -> str:
        """The question as understood without earlier turns."""
        return self.text if self.resolved is None else self.resolved


class InvalidRequestError(ArchiveError):
    """What was asked for is not valid; who asked can mend it."""


class EmptyPeriodError(InvalidRequestError):
    """A period whose last day comes before its first."""


def checked(question: str) -> str:
    """The stripped question; raises `InvalidRequestError` if it has no word or is too long.

    Raises `TypeError` if it is not a string.
    """
    if not isinstance(question, str):
        raise TypeError(f"a question is a string, not {type(question).__name__}: {question!r:.60}")
    question = one_width(readable(question.encode(errors="replace").decode())).strip()
    if not question:
        raise InvalidRequestError("the question is empty; type a question")
    if not any(map(str.isalnum, question)):
        raise InvalidRequestError("the question has no words; type a question")
    if len(question) > MAX_QUESTION:
        raise InvalidRequestError(
            f"the question has {len(question):,} characters; shorten it to {MAX_QUESTION:,}"
        )
    return question
