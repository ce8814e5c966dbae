"""Greetings, thanks, calls for help and questions about the archive as a whole, from a list.

small_talk.json has them as whole phrases by language and intent; there are no rules for others, but
what means nearly the same as one of them is small talk, too.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from assistant.planning.english.request_frame import without_frame
from assistant.schema.query_plan import IntentName, QueryPlan
from assistant.text.words import fold

if TYPE_CHECKING:
    from index.embedders.minilm import MiniLM

_MOST_CHARACTERS = 120
# Cosine (MiniLM) to a phrase. Of 6,922 questions to archives none has more than .67. What comes
# with a question about the archive ("which years does it cover?") is likelier to be one, too.
_SAME, _ALSO = 0.7, 0.55
_PART = re.compile(r"[.?!,;:\n。？！؟،।]+|\s(?:and|und|et|y)\s")
_FOREMOST: tuple[IntentName, ...] = ("about-archive", "help", "thanks", "greeting")
_NO_WORD = re.compile(r"[\W_]+")


def read_small_talk(question: str, minilm: "MiniLM | None" = None) -> QueryPlan | None:
    """The plan of a question that is one of the phrases, whatever its case and punctuation.

    With `minilm`, also of one that has at least half of its words from a phrase and means the same.
    All parts of a question must be so; of their intents, the first in `_FOREMOST` is replied to.
    """
    if len(question) > _MOST_CHARACTERS:
        return None
    parts = [question] if _find(question, minilm) else _PART.split(question)
    found = [_find(part, minilm, _ALSO) for part in parts if _plain(part)]
    if not all(found) or not any(_find(part, minilm) for part in parts):
        return None
    language, intent = min(filter(None, found), key=lambda one: _FOREMOST.index(one[1]))
    return QueryPlan(question, topic=question, intent=intent, language=language)


def _find(
    text: str, minilm: "MiniLM | None", least: float = _SAME
) -> tuple[str, IntentName] | None:
    """Language and intent of a text, or of what it asks for politely in English."""
    for plain in dict.fromkeys((_plain(text), _plain(without_frame(text)))):
        if found := _phrases().get(plain) or (minilm and _nearest(plain, minilm, least)):
            return found
    return None


def _nearest(plain: str, minilm: "MiniLM", least: float) -> tuple[str, IntentName] | None:
    words = set(plain.split())
    near = [one for one in _phrases() if 2 * len(words & set(one.split())) >= len(words) > 0]
    if not near:
        return None
    asked, *others = np.asarray(minilm.embed([plain, *near]))
    cosines = np.array(others) @ asked
    best = int(np.argmax(cosines))
    return _phrases()[near[best]] if cosines[best] >= least else None


@cache
def _phrases() -> Mapping[str, tuple[str, IntentName]]:
    """Each phrase with its language and intent; the first language that has it counts."""
    text = (files("assistant.planning") / "small_talk.json").read_text(encoding="utf-8")
    found: dict[str, tuple[str, IntentName]] = {}
    for language, intents in json.loads(text).items():
        for intent, phrases in intents.items():
            for phrase in phrases:
                found.setdefault(_plain(phrase), (language, intent))
    return found


def _plain(text: str) -> str:
    """`text` without case, punctuation and marks that are often left out."""
    return " ".join(_NO_WORD.sub(" ", fold(text)).split())
