"""Explains in one sentence why the evidence does not answer a question.

Names in the question that the coverage never mentions come first, then the kind of answer. What a
question in another language than English asks for is not known.
"""

from typing import Literal

from assistant.text import refusals
from assistant.text.language import language_of_question
from assistant.text.word_matching import holds
from assistant.text.words import QuestionAnalysis

Reason = Literal["insufficient-evidence", "not-in-archive"]

_KINDS = {"person": "who", "date": "when", "place": "where", "reason": "why", "manner": "how"}
_UNITS = {
    "money": "a sum of money",
    "year": "a year",
    "day": "a day",
    "weekday": "a day of the week",
    "time": "an hour",
    "duration": "a length of time",
    "age": "an age",
    "share": "a share",
    "distance": "a measure",
    "number": "a number",
}


def explain(asked: QuestionAnalysis, said: frozenset[str], gives: bool) -> tuple[Reason, str]:
    """A code and a sentence for the user.

    `said` are the stems of the coverage that was found, `gives` whether its best sentence holds
    anything of the kind asked for.
    """
    if language_of_question(asked.question) != "en":
        return "insufficient-evidence", refusals.NOT_ANSWERED
    absent = [term.word for term in asked.terms if term.role == "name" and not holds(term, said)]
    if absent:
        return "not-in-archive", refusals.DOES_NOT_MENTION.format(_either(absent))
    numbers = [t.word for t in asked.terms if t.role == "number" and not holds(t, said)]
    if numbers:
        return "insufficient-evidence", refusals.DOES_NOT_MENTION.format(_either(numbers))
    if asked.unit in _UNITS and not gives:
        return "insufficient-evidence", refusals.DOES_NOT_GIVE.format(_wanted(asked))
    return "insufficient-evidence", _vaguer(asked, said)


def _vaguer(asked: QuestionAnalysis, said: frozenset[str]) -> str:
    unsaid = [t.word for t in asked.terms if not t.light and not holds(t, said)]
    if unsaid:
        return refusals.DOES_NOT_MENTION.format(_either(unsaid))
    if asked.kind in _KINDS:
        return refusals.DOES_NOT_SAY.format(_KINDS[asked.kind])
    return refusals.DOES_NOT_ANSWER


def _wanted(asked: QuestionAnalysis) -> str:
    counted = asked.unit == "number" and asked.focus_words
    about = f' for "{" ".join(asked.focus_words)}"' if counted else ""
    return _UNITS[asked.unit] + about


def _either(words: list[str]) -> str:
    return " or ".join(f'"{word}"' for word in words[:2])
