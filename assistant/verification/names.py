"""Names of a statement that its article does not have, in any language with capitals.

A name is a word with a capital that does not begin a sentence, or with a second capital or a digit.
A word that also occurs in lower case is none, nor is a lone one that begins a sentence.
"""

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.text.words import is_content

# Letters, marks inside a word, digits: `Ğazarović-Öz`, `d’Aubréac`, `S-400`, `U.S.`
_WORD = re.compile(r"[^\W_](?:[\w’'&-]*\w)?(?:\.[^\W_]\b)*")
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
    " representative rep governor gov herr frau señor señora monsieur madame".split()
)
# Countries whose people are not called by their first letters, and short forms.
_COUNTRIES = [
    frozenset(line.split(","))
    for line in (
        "us,usa,united states,america,american,americans",
        "uk,united kingdom,britain,british,briton,britons",
        "eu,european union,europe,european,europeans",
        "un,united nations",
        "france,french",
        "spain,spanish,spaniard,spaniards",
        "poland,polish,poles",
        "netherlands,dutch",
        "denmark,danish,danes",
        "switzerland,swiss",
        "greece,greek,greeks",
        "wales,welsh",
    )
]
_LEAST = 4  # letters that two forms of a name begin with
_ALIKE = 0.75
_ENDING = 2  # letters


def find_unknown(statement: str, said: str) -> list[tuple[str, bool]]:
    """The names that `said` does not have; with each, whether it may be another form of one.

    For a statement in the language of `said`, if that gives capitals to names alone.

    >>> find_unknown("Zelka Rasmin met Turkish and Norwegian guests.", "Željka Rasmin, of Turkey")
    [('Zelka', True), ('Turkish', True), ('Norwegian', False)]
    """
    words = _words(said)
    folded, _ = _known(said, words)
    begun = {
        match["word"]: bool(match["next"])  # Despite NATO, Anna Ley: it may be either
        for match in _BEGIN.finditer(_TITLE.sub(_blank, statement))
        if match["word"][1:].islower()
    }
    exchanged = set(_exchanged(statement, said))
    found = []
    for name in dict.fromkeys(_names(statement)):
        plain = fold(name)
        if plain in folded or plain in TITLES or _is_said(name, folded, words):
            continue
        if begun.get(name, True):
            is_alike = plain not in exchanged and any(_alike(plain, one) for one in folded)
            found.append((name, name in begun or is_alike))
    return found


def _exchanged(statement: str, said: str) -> Iterator[str]:
    """Names beside one that `said` puts before another name alone: Anna Hilm for Anna Holm.

    They may be written alike, but are no form of that one, as Ricans is of Rico.
    """
    pairs: dict[str, list[str]] = {}
    for match in _PAIR.finditer(said):
        pairs.setdefault(fold(match["known"]), []).append(fold(match["name"]))
    for match in _PAIR.finditer(statement):
        name = fold(match["name"])
        others = pairs.get(fold(match["known"]), [name])
        if not any(_is_form(name, one) for one in others):
            yield name


def _is_form(name: str, other: str) -> bool:
    """Whether one begins with the other, but for its last letter."""
    short, long = sorted((name, other), key=len)
    return long.startswith(short[:-1])


def find_renamed(statement: str, said: str) -> list[str]:
    """The words beside a name of `said` that it does not have: Anna Ley for Anna Holm.

    For statements in another language, or in one with capitals for all nouns: most words with a
    capital that `said` does not have are no names there.
    """
    words = _words(said)
    folded, lower = _known(said, words)
    names = {word for word in folded - lower if len(word) >= _LEAST}
    found = [
        match["name"]
        for match in _PAIR.finditer(statement)
        if fold(match["known"]) in names and not match["known"].isupper()
        if not _is_inflected(fold(match["name"]), folded)
    ]
    return list(dict.fromkeys(found))


def find_whole(statement: str, unknown: Sequence[tuple[str, bool]]) -> list[str]:
    """Those of the `unknown` that are beside another one: Berta Ley, who is not mentioned."""
    names = {name for name, _ in unknown}
    pairs = [(match["known"], match["name"]) for match in _PAIR.finditer(statement)]
    return [name for pair in pairs if names.issuperset(pair) for name in pair]


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case without accents, dots and possessive: `Žélka’s` -> `zelka`."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.removesuffix("'s").replace(".", "").strip("'")


def _words(text: str) -> list[str]:
    """The words of `text` as names are written, and the parts of those with hyphens."""
    words = _WORD.findall(text)
    return [*words, *(part for word in words for part in _HYPHEN.split(word) if part != word)]


def _names(text: str) -> Iterator[str]:
    """The words of `text` with a capital; digits inside count as capitals."""
    for word in _WORD.findall(text):
        is_inside = any(char.isupper() for char in word[1:])
        if (word[0].isupper() or is_inside) and is_content(word):
            yield word


def _known(said: str, words: Sequence[str]) -> tuple[set[str], set[str]]:
    """The words of `said`, folded, and those of them that are in lower case somewhere."""
    folded = {fold(word) for word in words}
    plain = " ".join(said.casefold().split())
    capitals = {fold(word) for word in words if word.isupper()}
    for forms in _COUNTRIES:
        if any(form in (capitals if len(form) < _LEAST else folded) for form in forms) or any(
            form in plain for form in forms if " " in form
        ):
            folded |= {word for form in forms for word in form.split()}
    return folded, {fold(word) for word in words if word.islower()}


def _blank(found: re.Match[str]) -> str:
    return "x" * len(found[0])


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


def _alike(name: str, other: str) -> bool:
    if name[:_LEAST] == other[:_LEAST] and min(len(name), len(other)) >= _LEAST:
        return True
    if name[:1] != other[:1] or min(len(name), len(other)) < _LEAST:
        return False
    return SequenceMatcher(None, name, other).ratio() >= _ALIKE
