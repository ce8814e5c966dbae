"""Requests that are recognised by examples: what the nearest one asks for is asked for.

example_requests.json has them by what they ask for, with X for the topic. In a question, what is no
word of any example becomes X: "got anything on the cheese thieves?" is "got anything on X".
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

import numpy as np

from assistant.planning.english.intents.question_mask import plain
from assistant.text.words import ASKING, FUNCTION_WORDS, is_content
from index.embedders.minilm import minilm_of

# A "fact" is an ordinary question that has the words of a request: "who wrote X".
Wanted = Literal[
    "topic", "article", "latest", "articles", "authors", "timeline", "comparison", "fact"
]
NEAR, SAME = 0.85, 0.95  # cosine (MiniLM) to the nearest example: enough, and the same but a word
_TOKEN = re.compile(r"\w+(?:[-.&'’]\w+)*|[?,:]")
_APART = ASKING | frozenset("and or vs versus with to than".split())  # they part two topics
_SMALL = "|".join(sorted(FUNCTION_WORDS - _APART))
_CLAUSE = re.compile(r"[,?;]\s")  # the first one may be the request
_DETERMINER = re.compile(r"\b(?:the|an?|this|that|these|those|its|their|our) X\b")
# Small words within a topic are part of it, and so is one word of requests: "dog show winners".
_JOINED = re.compile(rf"\bX(?:(?:(?: (?:{_SMALL}))*| (?!(?:{'|'.join(_APART)})\b)\w+) X\b)+")

# What else may be one topic: "crime and punishment", "about new zealand", "about the trade news".
_LISTED = re.compile(r"\bX(?:,? (?:and|or) X\b| , X\b)+")
_OPENED = re.compile(rf"\b({_SMALL}) \w+ X\b")
_CLOSED = re.compile(rf"\b({_SMALL}) X \w+$")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, and the words of its topic."""

    wanted: Wanted
    topic: str


def read_request(question: str, least: float = NEAR) -> Request | None:
    """The request that an English question makes; None if it is an ordinary question.

    At least two thirds of an example's words must be said; of those, the nearest example counts, if
    it is as near as `least`.

    >>> read_request("got anything on the cheese thieves?")
    Request(wanted='articles', topic='the cheese thieves')
    """
    question = _unshouted(question)
    clause = _CLAUSE.split(question, maxsplit=1)[0]
    return _read(question, least) or (_read(clause, least) if clause != question else None)


def _read(question: str, least: float) -> Request | None:
    masked = mask_topics(question)
    said = _request_words(masked)
    near = [
        one
        for one in _examples()
        if 0 < 2 * len(words := _request_words(one)) <= 3 * len(words & said)
    ]
    if not names_a_topic(question) or not near:
        return None
    around = (_OPENED.sub(r"\1 X", masked), _CLOSED.sub(r"\1 X", masked))
    forms = [masked, _LISTED.sub("X", masked), *around]
    vectors = np.asarray(minilm_of(None).embed([*dict.fromkeys(forms), *near]))
    cosines = (vectors[-len(near) :] @ vectors[: -len(near)].T).max(axis=1)
    example = near[int(np.argmax(cosines))]
    wanted = _examples()[example]
    if cosines.max() < least or wanted == "fact":
        return None
    return Request(wanted, _topic(question, masked.split(), example.split()))


def names_a_topic(question: str) -> bool:
    """Whether a question has more than words of requests: "tell me more" has not."""
    return "X" in mask_topics(question).split()


def mask_topics(question: str) -> str:
    """`question` with X for each topic: words that no example has, names, numbers.

    >>> mask_topics("Which articles are about the ban of cars in Halden?")
    'which articles are about X'
    """
    words = _TOKEN.findall(_unshouted(question))
    signs = ["X" if _is_topic(word, place) else _plain(word) for place, word in enumerate(words)]
    text = _DETERMINER.sub("X", " ".join(signs))
    return _JOINED.sub("X", text).strip(" ?,:")


def _topic(question: str, masked: list[str], example: list[str]) -> str:
    """What of `question` stands for the first X to the last X of `example`."""
    words = list(_TOKEN.finditer(question))
    own = [match for place, match in enumerate(words) if _is_topic(match[0], place)]
    first, last = own[0].start(), own[-1].end()
    before = example[: example.index("X")][-1:]
    after = example[len(example) - example[::-1].index("X") :][:1]
    if masked[0] == "X" == example[0]:
        first = 0
    elif starts := [one.end() for one in words if _plain(one[0]) in before]:
        first = min(starts[0], first)
    if "X" in masked[-2:] and example[-1] == "X":
        last = len(question)
    elif ends := [one.start() for one in words if _plain(one[0]) in after]:
        last = max(ends[-1], last)
    return question[first:last].strip(" ?.!,:;-–—")


def _is_topic(word: str, place: int) -> bool:
    is_name = word.isupper() and len(word) > 1  # WHO
    if word == "X" or word[0].isdigit() or is_name:
        return True
    if place and word[0].isupper() and is_content(word):
        return True
    return word[0].isalnum() and is_content(word) and _plain(word) not in _vocabulary()


def _unshouted(question: str) -> str:
    """`question` in small letters if it has only capitals; a word or two may be a name."""
    return question.lower() if question.isupper() and len(question.split()) > 2 else question


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'")


def _request_words(masked: str) -> frozenset[str]:
    """The words of a masked question that only requests have."""
    return frozenset(masked.split()) & _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    found = {_plain(word) for one in _examples_as_written() for word in _TOKEN.findall(one)}
    return frozenset(filter(is_content, found - {"x"}))


@cache
def _examples() -> Mapping[str, Wanted]:
    """Each example, masked as a question is, with what it asks for."""
    return {mask_topics(plain(one)): wanted for one, wanted in _examples_as_written().items()}


@cache
def _examples_as_written() -> Mapping[str, Wanted]:
    path = files("assistant.planning.english.intents") / "example_requests.json"
    by_wanted = json.loads(path.read_text(encoding="utf-8"))
    return {one: cast(Wanted, wanted) for wanted, ones in by_wanted.items() for one in ones}
