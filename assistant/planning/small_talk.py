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

from assistant.schema.query_plan import IntentName, QueryPlan
from assistant.text.words import fold

if TYPE_CHECKING:
    from index.embedders.minilm import MiniLM

_MOST_CHARACTERS = 80
# Cosine (MiniLM) to a phrase. Of 6,922 questions to archives none has more than .67.
_SAME = 0.7
_NO_WORD = re.compile(r"[\W_]+")


def read_small_talk(question: str, minilm: "MiniLM | None" = None) -> QueryPlan | None:
    """The plan of a question that is one of the phrases, whatever its case and punctuation.

    With `minilm`, also of one that has at least half of its words from a phrase and means the same.
    """
    if len(question) > _MOST_CHARACTERS:
        return None
    plain = _plain(question)
    found = _phrases().get(plain) or (_nearest(plain, minilm) if minilm else None)
    if found is None:
        return None
    language, intent = found
    return QueryPlan(question, topic=question, intent=intent, language=language)


def _nearest(plain: str, minilm: "MiniLM") -> tuple[str, IntentName] | None:
    words = set(plain.split())
    near = [one for one in _phrases() if 2 * len(words & set(one.split())) >= len(words) > 0]
    if not near:
        return None
    asked, *others = np.asarray(minilm.embed([plain, *near]))
    cosines = np.array(others) @ asked
    best = int(np.argmax(cosines))
    return _phrases()[near[best]] if cosines[best] >= _SAME else None


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
