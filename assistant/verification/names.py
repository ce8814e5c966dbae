"""Names of a statement that its article does not have, in any language with capitals.

A name is a word with a capital that does not begin a sentence, or with a second capital or a digit.
A word that also occurs in lower case is none, nor is a lone one that begins a sentence.
"""

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from itertools import product

from assistant.text import words as plain_words
from assistant.text.words import is_content

# Letters, marks inside a word, digits: `Ğazarović-Öz`, `d’Aubréac`, `S-400`, `U.S.`
WORD = re.compile(r"[^\W_](?:[\w’'&-]*\w)?(?:\.[^\W_]\b)*")
_HYPHEN = re.compile("[-–]")
_BEGIN = re.compile(
    r"(?:^|[.?!:]\s+)(?P<word>[^\W\d_][\w’'-]*)(?P<next>\s[^\W\d_a-zß-ÿ])?", re.MULTILINE
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St)\.\s")
_PAIR = re.compile(r"\b(?P<known>[^\W\d_a-zß-ÿ]\w+) (?=(?P<name>[^\W\d_a-zß-ÿ]\w{2,}))")
_LINKS = frozenset(
    "and of for the und für y e et de des du del la le di van von der den da".split()
)
TITLES = frozenset(
    "mr mrs ms dr prof sir president presidente präsident président minister senator sen"
    " representative rep governor gov herr frau señor señora monsieur madame ceo cfo mp".split()
)
# Short forms, and the people who are called by neither these nor their letters.
_COUNTRIES = [
    frozenset(line.split(","))
    for line in (
        "us,usa,united states,america,american,americans",
        "uk,united kingdom,britain,british,briton,britons",
        "eu,european union,europe,european,europeans",
        "un,united nations",
    )
]
NOUN_CAPITALS = ("de", "lb")  # languages in which every noun has a capital
_LEAST = 4  # letters of a name that may be inflected
_INITIALS = range(2, 6)  # letters of an abbreviation
_ENDING = 2  # letters


def find_unknown(statement: str, said: str) -> list[str]:
    """The names that `said` does not have.

    For a statement in the language of `said`, if that gives capitals to names alone.

    >>> find_unknown("Zelka Rasmin met Turkish and Norwegian guests.", "Željka Rasmin, of Turkey")
    ['Zelka', 'Turkish', 'Norwegian']
    """
    words = _words(said)
    known = _known(said, words) | set(TITLES) | _spelled_out(statement, words)
    begun = {
        match["word"]: bool(match["next"])  # Despite NATO, Anna Ley: it may be either
        for match in _BEGIN.finditer(_TITLE.sub("x", statement))
        if match["word"][1:].islower()
    }
    return [
        name
        for name in dict.fromkeys(_names(statement))
        if begun.get(name, True) and fold(name) not in known and not _is_said(name, known, words)
    ]


def _spelled_out(statement: str, words: Sequence[str]) -> set[str]:
    """The words of `statement` that together are what `words` have as initials: South Dakota."""
    initials = {fold(word) for word in words if word.isupper()}
    stated = [word for word in WORD.findall(statement) if word not in _LINKS]
    found = set()
    for size, start in product(_INITIALS, range(len(stated))):
        some = [fold(word) for word in stated[start : start + size] if word[0].isupper()]
        if len(some) == size and "".join(word[0] for word in some) in initials:
            found.update(some)
    return found


def find_renamed(statement: str, said: str) -> list[str]:
    """The words beside a name of `said` that it does not have: Anna Ley for Anna Holm.

    For statements in another language, or in one with capitals for all nouns: most words with a
    capital that `said` does not have are no names there.
    """
    words = _words(said)
    folded, lower = _known(said, words), {fold(word) for word in words if word.islower()}
    names = {word for word in folded - lower if len(word) >= _LEAST}
    pairs = ((fold(match["known"]), match["name"]) for match in _PAIR.finditer(statement))
    found = [name for known, name in pairs if known in names]
    return [name for name in found if not _is_inflected(fold(name), folded)]


def find_whole(statement: str, unknown: Sequence[str]) -> list[str]:
    """Those of the `unknown` that are beside another one: Berta Ley, who is not mentioned."""
    names = set(unknown)
    pairs = [(match["known"], match["name"]) for match in _PAIR.finditer(statement)]
    return [name for pair in pairs if names.issuperset(pair) for name in pair]


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case without accents, dots and possessive: `Žélka’s` -> `zelka`."""
    return plain_words.fold(word.replace("’", "'")).removesuffix("'s").replace(".", "").strip("'")


def _words(text: str) -> list[str]:
    """The words of `text` as names are written, and the parts of those with hyphens."""
    words = WORD.findall(text)
    return [*words, *(part for word in words for part in _HYPHEN.split(word) if part != word)]


def _names(text: str) -> Iterator[str]:
    """The words of `text` with a capital; digits inside count as capitals."""
    for word in WORD.findall(text):
        is_inside = any(char.isupper() for char in word[1:])
        if (word[0].isupper() or is_inside) and is_content(word):
            yield word


class Known:
    """The words of a text, to ask whether it has a name: inflected, in parts, or as initials."""

    def __init__(self, text: str) -> None:
        self._words = _words(text)
        self._folded = _known(text, self._words)

    def has(self, name: str) -> bool:
        """Whether the text has it; short names must be there as they are."""
        plain = fold(name)
        if len(plain) > _LEAST and _is_inflected(plain, self._folded):
            return True
        return plain in self._folded or _is_said(name, self._folded, self._words)


def _known(said: str, words: Sequence[str]) -> set[str]:
    """The words of `said`, folded, and the other forms of countries that it names."""
    folded = {fold(word) for word in words}
    plain = f" {' '.join(said.casefold().split())} "
    capitals = {fold(word) for word in words if word.isupper()}
    for forms in _COUNTRIES:
        whole = any(f" {form}" in plain for form in forms if " " in form)
        if whole or any(one in (capitals if len(one) < _LEAST else folded) for one in forms):
            folded |= {word for form in forms for word in form.split()}
    return folded


def _is_said(name: str, folded: Container[str], words: Sequence[str]) -> bool:
    """Whether it is said in parts, or as first letters in a row: DfT, FBI."""
    plain = fold(name)
    parts = [fold(part) for part in _HYPHEN.split(name)]
    if len(parts) > 1 and all(part in folded for part in parts):
        return True
    if len(plain) < 2 or not any(char.isupper() for char in name[1:]):
        return False
    every = "".join(word[0].casefold() for word in words)
    without = "".join(word[0].casefold() for word in words if word not in _LINKS)
    return plain in every or plain in without


def _is_inflected(name: str, folded: Container[str]) -> bool:
    """Whether a known word is it, or it without an ending: Holms, Kiewer."""
    return any(name[: len(name) - ending] in folded for ending in range(_ENDING + 1))
