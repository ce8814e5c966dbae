"""Exact checks: what a statement says but its articles do not, as suspicions with reasons.

They hold in any language. A number, date, quotation, address or name may be said by the cited
sentences, by their article's header, or by what else of the article was read, or follow by
arithmetic from the cited ones. A suspicion is no verdict: that is the judge's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Literal

from assistant.text.dates import Date, mask_dates, read_dates
from assistant.verification.arithmetic import find_implied
from assistant.verification.characters import find_forbidden
from assistant.verification.date_resolution import (
    DAYS,
    Said,
    find_unmet_dates,
    resolve,
)
from assistant.verification.names import NOUN_CAPITALS, find_renamed, find_unknown, find_whole
from assistant.verification.quantities import Quantity, mask_units, read_quantities, unit_of
from assistant.verification.quantity_check import QuantityCheck
from assistant.verification.quotations import find_addresses, find_unquoted, without_quotations
from index.language import language_of

Kind = Literal[
    "numbers",
    "units",
    "dates",
    "quotations",
    "addresses",
    "names",
    "unborne",
    "words",
    "characters",
]
LONGEST = 2000  # code points, as a sentence's; a model that repeats itself writes more
_FEWEST, _LEAST_SHARED = 4, 0.2  # longer words of a statement, and the share that must be known
# What a date tells, by the times that may lead to it from another: a day later, three years ago.
_TOLD = {"hour": ("minute",), "day": ("month", "day", "weekday"), "year": ("year",)}
_EVENING = 18 * 60  # minutes
_SMALL_SHARED = 0.4  # of its words in lower case, that a short statement has of its article


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Words of a statement that its sources do not support.

    Without a judge, a statement with an `is_grave` one is withheld, with another one marked.
    """

    kind: Kind
    words: str
    is_grave: bool = True

    def __str__(self) -> str:
        return _REASONS[self.kind].format(self.words)


_REASONS: dict[Kind, str] = {
    "numbers": "the number “{}” is not in the sentences cited and does not follow from them",
    "units": "“{}” has another unit, or none, in the sentences cited",
    "dates": "the date or time “{}” is not in the sentences cited",
    "quotations": "“{}” is not verbatim in the sentences cited",
    "addresses": "the address “{}” is not in the article",
    "names": "the name “{}” is not in the article",
    "unborne": "“{}” is not in the sentences cited; the article may have it elsewhere",
    "words": "few of its words are in the article: {}",
    "characters": "it has characters that cannot be shown: {}",
}


@dataclass(frozen=True)
class Source:
    """Cited sentences of one article.

    `header` has its title, source and authors; `near` are its other sentences that were read,
    `before` those right before the cited ones, and `lede` its first one; `article` is its whole
    text, which may only have the names, and `address` its URL.
    """

    sentences: tuple[str, ...]
    header: str = ""
    published_at: datetime | None = None
    near: tuple[str, ...] = ()
    article: str = ""
    language: str | None = None
    address: str = ""
    title: str = ""
    before: tuple[str, ...] = ()
    lede: str = ""

    @cached_property
    def cited(self) -> str:
        """The cited sentences and the header."""
        return "\n".join((*self.sentences, self.header, _in_words(self.published_at)))

    @cached_property
    def undated(self) -> str:
        """What was read, without the day of publication where the sentences have dates."""
        is_dated = any(one.minute is None for one in read_dates(self.text))
        return self.read.replace(_in_words(self.published_at), "") if is_dated else self.read

    @property
    def text(self) -> str:
        """The cited sentences."""
        return "\n".join(self.sentences)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The quantities of the cited sentences."""
        return read_quantities(mask_dates(self.text))

    @cached_property
    def written_in(self) -> str | None:
        """The language of the article."""
        return self.language or language_of(self.article or self.read)

    @cached_property
    def read(self) -> str:
        """All that was read of the article."""
        return "\n".join((self.cited, *self.near))

    @cached_property
    def whole(self) -> str:
        """All that may have its words: also what was not read, and the address."""
        return "\n".join((self.read, self.article, self.address))


def by_kind(suspicions: Iterable[Suspicion]) -> dict[str, tuple[str, ...]]:
    """The words of the suspicions, by their kinds."""
    found: dict[str, tuple[str, ...]] = {}
    for one in suspicions:
        found[one.kind] = (*found.get(one.kind, ()), one.words)
    return found


def find_suspicions(statement: str, sources: Sequence[Source]) -> tuple[Suspicion, ...]:
    """What in `statement` its sources do not support.

    >>> [str(s) for s in find_suspicions("They bought 5.", [Source(("They bought four.",))])]
    ['the number “5” is not in the sentences cited and does not follow from them']
    """
    found = [Suspicion("characters", char) for char in find_forbidden(statement)]
    found += _quotations(statement, sources)
    found += _dates(statement, sources)
    found += _numbers(statement, sources)
    # Slow for some languages: only where a name or a word is missing.
    return (*found, *_names(statement, sources), *_words(statement, sources))


def _quotations(statement: str, sources: Sequence[Source]) -> Iterator[Suspicion]:
    read = "\n".join(source.whole for source in sources)
    addresses = find_addresses(statement)
    if not (unquoted := find_unquoted(statement, read)):
        return
    is_translated = _is_translated(statement, sources)
    for words in unquoted:
        if words in addresses:
            yield Suspicion("addresses", words)
        else:  # a single word may be a title
            yield Suspicion("quotations", words, " " in words and not is_translated)


def _is_translated(statement: str, sources: Sequence[Source]) -> bool:
    """Whether the statement is in another language than all of its articles, as far as is known."""
    language, others = language_of(statement), {source.written_in for source in sources}
    return language is not None and None not in others and language not in others


def _dates(statement: str, sources: Sequence[Source]) -> Iterator[Suspicion]:
    stated = read_dates(statement)
    if not stated:
        return
    said = [Said(one.read, one.published_at) for one in sources]
    told = [one for source in sources for one in read_dates(source.text)]
    text = "\n".join(source.text for source in sources)
    spans = [one for source in sources for one in source.quantities]
    spans += read_quantities(mask_dates(statement))  # checked themselves: 120 years old in 2024
    implied = [*find_implied([one for source in sources for one in _resolved(source)], spans)]
    unmet = find_unmet_dates(statement, said, implied)
    undated = [replace(one, text=source.undated) for one, source in zip(said, sources, strict=True)]
    # One of these, rather than the day of issue.
    days = {(one.day, one.month) for one in told if one.day}
    is_other = bool(days) and days.isdisjoint((one.day, one.month) for one in stated)
    unborne = find_unmet_dates(statement, undated, implied)
    unborne = [one for one in unborne if one.day is None or is_other]
    near = {one.relative for one in told}  # the reader's yesterday is not the article's
    unborne += [one for one in stated if one.relative in DAYS and one.relative not in near]
    for one in stated:
        words = statement[one.start : one.end]
        if one in unmet:
            yield Suspicion("dates", words, _is_contradicted(one, told, text))
        elif one in unborne:
            yield Suspicion("unborne", words, False)


def _is_contradicted(wanted: Date, told: Sequence[Date], text: str) -> bool:
    """Whether the sentences have another date of its kind, and no time that may lead to it."""
    spans = set(map(_span_of, re.findall(r"\w+", text)))
    if any(one.minute is not None and one.minute >= _EVENING for one in told):
        spans.add("day")  # shortly after midnight it is the next one
    for span, kinds in _TOLD.items():
        stated = [getattr(wanted, kind) for kind in kinds]
        others = [[getattr(one, kind) for kind in kinds] for one in told]
        others = [one for one in others if any(value is not None for value in one)]
        is_told = others and stated.count(None) < len(kinds)
        if is_told and span not in spans and stated not in others:
            return True
    return False


def _span_of(word: str) -> str:
    dimension, factor = unit_of(word)
    if dimension == "months":
        return "year" if factor >= 12 else "day"
    return ("day" if factor >= 1440 else "hour") if dimension == "time" else ""


def _numbers(statement: str, sources: Sequence[Source]) -> Iterator[Suspicion]:
    text = mask_dates(without_quotations(statement))
    if not (wanted := read_quantities(text)):
        return
    check = QuantityCheck(
        [(mask_dates(source.text), source.quantities) for source in sources],
        [one for source in sources for one in read_quantities(mask_dates(source.cited))],
        [one for source in sources for one in read_quantities(mask_dates(source.read))],
        [one for source in sources for one in _resolved(source)],
    )
    for one in check.find_unmet(wanted, text):
        words = text[one.quantity.start : one.quantity.end]
        yield Suspicion("units" if one.is_unit else "numbers", words, one.is_grave)


def _names(statement: str, sources: Sequence[Source]) -> Iterator[Suspicion]:
    text = mask_units(mask_dates(without_quotations(statement)))
    said = "\n".join(source.whole for source in sources)
    unknown = find_unknown(text, said)
    if not unknown:
        return
    language = _language(statement, sources)
    is_same = all(one.written_in == language for one in sources)
    is_plain = is_same and language not in (None, *NOUN_CAPITALS)
    whole = find_whole(text, unknown) if is_plain or language is None else []
    other = unknown if is_plain else [*find_renamed(text, said), *whole]
    for name in dict.fromkeys(other):
        yield Suspicion("names", name, is_plain and name in whole)


def _words(statement: str, sources: Sequence[Source]) -> Iterator[Suspicion]:
    """What is about something else, where statement and articles are of one language."""
    words = word_beginnings(statement)
    said = word_beginnings("\n".join(source.read for source in sources))
    if not re.search(r"\w", statement) or not said:
        yield Suspicion("words", statement)
    elif len(words) >= _FEWEST and len(words & said) < _LEAST_SHARED * len(words):
        languages = {language_of(statement), *(one.written_in for one in sources)}
        if len(languages) == 1 and None not in languages:
            yield Suspicion("words", statement, words.isdisjoint(said))


def _language(statement: str, sources: Sequence[Source]) -> str | None:
    """The language of a statement; of a short one its articles', if the small words agree."""
    if found := language_of(statement):
        return found
    small = {word for word in re.findall(r"\w+", statement) if word.islower()}
    said = set(re.findall(r"\w+", "\n".join(one.read + one.article for one in sources).casefold()))
    languages = {source.written_in for source in sources}
    is_same = len(languages) == 1 and len(small & said) >= _SMALL_SHARED * len(small)
    return languages.pop() if is_same else None


def word_beginnings(text: str) -> set[str]:
    """The longer words of a text by their first letters, so that inflected forms meet."""
    return {word[:5] for word in re.findall(r"\w{4,}", text.casefold())}


def _resolved(source: Source) -> Iterator[Date]:
    """The dates of the cited sentences, and the year of publication, for ages."""
    for found in read_dates(source.text):
        yield from resolve(found, source.published_at)
    if source.published_at:
        yield Date(0, 0, source.published_at.year)


def _in_words(day: datetime | None) -> str:
    return f"{day:%A, %-d %B %Y}" if day else ""
