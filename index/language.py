"""The language of a text that does not state it, by py3langid: offline, loaded when first needed.

A wrong language is worse than none: short texts, and those that it is not sure of, stay unknown.
"""

from functools import cache
from typing import Any

_READ = 300  # code points; more do not make it surer (35 seeds: at least .99 from 250 on)
_FEWEST_LETTERS = 40
# At 60 code points one seed in eight is taken for another language, none of them above .4.
_LEAST_SURE = 0.8


def language_of(text: str) -> str | None:
    """ISO 639 code of the language, or None where it cannot be told.

    >>> language_of("Die Fähre lief am Montag auf eine Sandbank, sagte das Hafenamt in Olm.")
    'de'
    >>> language_of("Ferry 3 sank.")
    """
    beginning = text[:_READ]
    if sum(map(str.isalpha, beginning)) < _FEWEST_LETTERS:
        return None
    language, probability = _identifier().classify(beginning)
    return str(language) if probability >= _LEAST_SURE else None


@cache
def _identifier() -> Any:
    from index.language_model import open_model

    return open_model()
