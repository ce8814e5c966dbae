"""Greetings, thanks, calls for help and questions about the archive as a whole, from a list.

small_talk.json has them as whole phrases by language and intent; there are no rules for others.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from assistant.schema.query_plan import IntentName, QueryPlan
from assistant.text.words import fold

_MOST_CHARACTERS = 80
_NO_WORD = re.compile(r"[\W_]+")


def read_small_talk(question: str) -> QueryPlan | None:
    """The plan of a question that is one of the phrases, whatever its case and punctuation."""
    if len(question) > _MOST_CHARACTERS:
        return None
    found = _phrases().get(_plain(question))
    if found is None:
        return None
    language, intent = found
    return QueryPlan(question, topic=question, intent=intent, language=language)


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
