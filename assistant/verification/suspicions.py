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
from assistant.verification.arithmetic import follows, is_apart, is_rounded
from assistant.verification.characters import find_forbidden
from assistant.verification.date_resolution import DAYS, Said, find_unmet_dates, resolve
from assistant.verification.names import NOUN_CAPITALS, find_renamed, find_unknown, find_whole
from assistant.verification.quantities import Quantity, find_unmet, read_compound, read_quantities
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
_SMALL_SHARED = 0.4  # of its words in lower case, that a short statement has of its article
_RANK = re.compile(r"(?:st|nd|rd|th)\b")  # after a number that no sum yields: 23rd


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
    `article` its whole text, which may only have the names, and `address` its URL.
    """

    sentences: tuple[str, ...]
    header: str = ""
    published_at: datetime | None = None
    near: tuple[str, ...] = ()
    article: str = ""
    language: str | None = None
    address: str = ""

    @cached_property
    def cited(self) -> str:
        """The cited sentences and the header."""
        return "\n".join((*self.sentences, self.header, _in_words(self.published_at)))

    @cached_property
    def undated(self) -> str:
        """What was read, without the day of publication where the sentences have days."""
        days = any(one.month or one.day or one.weekday is not None for one in read_dates(self.text))
        return self.read.replace(_in_words(self.published_at), "") if days else self.read

    @property
    def text(self) -> str:
        """The cited sentences."""
        return "\n".join(self.sentences)

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
    for words in find_unquoted(statement, read):
        yield Suspicion("addresses" if words in addresses else "quotations", words)


def _dates(statement: str, sources: Sequence[Source]) -> Iterator[Suspicion]:
    stated = {statement[one.start : one.end]: one for one in read_dates(statement)}
    said = [Said(one.read, one.published_at, one.text) for one in sources]
    missing = find_unmet_dates(statement, said) if stated else ()
    cited = [one for source in sources for one in _quantities(source)]
    dates = [one for source in sources for one in _resolved(source)]
    unmet = [words for words in missing if not is_apart(stated[words], dates, cited)]
    yield from (Suspicion("dates", words) for words in unmet)
    undated = [replace(one, text=source.undated) for one, source in zip(said, sources, strict=True)]
    for words in find_unmet_dates(statement, undated) if stated else ():
        is_full = stated[words].day is not None  # in an article of 2 March 2024
        if not is_full and words not in unmet and not is_apart(stated[words], dates, cited):
            yield Suspicion("unborne", words, False)
    told = {one.relative for source in sources for one in read_dates(source.text)}
    for words, one in stated.items():  # the reader's yesterday is not the article's
        if one.relative in DAYS and one.relative not in told and words not in unmet:
            yield Suspicion("unborne", words, False)


def _numbers(statement: str, sources: Sequence[Source]) -> Iterator[Suspicion]:
    text = mask_dates(without_quotations(statement))
    wanted = read_quantities(text)
    if not wanted:
        return
    said = [one for source in sources for one in read_quantities(mask_dates(source.cited))]
    near = [one for source in sources for one in read_quantities(mask_dates(source.read))]
    unmet = find_unmet(wanted, said, near, text)
    cited = [one for source in sources for one in _quantities(source)]
    dates = [one for source in sources for one in _resolved(source)]
    compound = [
        one
        for one in read_compound(wanted, text)
        if not any(find_unmet([one], said, near, text)) or follows(one, cited, dates)
    ]
    for quantity in wanted:
        words = text[quantity.start : quantity.end]
        if any(one.start <= quantity.start < one.end for one in compound):
            continue
        if words in unmet.units:
            yield Suspicion("units", words)
        elif words in unmet.bare and not follows(quantity, cited, dates):
            yield Suspicion("units", words, False)
        elif words in unmet.numbers and not (
            any(is_rounded(quantity, other) for other in said)
            or (not _RANK.match(text, quantity.end) and follows(quantity, cited, dates))
            or (words.isalpha() and _is_hour(quantity, dates))
        ):
            yield Suspicion("numbers", words)


def _is_hour(quantity: Quantity, dates: Sequence[Date]) -> bool:
    """Whether it is a full hour that is cited, in words: a las ocho de la tarde."""
    hours = {
        one.minute // 60 % 12 for one in dates if one.minute is not None and not one.minute % 60
    }
    return any(value % 12 in hours for value in quantity.number.values if value <= 24)


def _names(statement: str, sources: Sequence[Source]) -> Iterator[Suspicion]:
    text = _without_units(mask_dates(without_quotations(statement)))
    said = "\n".join(source.whole for source in sources)
    unknown = find_unknown(text, said)
    if not unknown:
        return
    language = _language(statement, sources)
    is_same = language is not None and all(one.written_in == language for one in sources)
    if not is_same or language in NOUN_CAPITALS:
        whole = find_whole(text, unknown) if language is None else []
        unknown = [(name, True) for name in dict.fromkeys([*find_renamed(text, said), *whole])]
    for name, is_alike in unknown:
        yield Suspicion("names", name, not is_alike)


def _words(statement: str, sources: Sequence[Source]) -> Iterator[Suspicion]:
    """What is about something else, where statement and articles are of one language."""
    words = word_beginnings(statement)
    said = word_beginnings("\n".join(source.read for source in sources))
    if not re.search(r"\w", statement) or not said:
        yield Suspicion("words", statement)
    elif len(words) >= _FEWEST and len(words & said) < _LEAST_SHARED * len(words):
        languages = {language_of(statement), *(one.written_in for one in sources)}
        if len(languages - {None}) < 2:
            yield Suspicion("words", statement, None not in languages)


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


def _quantities(source: Source) -> Sequence[Quantity]:
    return read_quantities(mask_dates(source.text))


def _resolved(source: Source) -> Iterator[Date]:
    """The dates of the cited sentences, and the year of publication, for ages."""
    for found in read_dates(source.text):
        yield from resolve(found, source.published_at)
    if source.published_at:
        yield Date(0, 0, source.published_at.year)


def _without_units(text: str) -> str:
    """`text` without numbers and their units: VKr is no name."""
    for quantity in read_quantities(text):
        text = text[: quantity.start] + " " * (quantity.end - quantity.start) + text[quantity.end :]
    return text


def _in_words(day: datetime | None) -> str:
    return f"{day:%A, %-d %B %Y}" if day else ""
