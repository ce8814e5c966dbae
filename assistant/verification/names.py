"""The names of a text, and when two ways of writing one mean the same."""

import re
import unicodedata
from collections.abc import Container, Sequence
from functools import lru_cache

from assistant.text.words import is_content, stem
from assistant.verification.nations import same_nation
from assistant.verification.sentence_openers import is_ordinary

# Letters, marks inside a word, digits: `Ğazarović-Öz`, `d’Aubréac`, `S-400`, `U.S.`
_WORD = re.compile(r"[^\W_](?:[\w’'&-]*\w)?(?:\.[^\W_]\b)*")
_HYPHEN = re.compile("[-–]")
_TITLES = frozenset("mr mrs ms dr prof president minister senator".split())


def find_names(text: str, common: Container[str] = ()) -> list[str]:
    """The words of `text` that are names by their capitals; digits inside count as capitals.

    The first word of a sentence has a capital anyway: it is no name where its stem is in `common`
    or news often begins with it.
    """
    words = list(_WORD.finditer(text))
    found = []
    for i, match in enumerate(words):
        word = match.group()
        if not _capital(word) or not is_content(word) or word.casefold() in _TITLES:
            continue
        begins = i == 0 or re.search(r"[.?!:]\W*$", text[words[i - 1].start() : match.start()])
        follower = words[i + 1].group() if i + 1 < len(words) else ""
        ordinary = stem(word) in common or is_ordinary(word, follower)
        if not begins or not ordinary or _inner_capital(word):
            found.append(word)
    return found


def common_stems(text: str) -> frozenset[str]:
    """The stems of the words of `text` in lower case."""
    return frozenset(stem(word) for word in _with_parts(name_words(text)) if word.islower())


def name_words(text: str) -> list[str]:
    """The words of `text` as names are written, hyphens and apostrophes inside."""
    return _WORD.findall(text)


def same_name(name: str, words: Sequence[str]) -> bool:
    """Is `name` among `words`, give or take accents, a possessive, -ish and the like, initials?"""
    every = _with_parts(words)
    parts = _HYPHEN.split(name)
    if any(_same_word(name, word) for word in every):
        return True
    if len(parts) > 1 and all(any(_same_word(part, word) for word in every) for part in parts):
        return True
    plain = fold(name)
    return name.isupper() and len(plain) > 1 and plain in _initials(words)


def _same_word(name: str, word: str) -> bool:
    """A word in lower case is no nation: they told us, a roast turkey."""
    plain, other = fold(name), fold(word)
    return plain == other or (word[:1].isupper() and same_nation(plain, other))


def _with_parts(words: Sequence[str]) -> list[str]:
    """`words` and the parts of those with hyphens."""
    parts = [part for word in words for part in _HYPHEN.split(word)]
    return list(dict.fromkeys([*words, *parts]))


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case without accents, dots and possessive: `Žélka’s` -> `zelka`."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.removesuffix("'s").replace(".", "").strip("'")


def _capital(word: str) -> bool:
    return word[0].isupper() or _inner_capital(word)


def _inner_capital(word: str) -> bool:
    return any(c.isupper() for c in word[1:]) or (word[0].isupper() and any(map(str.isdigit, word)))


def _initials(words: Sequence[str]) -> str:
    """First letters of the capitalised words in a row; a lower-case word is a space."""
    return "".join(word[0].casefold() if word[0].isupper() else " " for word in words)
