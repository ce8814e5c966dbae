"""The language of a question, which is short: by a few words of English, else by py3langid."""

import re
from functools import lru_cache

# Words that only English has: "was" and "die" are German, too, "have" is Danish.
_ENGLISH = frozenset(
    "what who whom whose when where why how which the does did were and about from with".split()
)
_PROBABLE = 0.4  # of 44 questions in nine languages the least certain one has .56
_CERTAIN = 0.8  # as in index/language.py
_WORD = re.compile(r"[^\W\d_]+")


def language_of_question(question: str) -> str:
    """ISO 639-1 code of the language; empty if it is uncertain, as for a name alone.

    >>> language_of_question("Who closed the bridge?")
    'en'
    >>> language_of_question("Wer schloss die Brücke?")
    'de'
    """
    language, probability = _likeliest(question)
    return language if probability >= _PROBABLE else ""


def certain_language(question: str, planned: str = "") -> str:
    """Its language if that is certain, or probable and what a model `planned`; else empty."""
    language, probability = _likeliest(question)
    if planned:
        return language if probability >= _PROBABLE and language == planned else ""
    return language if probability >= _CERTAIN else ""


def may_be_english(question: str) -> bool:
    """Whether rules of English apply: it is English, or its language is uncertain."""
    return language_of_question(question) in ("en", "")


@lru_cache(maxsize=256)
def _likeliest(question: str) -> tuple[str, float]:
    words = _WORD.findall(question)
    said = {word for word in words if word.islower()} | {word.lower() for word in words[:1]}
    if said & _ENGLISH:
        return "en", 1.0
    if not words:
        return "", 0.0
    from index.language import likeliest  # the model takes a second to load

    return likeliest(question)
