"""Words as in the word index: folded, stemmed, and stored as numbers for each chunk.

The Porter stemmer is also SQLite's, so that a stem can be looked up in its vocabulary.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from index.models import Chunk, Sentence
from index.sql import Connection
from index.unicode_text import searchable

_WORD = re.compile(r"[^\W_]+")
_MOST_STEMS = 2**16 - 1  # of a chunk: `ends` has 16 bits
_KEPT_WORDS = 100_000  # size of the cache, about 15 MB


@dataclass(frozen=True, slots=True)
class Stems:
    """A chunk's stems as numbers, the title's first; `ends` are the ends of title and sentences."""

    data: NDArray[np.uint32]
    ends: NDArray[np.uint16]


def words_of(text: str) -> list[str]:
    """The words of `text` in the form in which they are looked up."""
    return _WORD.findall(searchable(text))


@lru_cache(_KEPT_WORDS)
def stem(word: str) -> str:
    """The stem of a folded word."""
    import snowballstemmer

    # A new stemmer each time: it stores the current word, so threads cannot share one.
    return str(snowballstemmer.stemmer("porter").stemWord(word)) if len(word) > 2 else word


@lru_cache(_KEPT_WORDS)
def number(word: str) -> int:
    """The stem of a folded word as a 32-bit number."""
    return zlib.crc32(stem(word).encode())


def stems_of(title: str, text: str, sentences: Sequence[Sentence]) -> Stems:
    """The stems of a chunk that consists of these `sentences` of `text`, and of its title."""
    parts = [title, *(text[span.start : span.end] for span in sentences)]
    numbers = [list(map(number, words_of(part))) for part in parts]
    data = np.array(list(chain.from_iterable(numbers)), np.uint32)[:_MOST_STEMS]
    ends = [min(end, _MOST_STEMS) for end in accumulate(map(len, numbers))]
    return Stems(data, np.array(ends, np.uint16))


def chunk_texts(db: Connection, version: int) -> list[tuple[int, str, str]]:
    """Key, title and text of each chunk of a version."""
    query = "SELECT text, title FROM versions WHERE key = ?"
    text, title = db.execute(query, (version,)).fetchone()
    rows = db.execute("SELECT key, start, end FROM chunks WHERE version = ?", (version,))
    return [(key, title or "", text[start:end]) for key, start, end in rows]


def keep(db: Connection, version: int) -> None:
    """Stores the stems of a version's chunks."""
    text, title = db.execute(
        "SELECT text, title FROM versions WHERE key = ?", (version,)
    ).fetchone()
    query = "SELECT start, end FROM sentences WHERE version = ? ORDER BY number"
    spans = [Sentence(row[0], row[1]) for row in db.execute(query, (version,))]
    rows = db.execute(
        "SELECT key, first, last, start, end, tokens FROM chunks WHERE version = ?", (version,)
    ).fetchall()
    made = []
    for key, *place in rows:
        chunk = Chunk(*place)
        found = stems_of(title or "", text, spans[chunk.first : chunk.last + 1])
        made.append((key, found.data.tobytes(), found.ends.tobytes()))
    db.executemany(
        "INSERT INTO stems VALUES (?, ?, ?)"
        " ON CONFLICT (chunk) DO UPDATE SET data = excluded.data, ends = excluded.ends",
        made,
    )
