"""The short lines of an article as digests of source and words: what recurs has the same ones.

A line that a label begins ("Read more: ...") has a second digest, that of the label, if it is no
sentence and stands between sentences: entries of lists, which labels begin, too, do not.
"""

import hashlib
import re
from collections.abc import Iterator

from index.models import Article

# Code points. Notices are short; longer paragraphs that recur are background.
_LONGEST = 300
# No digits: "10:55" and "2021: ..." are times, not labels.
_LABEL = re.compile(r"^[^\w\"“„«]*([^\W\d][^:.!?\d]{1,40}):\s?\S")
_MOST_WORDS = 4
_ENDED = re.compile(r"[.!?…:。！？؟।][\"'”’»“‘)\]]*$")

Spans = list[tuple[int, int]]


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
