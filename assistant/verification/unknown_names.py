"""Names of a statement that its article does not have, in any language with capitals.

A name is a word with a capital that does not begin a sentence, or with a second capital or a digit.
A word that also occurs in lower case is none, nor is a lone one that begins a sentence.
"""

import re
from collections.abc import Container, Sequence
from difflib import SequenceMatcher

from assistant.verification.names import find_names, fold, name_words, same_name

_BEGIN = re.compile(r"(?:^|[.?!:]\s+)([^\W\d_][\w’'-]*)(?!\s[^\W\d_a-zß-ÿ])", re.MULTILINE)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St)\.\s")
_PAIR = re.compile(r"\b(?P<known>[^\W\d_a-zß-ÿ]\w+) (?=(?P<name>[^\W\d_a-zß-ÿ]\w{2,}))")
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
_ENDING = 2  # letters


def find_unknown(statement: str, said: str) -> list[tuple[str, bool]]:
    """The names that `said` does not have; with each, whether it may be another form of one.

    For a statement in the language of `said`, if that gives capitals to names alone.
    """
    words = name_words(said)
    folded, lower = _known(said, words)
    begun = [one for one in _BEGIN.findall(_TITLE.sub(_blank, statement)) if one[1:].islower()]
    found = []
    for name in dict.fromkeys(find_names(statement, lower)):
        plain = fold(name)
        if plain in folded or plain in _TITLES or name in begun or same_name(name, words):
            continue
        if not _has_initials(name, words):
            found.append((name, any(_alike(plain, other) for other in folded)))
    return found


def find_renamed(statement: str, said: str) -> list[str]:
    """The words beside a name of `said` that it does not have: Anna Ley for Anna Holm.

    For statements in another language, or in one with capitals for all nouns: most words with a
    capital that `said` does not have are no names there.
    """
    words = name_words(said)
    folded, lower = _known(said, words)
    names = {word for word in folded - lower if len(word) >= _LEAST}
    found = [
        match["name"]
        for match in _PAIR.finditer(statement)
        if fold(match["known"]) in names and not match["known"].isupper()
        if not _is_inflected(fold(match["name"]), folded) and not same_name(match["name"], words)
    ]
    return list(dict.fromkeys(found))


def find_whole(statement: str, unknown: Sequence[tuple[str, bool]]) -> list[str]:
    """Those of the `unknown` that are beside another one: Berta Ley, who is not mentioned."""
    names = {name for name, _ in unknown}
    pairs = [(match["known"], match["name"]) for match in _PAIR.finditer(statement)]
    return [name for pair in pairs if names.issuperset(pair) for name in pair]


def _known(said: str, words: Sequence[str]) -> tuple[set[str], set[str]]:
    """The words of `said`, folded, and those of them that are in lower case somewhere."""
    folded = {fold(word) for word in words} | _other_forms(said)
    return folded, {fold(word) for word in words if word.islower()}


def _blank(found: re.Match[str]) -> str:
    return "x" * len(found[0])


def _is_inflected(name: str, folded: Container[str]) -> bool:
    """Whether a known word is it, or it without an ending: Holms, Kiewer."""
    return any(name[: len(name) - ending] in folded for ending in range(_ENDING + 1))


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
