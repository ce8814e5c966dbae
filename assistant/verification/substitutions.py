"""Words of a statement that have taken the place of others in a cited sentence, in any language.

A name, date or number that only another sentence of the article has may belong to what is stated,
or to something else: "the mill in Brack" where the sentence cited has "the mill in Saint-Orry".
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import NamedTuple

from assistant.text.dates import Date, read_dates
from assistant.verification.date_resolution import resolve
from assistant.verification.names import TITLES, fold
from assistant.verification.numbers import read_numbers

_WORD = re.compile(r"[^\W_](?:[\w’'&.,:-]*[^\W_])?")
_BEGINNING = 5  # letters by which inflected forms of a word meet
_ALIKE = 0.8  # of two spellings of one word: Comptroller, Controller
_TELLING = 4  # letters of a neighbour that is compared alone; a shorter one with the next
_INSIDE = re.compile(r"[\w,.)’'] ?$")

Spans = list[tuple[int, int]]


def find_substitutes(
    statement: str, sentence: str, words: Sequence[str], kind: str, article: str = ""
) -> Iterator[str]:
    """Those of `words` where `sentence` has another name, date or number beside the same words.

    Names that the `article` has side by side are of one thing: Mayor Ley, Anna Ley, Mayor Anna Ley.

    >>> list(find_substitutes("A mill in Brack burns.", "The mill in Orry.", ["Brack"], "names"))
    ['Brack']
    """
    here, there = _split(statement), _split(sentence)
    spans, known = _SPANS[kind](sentence, article), {fold(one.word) for one in here}
    for word in words:
        at = [n for n, one in enumerate(here) if one.word in word.split()]
        for other in (found for place in at for found in _in_place(here, there, place, at)):
            is_kind = any(start <= other.start < end for start, end in spans)
            is_other = kind != "names" or not _is_one(word, other.word, article)
            if is_kind and is_other and fold(other.word) not in known:
                yield word


class _Word(NamedTuple):
    """A word, its key (inflected forms have one), where it begins, and what is between the next."""

    word: str
    key: str
    start: int
    gap: str


def _split(text: str) -> list[_Word]:
    found = list(_WORD.finditer(text))
    ends = [*(one.start() for one in found), len(text)][1:]
    return [
        _Word(one[0], fold(one[0])[:_BEGINNING], one.start(), text[one.end() : end].strip())
        for one, end in zip(found, ends, strict=True)
    ]


def _in_place(
    here: Sequence[_Word], there: Sequence[_Word], place: int, at: Sequence[int]
) -> Iterator[_Word]:
    """The words of a sentence that have the neighbours which a statement's has at `place`."""
    for step in (-1, 1):
        beside = place + step
        while beside in at:
            beside += step
        is_own = step < 0 < beside and _is_one_name(here[beside], here[place])
        for n in range(len(there)) if 0 <= beside < len(here) and not is_own else ():
            if 0 <= n - step < len(there) and _are_alike(here, beside, there, n, step):
                yield there[n - step]


def _is_one_name(one: _Word, next_: _Word) -> bool:
    """Whether two words in a row are of one name: Selne Hydro is not the Selne Waters Authority."""
    return one.word[0].isupper() and next_.word[0].isupper() and not one.gap


def _are_alike(
    here: Sequence[_Word], beside: int, there: Sequence[_Word], n: int, step: int
) -> bool:
    """Whether two neighbours are one word, with the same mark between, and a short one in a row."""
    gaps = (here[min(beside, beside - step)].gap, there[min(n, n - step)].gap)
    if here[beside].key != there[n].key or gaps[0] != gaps[1]:
        return False
    far, further = beside + step, n + step
    is_inside = 0 <= far < len(here) and 0 <= further < len(there)
    is_row = is_inside and here[far].key == there[further].key
    return len(here[beside].word) >= _TELLING or is_row


def find_other_days(
    statement: str, sentences: Sequence[str], words: Sequence[str], day: datetime | None
) -> Iterator[str]:
    """Those of `words`, dates, that replace all dates of their kind that `sentences` have."""
    said = [one for text in sentences for found in read_dates(text) for one in resolve(found, day)]
    stated = read_dates(statement)
    for wanted in stated:
        alike = [one for one in said if _kind(one) == _kind(wanted)]
        kept = any(_is_same(one, other) for one in stated for other in alike)
        if statement[wanted.start : wanted.end] in words and alike and not kept:
            yield statement[wanted.start : wanted.end]


def _kind(date: Date) -> str:
    """What it tells: an hour, a day, a month or a year."""
    if date.minute is not None:
        return "hour"
    if date.day or date.weekday is not None:
        return "day"
    return "month" if date.month else "year" if date.year else ""


def _is_same(one: Date, other: Date) -> bool:
    fields = ("year", "month", "day", "weekday", "minute")
    pairs = [(getattr(one, field), getattr(other, field)) for field in fields]
    return all(None in pair or pair[0] == pair[1] for pair in pairs)


def _is_one(word: str, other: str, article: str) -> bool:
    """Whether another name is none, or of the same thing: or another form of it."""
    if re.search(
        rf"\b(?:{re.escape(word)}\W{{1,2}}{re.escape(other)}|{re.escape(other.lower())})\b", article
    ):
        return True
    plain, others = fold(word), fold(other)
    return plain[:1] == others[:1] and (
        other.isupper() or SequenceMatcher(None, plain, others).ratio() >= _ALIKE
    )


def _names(text: str, article: str) -> Spans:
    """Words with a capital that have it within sentences of the article, and are no titles."""
    words = [one for one in _WORD.finditer(text) if one[0][0].isupper()]
    inside = [
        one
        for one in words
        if _INSIDE.search(text[: one.start()])
        or re.search(rf"[a-z,] {re.escape(one[0])}\b", article)
    ]
    return [one.span() for one in inside if fold(one[0]) not in TITLES]


_SPANS: dict[str, Callable[[str, str], Spans]] = {
    "names": _names,
    "dates": lambda text, _: [(one.start, one.end) for one in read_dates(text)],
    "numbers": lambda text, _: [(one.start, one.end) for one in read_numbers(text)],
}
KINDS = tuple(_SPANS)
