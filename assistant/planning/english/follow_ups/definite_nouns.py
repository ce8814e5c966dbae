"""Replaces definite nouns ("the bridge", "the minister") by the full names of earlier turns."""

import re
from collections.abc import Sequence

from assistant.planning.english.follow_ups.noun_phrases import Phrase, find_names, find_things
from assistant.planning.turns import Turn
from assistant.text.words import KIND_OF_NOUN, split_words, stem

_OFFICE = re.compile(r"(?:[^h]er|or|ist|yst|ian|m[ae]n|chair|head|coach)$")
_POINTING = ("this", "that", "these", "those")


def with_full_things(question: str, turns: Sequence[Turn]) -> str:
    """`question` with the name of what it calls "the bank", where it has no name of its own."""
    if find_names(question, question=True):
        return question
    is_predicate = re.match(r"who\s+(?:is|was|are|were)\b", question, re.IGNORECASE)
    for thing in reversed(find_things(question)):
        words = split_words(thing.text)
        if words[0].lower() not in ("the", *_POINTING) or len(words) != 2:
            continue
        name = _full(words[-1], turns, is_office=not is_predicate)
        if name:
            question = question[: thing.start] + name + question[thing.end :]
    return question


def _full(noun: str, turns: Sequence[Turn], *, is_office: bool) -> str:
    """What `noun` was before; who holds an office is not told where that is what is asked."""
    ways = (_in_office, _in_names, _in_things) if is_office else (_in_names, _in_things)
    for turn in reversed(turns):
        for found in ways:
            if name := found(noun, turn):
                return name
    return ""


def _in_names(noun: str, turn: Turn) -> str:
    """The bank: Corvane Savings Bank."""
    spoken = (turn.question, *turn.cited)
    for text in spoken:
        for name in find_names(text, question=text == turn.question):
            words = name.text.partition(" of ")[0].split()
            if len(name.text.split()) > 1 and stem(words[-1]) == stem(noun):
                return name.text if name.text.lower().startswith("the ") else f"the {name.text}"
    return ""


def _in_office(noun: str, turn: Turn) -> str:
    """The minister: the minister Edvard Rasmin, by what the article calls him."""
    if KIND_OF_NOUN.get(noun.lower()) != "person" and not _OFFICE.search(noun):
        return ""
    name = r"(?P<name>(?:(?:Dr|Prof|Capt|Col|Sir)\.\s+)?[A-Z][\w’-]+(?:\s+[A-Z][\w’-]+)+)"
    patterns = (
        rf"\b{noun}(?:\s+of\s+the\s+[\w\s]{{3,40}}?)?,\s+{name}",
        rf"\b{noun.capitalize()}\s+{name}",
        rf"{name},\s+(?:the|a)\s+(?:[\w’-]+\s+){{0,3}}?{noun}\b",
    )
    for text in (*turn.cited, *turn.texts):
        for pattern in patterns:
            if match := re.search(pattern, text):
                return f"the {noun} {match['name']}"
    return ""


def _in_things(noun: str, turn: Turn) -> str:
    """The colony: the largest coral colony."""
    things: list[Phrase] = find_things(turn.question, turn.texts)
    for thing in things:
        if len(thing.text.split()) > 2 and stem(thing.text.split()[-1]) == stem(noun):
            return thing.text
    return ""
