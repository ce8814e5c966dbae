"""Which words of a sentence could be the thing asked for: a number, a date, a name, a reason.

Patterns of news English by kind of answer (`patterns.py`); they say what a sentence could give,
not that it does.
"""

import re

from assistant.generation.extractive.patterns import (
    BY_UNIT,
    MONTH,
    NAMED,
    PEOPLE,
    PERSON,
    PLACE,
    SPEECH,
    SPEECH_ASKED,
    SPOKEN,
    WEEKDAY,
    YEAR,
)
from assistant.text.words import QuestionAnalysis, is_content

# Things that go by a name: an answer to "Which company ..." has to hold one.
_NAMED_THINGS = frozenset(
    "company firm club team bank law treaty party newspaper magazine film book school university"
    " college hospital agency ministry organisation organization group festival court airline"
    " programme program brand ship channel language movie show song album band church competitor"
    " customer rival airport museum station river bridge state office authority institution"
    " manufacturer".split()
)
_NO_NAME = re.compile(rf"{MONTH}|{WEEKDAY}")
_STARTS = re.compile(rf"(?:\w+ly|{SPOKEN}|Two|About|Some|More|Most|Last|Farmers|People)", re.I)
_IN_A_NAME_OR_DATE = re.compile(rf"(?:{MONTH}\s|\w-|No\.\s?)$")
_OF_A_DAY_OR_HOUR = re.compile(
    rf"\s{MONTH}\b|\s?[ap]\.m|:\d|(?:st|nd|rd|th)\b|(?!bn|m\b|k\b)[a-zA-Z]"
)
_BEFORE_A_YEAR = re.compile(
    r"(?i)(?:\b(?:in|since|by|until|from|of|during|around|late|early|mid|and|to|the|between)\s"
    r"|,\s|\(|[–-])$"
)


def has_form(asked: QuestionAnalysis) -> bool:
    """Whether what is asked for has a form that `find_expressions` knows."""
    if asked.kind in ("person", "place", "number", "date", "reason"):
        return True
    return _asks_for_name(asked) or asks_for_words(asked)


def find_expressions(asked: QuestionAnalysis, text: str) -> list[tuple[int, int]]:
    """Spans of `text` (code points) that are of the kind asked for and not in the question.

    For kinds without a form of their own (a thing, a manner) there are none to find.
    """
    if asks_for_words(asked) and not _asks_for_name(asked):
        return [found.span() for found in SPEECH.finditer(text)]
    question = asked.question.lower()
    return [m.span() for m in _candidates(asked, text) if not _repeats(question, m.group())]


def _candidates(asked: QuestionAnalysis, text: str) -> list[re.Match[str]]:
    if _asks_for_name(asked):
        return _names(text)
    if asked.kind == "person":
        return list(PERSON.finditer(text))
    if asked.kind == "place":
        peoples = PEOPLE.finditer(text) if _asks_for_country(asked) else ()
        return [*PLACE.finditer(text), *peoples]
    if asked.kind in ("number", "date", "reason"):
        pattern = BY_UNIT[asked.unit or asked.kind]
        return [m for m in pattern.finditer(text) if asked.unit != "number" or _counts(text, m)]
    return []


def find_names(asked: QuestionAnalysis, text: str) -> list[tuple[int, int]]:
    """Spans of names, and of numbers used as names (batch 7731), not in the question."""
    question = asked.question.lower()
    found = [*_names(text), *re.finditer(r"\b\d{3,}\b|\b[A-Z]+-\d+\b", text)]
    return [m.span() for m in found if not _repeats(question, m.group())]


def _names(text: str) -> list[re.Match[str]]:
    """Capitalised words that are no months and no mere beginnings of a sentence."""
    return [
        m
        for m in NAMED.finditer(text)
        if not _NO_NAME.fullmatch(m.group()) and not (_is_first(text, m) and _is_common(m.group()))
    ]


def _is_first(text: str, found: re.Match[str]) -> bool:
    return not re.search(r"\w", text[: found.start()])


def _is_common(word: str) -> bool:
    return not is_content(word.lower()) or bool(_STARTS.fullmatch(word))


def _asks_for_name(asked: QuestionAnalysis) -> bool:
    head = asked.focus_words[-1].lower() if asked.focus_words else ""
    return asked.kind == "thing" and head in _NAMED_THINGS


def _asks_for_country(asked: QuestionAnalysis) -> bool:
    head = asked.focus_words[-1].lower() if asked.focus_words else ""
    return head in ("country", "countries", "nation", "nations")


def asks_for_words(asked: QuestionAnalysis) -> bool:
    """Whether it is asked what somebody said."""
    return asked.kind in ("thing", "manner") and bool(SPEECH_ASKED.search(asked.question))


def _repeats(question: str, words: str) -> bool:
    """Whether the question itself says these words."""
    return all(word.lower() in question for word in re.findall(r"\w{3,}|\d+", words))


def _counts(text: str, found: re.Match[str]) -> bool:
    """A number is no count when it is part of a date, an hour or a name (S-400), or a year."""
    before = text[max(0, found.start() - 14) : found.start()]
    after = text[found.end() : found.end() + 14]
    if _IN_A_NAME_OR_DATE.search(before) or _OF_A_DAY_OR_HOUR.match(after):
        return False
    return not (re.fullmatch(YEAR, found.group()) and _BEFORE_A_YEAR.search(before))
