"""The names of the archive's sources and authors, in the forms that people write."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.text.words import fold
from index.catalog.bylines import Byline

Words = tuple[str, ...]
# A plain form may be an ordinary word, too (Time, The Sun, Kilbride): it needs a capital letter.
# An acronym needs only capitals; a short form ("the Courier") also needs its article.
Shape = Literal["full", "plain", "acronym", "short"]

_ALIKE = 3  # sources that one short form may name: "the Courier"
_SECTION = re.compile(r"\s+[|–—-]\s+|:\s+")  # "Brack Herald - Sports", "Quay | Business"
_SUFFIX = re.compile(r"\.(?:com|org|net|co|news|example|[a-z]{2,3})(?:\.[a-z]{2})?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Form:
    """What one written form of a name refers to: sources, or else authors."""

    shape: Shape
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """All forms, by their words without case and accents; `longest` is in words."""

    forms: Mapping[Words, Form]
    longest: int

    @classmethod
    def of(cls, bylines: Iterable[Byline]) -> "Names":
        """The forms of the names in `bylines`; a form that two names share refers to both.

        A surname that several authors share is ambiguous and left out.
        """
        bylines = list(bylines)
        sources: dict[Words, dict[str, Shape]] = defaultdict(dict)
        authors: dict[Words, dict[str, Shape]] = defaultdict(dict)
        for name in {byline.source for byline in bylines if byline.source}:
            for words, shape in _forms_of_source(name):
                sources[words].setdefault(name, shape)
        for source, host in {(b.source, b.host) for b in bylines if b.source and b.host}:
            for words in {words_of(host), words_of(_SUFFIX.sub("", host))}:
                sources[words].setdefault(source, "full" if len(words) > 1 else "plain")
        for name in {byline.author for byline in bylines if byline.author}:
            for words, shape in _forms_of_author(name):
                authors[words].setdefault(name, shape)
        forms = {words: Form(shape, authors=names) for words, shape, names in _unique(authors, 1)}
        forms |= {
            words: Form(shape, sources=names) for words, shape, names in _unique(sources, _ALIKE)
        }
        return cls(forms, max(map(len, forms), default=0))


def words_of(text: str) -> Words:
    """The words of `text` without case and accents."""
    return tuple(fold(word) for word in _WORD.findall(text))


def locate_words(text: str) -> list[tuple[str, int, int]]:
    """The words of `text` as in `words_of`, each with its start and end."""
    return [(fold(match[0]), *match.span()) for match in _WORD.finditer(text)]


def _forms_of_source(name: str) -> list[tuple[Words, Shape]]:
    forms: list[tuple[Words, Shape]] = []
    head = _SECTION.split(name)[0]
    for text in dict.fromkeys((name, head, _SUFFIX.sub("", name), _SUFFIX.sub("", head))):
        words = _without_article(words_of(text))
        is_plain = len(words) == 1 and text.removeprefix("The ")[1:].islower()
        forms.append((words, "plain" if is_plain else "full"))
    words = _without_article(words_of(head))
    if len(words) > 1:
        forms.append((words[-1:], "short"))
        capitals = [word for word in head.split() if word[0].isupper() and word.lower() != "the"]
        if len(capitals) > 2:
            forms.append((("".join(word[0] for word in capitals).casefold(),), "acronym"))
    return [(words, shape) for words, shape in forms if words]


def _forms_of_author(name: str) -> list[tuple[Words, Shape]]:
    words, surname = words_of(name), words_of(name.split()[-1]) if name.split() else ()
    shape: Shape = "full" if len(words) > 1 else "plain"
    forms = [(_without_article(words), shape), (surname, "short")]
    return [(words, shape) for words, shape in forms if words]


def _without_article(words: Words) -> Words:
    return words[1:] if words[:1] == ("the",) and len(words) > 1 else words


def _unique(
    found: Mapping[Words, Mapping[str, Shape]], most_short: int
) -> list[tuple[Words, Shape, tuple[str, ...]]]:
    unique: list[tuple[Words, Shape, tuple[str, ...]]] = []
    for words, names in found.items():
        better = {name: shape for name, shape in names.items() if shape != "short"}
        if better or len(names) <= most_short:
            kept = better or names
            unique.append((words, next(iter(kept.values())), tuple(sorted(kept))))
    return unique
