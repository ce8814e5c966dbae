"""Names of a statement that its article does not have, in any language with capitals.

A name is a word with a capital that does not begin a sentence, or with a second capital or a digit.
A word that also occurs in lower case is none. Where every noun has a capital (German), only names
of several words are looked at.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from assistant.verification.names import find_names, fold, name_words, same_name

_BEGIN = re.compile(r"(?:^|[.?!:]\s+)([^\W\d_][\w’'-]*)(?!\s[^\W\d_a-zß-ÿ])", re.MULTILINE)
_BEGIN_ANY = re.compile(r"(?:^|[.?!:]\s+)[^\W\d_][\w’'-]*", re.MULTILINE)
_LINKS = frozenset(
    "and of for the und für y e et de des du del la le di van von der den da".split()
)
_TITLES = frozenset(
    "mr mrs ms dr prof sir president presidente präsident président minister senator herr frau"
    " señor señora monsieur madame".split()
)
_COUNTRIES = {"us": "united states", "usa": "united states", "uk": "united kingdom"}
_COUNTRIES |= {"eu": "european union", "un": "united nations"}
_LEAST = 4  # letters that two forms of a name begin with
_ALIKE = 0.75


def find_unknown(statement: str, said: str, *, nouns: bool = False) -> list[tuple[str, bool]]:
    """The names that `said` does not have; with each, whether it may well be none, or another form.

    It may be none where it stands alone at the beginning of a sentence, and another form of a name
    that is much like it.

    `nouns` says that in the statement's language every noun has a capital.
    """
    words = name_words(said)
    folded = {fold(word) for word in words} | _other_forms(said)
    lower = {fold(word) for word in words if word.islower()}
    found = []
    for name in dict.fromkeys(_candidates(statement, lower, nouns)):
        plain = fold(name)
        if plain in folded or plain in _TITLES or same_name(name, words):
            continue
        if _has_initials(name, words):
            continue
        is_begun = any(begun == name for begun in _begins(statement))
        found.append((name, is_begun or any(_alike(plain, other) for other in folded)))
    return found


def _candidates(statement: str, lower: set[str], nouns: bool) -> Iterator[str]:
    several = _in_several(_BEGIN_ANY.sub(_blank, statement) if nouns else statement)
    for name in find_names(statement, lower):
        if nouns and name not in several and not name.isupper():
            continue
        if fold(name) not in lower:
            yield name


def _begins(text: str) -> list[str]:
    """The words that begin a sentence and have no other capital beside them."""
    return _BEGIN.findall(text)


def _blank(found: re.Match[str]) -> str:
    return "x" * len(found[0])


def _in_several(text: str) -> set[str]:
    """The words that stand beside another one with a capital."""
    words = text.split()
    pairs = pairwise(words)
    beside = {
        word
        for one, other in pairs
        for word in (one, other)
        if one[:1].isupper() and other[:1].isupper()
    }
    return {part for word in beside for part in name_words(word)}


def _other_forms(said: str) -> set[str]:
    """The short and the full words for the countries that are named."""
    plain = f" {' '.join(said.casefold().replace('.', '').split())} "
    return {
        word
        for short, country in _COUNTRIES.items()
        if f" {short} " in plain or country in plain
        for word in (short, *country.split())
    }


def _has_initials(name: str, words: Sequence[str]) -> bool:
    """Whether it is made of first letters in a row: DfT, FBI; small words count or not."""
    plain = fold(name)
    if len(plain) < 2 or not any(char.isupper() for char in name[1:]):
        return False
    every = "".join(word[0].casefold() for word in words)
    without = "".join(word[0].casefold() for word in words if word not in _LINKS)
    return plain in every or plain in without


def _alike(name: str, other: str) -> bool:
    if name[:_LEAST] == other[:_LEAST] and min(len(name), len(other)) >= _LEAST:
        return True
    if name[:1] != other[:1] or min(len(name), len(other)) < _LEAST:
        return False
    return SequenceMatcher(None, name, other).ratio() >= _ALIKE
