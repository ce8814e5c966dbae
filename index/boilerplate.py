"""Lines that recur in many articles of a source: boilerplate, left out of the chunks.

The stored text keeps them, so that spans, and citations of older answers, stay exact. Articles
indexed before their lines were known as boilerplate are chunked again by the same run.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from index.models import Article

# Boilerplate is in more than this number and this share of a source's articles. Paragraphs of
# background that a newsroom repeats are in fewer; they are news.
MOST_ARTICLES, MOST_SHARE = 10, 0.01
# Code points. Notices are short; longer paragraphs that recur are background.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A line of boilerplate, its source, and the number of current articles that contain it."""

    text: str
    source: str
    articles: int


def is_boilerplate(stories: int, articles: int) -> bool:
    """Whether a line of so many stories is boilerplate in a source of so many articles."""
    return stories > MOST_ARTICLES and stories > MOST_SHARE * articles


def story_of(article: Article) -> int:
    """Digest of its longest line: the same for copies of one story."""
    return _digest(max(article.text.split("\n"), key=len))


def short_lines(article: Article) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """The digest and spans of each short line; nothing if the source is unknown."""
    spans: dict[int, list[tuple[int, int]]] = {}
    start = 0
    for line in article.text.split("\n") if article.source else []:
        if 0 < len(words := " ".join(line.split())) <= _LONGEST:
            digest = _digest(f"{article.source}\n{words.casefold()}")
            spans.setdefault(digest, []).append((start, start + len(line)))
        start += len(line) + 1
    yield from spans.items()


def _digest(words: str) -> int:
    """48 bits: half the space of 64, and one collision among a million lines in 500 archives."""
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=6).digest())
