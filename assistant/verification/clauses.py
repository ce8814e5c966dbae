"""How a sentence falls into clauses, and whether it was cut off before it ended: no grammar.

A summarizer that copies goes wrong where it goes on with another sentence than it began with, and
where it stops in the middle; the clauses are what it may have taken from different places.
"""

import re
from collections.abc import Sequence

from assistant.text.words import AUXILIARIES, split_words

_BETWEEN = re.compile(
    r"\s*[,;:–—]\s+(?:and\s|but\s|while\s)?\s*"
    r"|\s(?:and|but|while|as|which|who|that|because|after|before|when|where)\s",
    re.IGNORECASE,
)
_SHORTEST = 5  # words; what is shorter goes with the clause before it
# No sentence ends on one of these: something was to follow. ("in", "on", "over" and the like may
# end one: the bridge that they drove over.)
_OPEN = AUXILIARIES | frozenset(
    "a an the of at to from by with for and or but as than that which who whom whose while because"
    " when where until into between against during through its their his my your our if including"
    " per upon in on after before".split()
)


def split_clauses(text: str) -> list[str]:
    """The clauses of `text`, joining words left out; at least one.

    >>> split_clauses("The bridge was closed on Monday, and the ferries sailed all night.")
    ['The bridge was closed on Monday', 'the ferries sailed all night.']
    """
    clauses: list[str] = []
    waiting = ""
    for part in _BETWEEN.split(text):
        waiting = f"{waiting} {part.strip()}".strip()
        if len(split_words(waiting)) >= _SHORTEST:
            clauses.append(waiting)
            waiting = ""
    if waiting and clauses:
        clauses[-1] = f"{clauses[-1]} {waiting}"
    return clauses or [waiting]


def is_cut_off(text: str, sentences: Sequence[str]) -> bool:
    """Whether the last word asks for another one, and none of `sentences` ends on it, either."""
    last = _last(text)
    return last in _OPEN and all(_last(sentence) != last for sentence in sentences)


def _last(text: str) -> str:
    words = split_words(text[-80:])
    return words[-1].lower() if words else ""
