"""Names of a statement that its article has, but not where the statement cites it.

They may be right: what the cited sentence calls "she" or "the agency" has its name elsewhere. They
are as often somebody else's. A name counts as borne if the cited sentences have it or a part of it
("Ley" for Anna Ley), or if they name nobody else and the title or the sentences before them have
it. What a name is, the article's own capitals tell: so this holds in every language with capitals.
"""

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import pairwise

from assistant.text.dates import mask_dates
from assistant.text.words import is_content
from assistant.verification.names import NOUN_CAPITALS, TITLES, WORD, Known, fold
from assistant.verification.quantities import mask_units
from assistant.verification.quotations import find_quotations, without_quotations
from assistant.verification.suspicions import Source

# What precedes the first word of a sentence; "Dr. " does not.
_BEGINS = re.compile(
    r"(?:^|(?<![^\W\d_a-zß-ÿ])(?<![^\W\d_a-zß-ÿ]\w)(?<![^\W\d_a-zß-ÿ]\w\w)[.]\s?|[?!:;“\"‘'«„(]\s?|[–—-]\s)$"
)
_BESIDE = re.compile(r"[ .]*")  # between two words of one name: Anna Ley, J. D. Holm
_LEAST = 2  # letters of a name
_Pair = tuple[str, str]


def find_unborne(statement: str, sources: Sequence[Source]) -> Iterator[str]:
    """The names of `statement` that only other sentences of the articles have.

    >>> text = "So said Anna Ley. It rained. The mayor, Berta Holm, left."
    >>> source = Source((text[29:],), before=(text[:28],), article=text)
    >>> list(find_unborne("The mayor, Anna Ley, left.", [source]))
    ['Anna', 'Ley']
    """
    plain = mask_dates(without_quotations(statement))
    is_quoting = any(" " in words for words in find_quotations(statement))
    cited = "\n".join(one.text for one in sources)
    header = [one.header.removeprefix(one.title if is_quoting else "") for one in sources]
    borne = Known("\n".join((cited, *header)))
    written = [_written(f"{one.article}\n{one.title}", one.language) for one in sources]
    names = {name for one, _ in written for name in one}
    pairs = {pair for _, one in written for pair in one}
    near = Known("\n".join(_near(one, names, is_quoting) for one in sources))
    stated = {fold(word) for word in WORD.findall(plain)}
    others = set(_others(mask_units(mask_dates(cited)), stated))
    is_alone = names.isdisjoint(others - stated)
    there = set(_pairs(cited, capitals=True))
    beside = set() if is_quoting else pairs
    for run in _runs(plain):
        left = [word for word in _left(run, borne, pairs, there) if fold(word) in names]
        if not (is_alone and not any(_left(run, near, beside, set()))):
            yield from left


def _others(cited: str, stated: Set[str]) -> Iterator[str]:
    """The words with capitals that are not stated, nor tell of one that is: NATO ally Turkey."""
    words = ["", "", *WORD.findall(cited), "", ""]
    for before, left, word, right, after in zip(*(words[n:] for n in range(5)), strict=False):
        is_kept = any(
            near.islower() and _is_capital(far) and fold(far) in stated
            for near, far in ((left, before), (right, after))
        )
        if _is_capital(word) and not is_kept:
            yield fold(word)


def _near(source: Source, names: Set[str], is_quoting: bool) -> str:
    """What tells who "she" is: the sentences back to the last one with a name, and the first one.

    Who said the words of a quotation, only the sentences before it tell.
    """
    for n, sentence in enumerate(reversed(source.before), start=1):
        if any(fold(word) in names for word in WORD.findall(sentence)):
            last = source.before[-n:]
            return "\n".join(last if is_quoting else (*last, source.lede))
    return "\n".join((*source.before, source.lede, source.title))


@lru_cache(maxsize=64)
def _written(article: str, language: str | None) -> tuple[Set[str], Set[_Pair]]:
    """The names of an article, and the words that are side by side in it, folded.

    A name has a capital within a sentence or beside another name, and is never without one. Where
    every noun has a capital, only words beside another one count.
    """
    text = " ".join(article.split())
    words = WORD.findall(text)
    lower = {fold(word) for word in words if not _is_capital(word)} | TITLES
    runs = ([fold(word) for word in run if fold(word) not in lower] for run in _runs(text))
    beside = {word for run in runs if len(run) > 1 for word in run if is_content(word)}
    found = {
        fold(match[0])
        for match in WORD.finditer(text)
        if _is_capital(match[0]) and is_content(match[0]) and not _is_first(text, match.start())
    }
    found = beside if language in NOUN_CAPITALS else found | beside
    return {name for name in found - lower if len(name) >= _LEAST}, set(_pairs(text))


def _is_first(text: str, start: int) -> bool:
    """Whether a sentence or a quotation begins there."""
    return bool(_BEGINS.search(text[max(0, start - 6) : start]))


def _left(run: Sequence[str], borne: Known, pairs: Set[_Pair], there: Set[_Pair]) -> Iterator[str]:
    """The words of a run that the cited sentences do not have, nor a part of the same name.

    `pairs` are the words side by side in the articles, `there` those in the cited sentences.
    """
    plain = [fold(word) for word in run]
    known = [borne.has(word) and plain[n] not in TITLES for n, word in enumerate(run)]
    steps = list(pairwise(range(len(run))))
    for one, other in [*steps, *((other, one) for one, other in reversed(steps))]:
        if known[one] and not known[other]:
            known[other] = _is_one_name(plain[one], plain[other], one < other, pairs, there)
    for word, is_known in zip(run, known, strict=True):
        if not is_known and fold(word) not in TITLES:
            yield word


def _is_one_name(
    known: str, word: str, is_next: bool, pairs: Set[_Pair], there: Set[_Pair]
) -> bool:
    """Whether the article has `word` beside `known`, and the cited sentences nothing in its place.

    "United Airlines" has something in the place of Southwest, "Mayor Ley" nothing in Anna's if the
    article has a Mayor Anna Ley.
    """
    if ((known, word) if is_next else (word, known)) not in pairs:
        return False
    beside = {pair[is_next] for pair in there if pair[not is_next] == known} - TITLES
    return not beside or word in beside


def _runs(text: str) -> Iterator[list[str]]:
    """The names of a text: words with capitals that are side by side."""
    run: list[str] = []
    end = 0
    for match in WORD.finditer(text):
        is_next = _BESIDE.fullmatch(text, end, match.start()) and not _is_first(text, match.start())
        if run and not (is_next and _is_capital(match[0])):
            yield run
            run = []
        if _is_capital(match[0]):
            run.append(match[0])
        end = match.end()
    if run:
        yield run


def _pairs(text: str, capitals: bool = False) -> Iterator[_Pair]:
    for one, other in pairwise(WORD.finditer(text)):
        if capitals and not (_is_capital(one[0]) and _is_capital(other[0])):
            continue
        if _BESIDE.fullmatch(text, one.end(), other.start()):
            yield fold(one[0]), fold(other[0])


def _is_capital(word: str) -> bool:
    return any(char.isupper() for char in word)
