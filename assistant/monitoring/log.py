"""The log of the services: as text, or one JSON object a line, and then one for each question."""

import json
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from assistant.assistant import Assistant
from assistant.monitoring.outcome import outcome_of, outcome_of_error, seconds_since
from assistant.schema.answer import Answer
from assistant.schema.question import Question

LogForm = Literal["text", "json"]
_QUESTIONS = logging.getLogger("assistant.question")


def start_log(assistant: Assistant, form: LogForm | None = None) -> None:
    """Log to standard error; in the form "json", each question of the assistant, too.

    Without a `form`, that of the settings.
    """
    settings = assistant.settings
    if (form or settings.log) == "text":
        logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(with_words=settings.log_questions))
    logging.basicConfig(handlers=[handler])
    _QUESTIONS.setLevel(logging.INFO)
    assistant.observers.append(QuestionLog(with_words=settings.log_questions))


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON; the fields of a question stand beside time and level.

    A trace has the messages of exceptions, which may quote a question, only `with_words`.
    """

    def __init__(self, *, with_words: bool = False) -> None:
        super().__init__()
        self._with_words = with_words

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {
            "time": moment,
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        fields: Mapping[str, Any] | None = getattr(record, "fields", None)
        told |= {"message": record.getMessage()} if fields is None else fields
        if record.exc_info:
            told["trace"] = self._trace(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)

    def _trace(self, error: BaseException | None) -> str:
        if error is None or self._with_words:
            return "".join(traceback.format_exception(error)) if error else ""
        causes: list[str] = []
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            kind = type(error)
            frames = "".join(traceback.format_tb(error.__traceback__))
            causes.append(f"{frames}{kind.__module__}.{kind.__qualname__}\n")
            error = error.__cause__ or error.__context__
        return "after\n".join(causes)


class QuestionLog:
    """An observer that writes a line for each question; its words only `with_words`."""

    def __init__(self, *, with_words: bool = False) -> None:
        self._with_words = with_words

    def begun(self, question: Question) -> None:
        """Nothing is written before the end."""

    def answered(self, question: Question, answer: Answer) -> None:
        told: dict[str, Any] = {
            "id": answer.id,
            "outcome": outcome_of(answer),
            "shape": answer.shape,
            "model": answer.model,
            "stages": answer.seconds,
            "statements": len(answer.statements),
            "citations": len(answer.citations),
            "withheld": sum(one.shown is None for one in answer.withheld),
        }
        if answer.abstention:
            told["reason"] = answer.abstention.reason
        spent = ("input_tokens", "output_tokens", "dollars")
        told |= {name: answer.usage[name] for name in spent if name in answer.usage}
        self._write(question, told)

    def failed(self, question: Question, error: BaseException) -> None:
        told: dict[str, Any] = {"id": question.id, "outcome": outcome_of_error(error)}
        if told["outcome"] == "failed":  # the error's text could have words of the question
            told["error"] = type(error).__name__
        self._write(question, told)

    def _write(self, question: Question, told: dict[str, Any]) -> None:
        told["conversation"] = question.conversation or told["id"]
        told["seconds"] = round(seconds_since(question.asked_at), 3)
        if self._with_words:
            told["question"] = question.text
        _QUESTIONS.info("question", extra={"fields": {"event": "question"} | told})
