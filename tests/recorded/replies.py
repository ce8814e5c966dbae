"""The questions about seeds/ and the replies that were recorded for them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from assistant import Assistant
from assistant.schema.answer import Answer

FOLDER = Path(__file__).parent
QUESTIONS, REPLIES = FOLDER / "questions.jsonl", FOLDER / "replies.jsonl"


class RecordedQuestion(BaseModel):
    """A question, the questions before it in its conversation, and what is expected.

    `answered` says whether it has an answer in seeds/, `expect` what a good answer holds.
    """

    id: str
    kind: str
    question: str
    turns: list[str]
    answered: bool
    expect: str

    def begin(self, assistant: Assistant) -> Callable[[str], Answer]:
        """Asks the turns before it; returns what it is to be asked with."""
        if not self.turns:
            return assistant.ask
        conversation = assistant.conversation()
        for turn in self.turns:
            conversation.ask(turn)
        return conversation.ask


class RecordedReplies(BaseModel):
    """The replies to one question, by stage.

    `resolved` is the question as it was answered. `judgement` and `corrections` say in `about`
    which statement they mean, by its text. `sentences` are those whose ids occur, by id.
    """

    question: str
    resolved: str
    plan: dict[str, Any] | None
    answer: dict[str, Any]
    judgement: list[dict[str, Any]]
    corrections: list[dict[str, Any]]
    sentences: dict[str, str]

    @property
    def statements(self) -> list[str]:
        """The texts of the statements that were written."""
        return [" ".join(one["text"].split()) for one in self.answer["statements"]]

    @property
    def claims(self) -> list[str]:
        """The statements, and each value that sources are said to differ about."""
        return [*self.statements, *values_in(self.answer)]


def values_in(answer: Mapping[str, Any]) -> list[str]:
    """What an answer says that sources differ about, each value as it is judged."""
    return [
        f"{one['about']}: {value['value']}"
        for one in answer.get("disagreements") or ()
        for value in one["values"]
    ]


def load_questions() -> list[RecordedQuestion]:
    """All questions; their turns are no questions of their own."""
    lines = QUESTIONS.read_text("utf-8").splitlines()
    return [RecordedQuestion.model_validate_json(line) for line in lines]


def load_replies() -> list[RecordedReplies]:
    """The replies to all questions and to their turns."""
    lines = REPLIES.read_text("utf-8").splitlines()
    return [RecordedReplies.model_validate_json(line) for line in lines]
