"""Short lines of articles that recur, as digests of source and words: equal for equal words.

A line that a label begins ("Read more: ...") has a second digest, that of the label, if it is no
sentence and stands between sentences: entries of lists, which labels begin, too, do not.

Those in articles of one source about different things are notices, no news. Background that a
newsroom repeats stands in articles about one thing, whose titles share a word. Fewer articles are
enough than for boilerplate (boilerplate_lines.py), as notices are found but are no evidence.
Archives that were indexed before labels were counted know none.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from index.catalog.catalogue import Catalogue
from index.models import Article
from index.stems import stem, words_of

_FEWEST_STORIES = 3
_MOST_SHARED = 3 / 4  # of the titles have one word
_GRAMMAR = 3  # letters; shorter words of titles are mostly articles and prepositions
_FEWEST_WORDS = 4  # less is a heading, or an entry of a list
# Code points. Notices are short; longer paragraphs that recur are background.
_LONGEST = 300
# No digits: "10:55" and "2021: ..." are times, not labels.
_LABEL = re.compile(r"^[^\w\"“„«]*([^\W\d][^:.!?\d]{1,40}):\s?\S")
_MOST_WORDS = 4
_ENDED = re.compile(r"[.!?…:。！？؟।][\"'”’»“‘)\]]*$")

Spans = list[tuple[int, int]]


def repeated_spans(catalogue: Catalogue, article: Article) -> Spans:
    """The spans of the lines of `article` that repeat, and of those whose label does."""
    source = frozenset(map(stem, words_of(article.source or "")))
    lines = [
        (start, end)
        for start, end in _repeated(catalogue, short_lines(article), source)
        if len(words_of(article.text[start:end])) >= _FEWEST_WORDS
    ]
    labelled = _repeated(catalogue, labelled_lines(article), source)
    return [*boilerplate_spans(catalogue, article), *lines, *labelled]


def boilerplate_spans(catalogue: Catalogue, article: Article) -> Spans:
    """The spans of the lines of `article` that are boilerplate."""
    spans = short_lines(article)
    rows = catalogue.select("SELECT line FROM boilerplate WHERE line IN ({})", list(spans))
    return [span for row in rows for span in spans[row[0]]]


def _repeated(
    catalogue: Catalogue, lines: Mapping[int, Spans], source: frozenset[str]
) -> Iterator[tuple[int, int]]:
    titles: dict[int, dict[int, str]] = {}
    for line, story, title in catalogue.select(
        "SELECT line, story, COALESCE(title, substr(text, 1, 100)) FROM lines"
        " JOIN versions ON key = version WHERE line IN ({})"
        " AND line NOT IN (SELECT line FROM boilerplate)",  # many titles, and known to be one
        list(lines),
    ):
        titles.setdefault(line, {})[story] = title
    for line, told in titles.items():
        if len(told) >= _FEWEST_STORIES and not _have_one_topic(list(told.values()), source):
            yield from lines[line]


def _have_one_topic(titles: list[str], source: frozenset[str]) -> bool:
    """Whether the titles share a word, other than of the source, which some end with."""
    counts = Counter(
        word
        for title in titles
        for word in set(map(stem, words_of(title))) - source
        if len(word) > _GRAMMAR or not word.isascii()
    )
    return max(counts.values(), default=0) > _MOST_SHARED * len(titles)


def short_lines(article: Article) -> dict[int, Spans]:
    """The digest and spans of each short line; nothing if the source is unknown."""
    spans: dict[int, Spans] = {}
    for start, end in _lines(article):
        words = " ".join(article.text[start:end].split()).casefold()
        spans.setdefault(_digest(article, words), []).append((start, end))
    return spans


def labelled_lines(article: Article) -> dict[int, Spans]:
    """The digest of each label and the spans of its lines; nothing if the source is unknown."""
    spans: dict[int, Spans] = {}
    for start, end in _lines(article):
        label = _label_of(article.text[start:end])
        if label and _stands_alone(article.text, start, end):
            spans.setdefault(_digest(article, f"{label}:…"), []).append((start, end))
    return spans


def _label_of(line: str) -> str:
    """What stands before the colon of a line, folded; empty if it is more than a few words."""
    found = _LABEL.search(line)
    words = found[1].casefold().split() if found else []
    return " ".join(words) if len(words) <= _MOST_WORDS else ""


def story_of(article: Article) -> int:
    """Digest of its longest line: the same for copies of one story."""
    return _digested(max(article.text.split("\n"), key=len))


def _lines(article: Article) -> Iterator[tuple[int, int]]:
    """The spans of short lines that are not empty."""
    start = 0
    for line in article.text.split("\n") if article.source else []:
        if 0 < len(" ".join(line.split())) <= _LONGEST:
            yield start, start + len(line)
        start += len(line) + 1


def _digest(article: Article, words: str) -> int:
    return _digested(f"{article.source}\n{words}")


def _digested(words: str) -> int:
    """48 bits: half the space of 64, and one collision among a million lines in 500 archives."""
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=6).digest())


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[:start].rstrip(), text[end:].lstrip()
    beside = (before[before.rfind("\n") + 1 :], after.partition("\n")[0].rstrip())
    return not _ENDED.search(text[start:end].rstrip()) and all(
        not line or (_ENDED.search(line) and not _label_of(line)) for line in beside
    )
