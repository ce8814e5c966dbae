"""Is a statement borne out by the sentences it cites? Numbers, names, quotations, words.

And may its characters be shown? What is unseen, or looks like a citation of ours, may not.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.checking.characters import find_forbidden
from assistant.answering.checking.names import common_stems, find_names, name_words, same_name
from assistant.answering.checking.numbers import find_numbers
from assistant.retrieval.question import is_content, split_words, stem

# At least this part of a statement's words (stems of those that carry meaning) stands in the
# sentences it cites or their article's title; what shares less is about something else.
SHARED_WORDS = 0.4

_DOMAIN = r"(?<![\w.-])(?:[\w-]+\.)*[\w-]{2,}\.[^\W\d_]{2,}(?![\w-])(?:[/?#:]\S*)?"
_ADDRESS = re.compile(r"(?<![\w+.-])[a-z][a-z\d+.-]*://\S+|www\.\S+|" + _DOMAIN, re.IGNORECASE)
_QUOTED = re.compile(r"[\"“«„]([^\"“”«»„]{2,}?)[\"”»]")
# An apostrophe stands after a letter or, as in the '90s, before a decade.
_SINGLE_QUOTED = re.compile(r"(?<!\w)[‘’‚'](?!\d0s)((?:[^‘’‚']|(?<=\w)[’'](?=\w))+)[’‘'](?!\w)")
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Check:
    """What a statement says and its sentences do not, by kind; all empty means borne out."""

    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    quotations: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """True where nothing is missing."""
        return self == Check()


def check(statement: str, sentences: Sequence[str], context: Sequence[str] = ()) -> Check:
    """What `statement` says that `sentences` do not.

    Names may also stand in `context` (title, source and day of the articles): a sentence says
    "he" where its article has said who. Numbers and quoted words must stand in the sentences.

    >>> check("Turkey bought 5 batteries.", ["Turkey bought the batteries."]).numbers
    ('5',)
    """
    said = "\n".join(sentences)
    around = "\n".join((said, *context))
    return Check(
        numbers=_missing(find_numbers(statement), find_numbers(said)),
        names=_missing(find_names(statement, common_stems(around)), name_words(around), same_name),
        quotations=tuple(q for q in _quotations(statement) if _flat(q) not in _flat(said)),
        words=_unshared(statement, around),
        characters=tuple(find_forbidden(statement)),
    )


def _missing(
    wanted: Iterable[str],
    found: Sequence[str],
    same: Callable[[str, Sequence[str]], bool] = lambda item, found: item in found,
) -> tuple[str, ...]:
    return tuple(item for item in dict.fromkeys(wanted) if not same(item, found))


def _quotations(text: str) -> list[str]:
    """What stands between quotation marks, and addresses: both must be verbatim.

    One word between single marks is no quotation.
    """
    single = [match for match in _SINGLE_QUOTED.findall(text) if len(match.split()) > 1]
    found = [*_QUOTED.findall(text), *single, *_ADDRESS.findall(text)]
    return [match.strip(" ,.;:!?()") for match in found]


def _flat(text: str) -> str:
    return " ".join(text.translate(_MARKS).casefold().split())


def _unshared(statement: str, around: str) -> tuple[str, ...]:
    known = {stem(word) for word in split_words(around)}
    words = [word for word in split_words(statement) if is_content(word)]
    if not words:
        return (statement,)
    unshared = tuple(word for word in words if stem(word) not in known)
    return unshared if len(unshared) > (1 - SHARED_WORDS) * len(words) else ()
