"""The language of a question, which is short: by a few words of English, else by py3langid."""

import re
from functools import lru_cache

# Words that only English has: "was" and "die" are German, too, "have" is Danish.
_ENGLISH = frozenset(
    "what who whom whose when where why how which the does did were and about from with".split()
)
_PROBABLE = 0.4  # of 44 questions in nine languages the least certain one has .56
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=256)
def language_of_question(question: str) -> str:
    """ISO 639-1 code of the language; empty if it is uncertain, as for a name alone.

    >>> language_of_question("Who closed the bridge?")
    'en'
    >>> language_of_question("Wer schloss die Brücke?")
    'de'
    """
    words = _WORD.findall(question)
    said = {word for word in words if word.islower()} | {word.lower() for word in words[:1]}
    if said & _ENGLISH:
        return "en"
    if not words:
        return ""
    from index.language import likeliest  # the model takes a second to load

    language, probability = likeliest(question)
    return language if probability >= _PROBABLE else ""


def may_be_english(question: str) -> bool:
    """Whether rules of English apply: it is English, or its language is uncertain."""
    return language_of_question(question) in ("en", "")
