"""Rules that find what a statement says and its sentences do not, by kind."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from assistant.text.words import is_content, split_words, stem
from assistant.verification.antonyms import find_opposites
from assistant.verification.date_resolution import Said, find_unmet_dates
from assistant.verification.dates import Date, mask_dates, read_dates
from assistant.verification.event_order import find_turned
from assistant.verification.modality import find_overstated
from assistant.verification.names import common_stems, find_names, name_words, same_name
from assistant.verification.negation import find_reversed
from assistant.verification.quantities import (
    Quantity,
    find_unmet,
    find_unmultiplied,
    read_quantities,
)
from assistant.verification.quotations import find_unquoted
from assistant.verification.roles import find_swapped
from assistant.verification.speakers import find_misattributed

# The least share of a statement's content words (by stem) that must be in the sentences it cites or
# in their article's title; a statement with less is about something else.
SHARED_WORDS = 0.4
# Invented parts of a summary mostly follow a comma: ", despite protests by students".
_PART = re.compile(r",\s|;\s|\s[–—]\s")
_ATTRIBUTED = re.compile(
    r"\b(?:sa(?:y|ys|id)|told|suggest|show|accord|believe|report|think|thought|estimat)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Failures:
    """What was not found, by kind; all empty means supported."""

    numbers: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    quotations: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    negation: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    strength: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The kinds with failures, each with what was not found."""
        found = ((field.name, getattr(self, field.name)) for field in fields(self))
        return ((kind, words) for kind, words in found if words)

    @property
    def passed(self) -> bool:
        """True where nothing is missing."""
        return self == Failures()


def find_failures(
    statement: str, sentences: Sequence[Said], context: Sequence[str] = ()
) -> Failures:
    """What `statement` says that `sentences` do not.

    Names may also be in `context` (title, source and day of the articles), since a sentence may
    refer to them with "he". Numbers and quoted words must be in the sentences.

    >>> find_failures("Turkey bought 5 batteries.", [Said("Turkey bought batteries.")]).numbers
    ('5',)
    """
    texts = [sentence.text for sentence in sentences]
    said = "\n".join(texts)
    around = "\n".join((said, *context))
    undated = mask_dates(statement)
    quantities, there = read_quantities(undated), read_quantities(said)
    numbers, units = find_unmet(quantities, there, undated)
    dates = find_unmet_dates(statement, sentences)
    met = () if numbers or units else quantities
    met = [*met, *(() if dates else read_dates(statement))]
    return Failures(
        numbers=numbers + find_unmultiplied(statement, said, there),
        units=units,
        dates=dates,
        names=_names(_without(undated, quantities), around),
        quotations=find_unquoted(statement, said),
        speaker=find_misattributed(statement, texts),
        negation=find_reversed(statement, texts) + find_opposites(statement, texts),
        roles=find_swapped(statement, texts),
        order=find_turned(statement, texts),
        strength=find_overstated(statement, texts),
        words=_unshared(statement, around, met),
        characters=tuple(find_forbidden(statement)),
    )


def _without(text: str, quantities: Sequence[Quantity]) -> str:
    """`text` with a space for each character before a number that is its unit: VKr is no name."""
    for quantity in quantities:
        start, end = quantity.start, quantity.number.start
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _names(statement: str, around: str) -> tuple[str, ...]:
    words = name_words(around)
    wanted = dict.fromkeys(find_names(statement, common_stems(around)))
    return tuple(name for name in wanted if not same_name(name, words))


def _unshared(statement: str, around: str, met: Sequence[Quantity | Date]) -> tuple[str, ...]:
    """The words that occur nowhere, if they are most words or a whole part after a comma.

    Words of a quantity or date that was found count as present.
    """
    known = {stem(word) for word in split_words(around)}
    for found in met:
        known |= {stem(word) for word in split_words(statement[found.start : found.end])}
    words = [word for word in split_words(statement) if is_content(word)]
    if not words:
        return (statement,)
    unshared = tuple(word for word in words if stem(word) not in known)
    for part in _PART.split(statement)[1:]:
        added = tuple(word for word in split_words(part) if is_content(word))
        if len(added) > 1 and not _ATTRIBUTED.search(part) and set(added) <= set(unshared):
            return added
    return unshared if len(unshared) > (1 - SHARED_WORDS) * len(words) else ()


# Fillers and selectors that are drawn as nothing though Unicode counts them as letters or marks.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]")
_VARIATION = re.compile("[\U000e0100-\U000e01ef]")
_UNSEEN_CATEGORIES = frozenset(("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))
_BRACKETED = re.compile(r"[［【〔〖〚⟦❲][^］】〕〗〛⟧❳]{0,20}\d")
_FORMULA = re.compile("(?<=[A-Z])[₀-₉]+")  # CO₂


def find_forbidden(text: str) -> list[str]:
    """Control and format characters, raised and circled digits, wide brackets around digits.

    >>> find_forbidden("Ferries run\\u202e ❷ on CO₂ and ½ [1].")
    ['U+202E', 'U+2777']
    """
    plain = _FORMULA.sub("", text)
    forbidden = [f"U+{ord(char):04X}" for char in plain if _unseen(char) or _poses(char)]
    return forbidden + _BRACKETED.findall(plain)


def _unseen(char: str) -> bool:
    if unicodedata.category(char) in _UNSEEN_CATEGORIES:
        return True
    return bool(_UNSEEN.match(char) or _VARIATION.match(char))


def _poses(char: str) -> bool:
    """Is it a whole number in one character that is no plain digit: ¹ ② ❷ ⑴ Ⅳ, but not ½?"""
    if unicodedata.category(char) not in ("No", "Nl"):
        return False
    return unicodedata.numeric(char, 0.5) % 1 == 0
