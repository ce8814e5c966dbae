"""The word index in PostgreSQL: a `tsvector` of the project's own stems, scored again by BM25."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.sql import Connection, Row
from index.stems import chunk_texts, number, stem, words_of

_BEST = 400  # by PostgreSQL's own rank, which BM25 scores again
_FEW = 400  # chunks that have a rare word, in all
_K1, _B = 1.2, 0.75  # as SQLite's
_LEAST = 1e-6  # rarity of a stem that is in more than half of the chunks, as SQLite's
_LONGEST = 500  # characters of a stem: PostgreSQL takes 2,046 bytes
_LAST = 16_383  # the highest place that PostgreSQL keeps
Known = Mapping[str, tuple[int, int]]  # stem -> chunks with it, 0; "" -> chunks, their stems
_APART = 2  # places between title and text, so that no phrase goes from one into the other


class Stems:
    """The table `words`: stems and their places in title and text of each chunk, by its key."""

    condition = "words.stems @@ CAST(? AS tsquery)"

    def any_of(self, phrases: Sequence[str]) -> str:
        """The value that finds the chunks with any of these."""
        return " | ".join(filter(None, map(_phrase, phrases)))

    def all_of(self, phrases: Sequence[str]) -> str:
        """The value that finds the chunks with all of these."""
        return " & ".join(filter(None, map(_phrase, phrases)))

    def find(
        self, db: Connection, terms: Sequence[str], limit: int, where: tuple[str, str, list[Any]]
    ) -> list[tuple[int, float]]:
        """Chunk keys by BM25, best first; `where` is joins, a condition and its values."""
        known = _known(db, terms)
        rows = self._best(db, _with_two(terms, known), limit, where)
        if len(rows) < limit:
            rows = self._best(db, self.any_of(terms), limit, where)
        if not rows:
            return []
        scores = _bm25(known, terms, [np.frombuffer(row[1], np.uint32) for row in rows])
        scored = zip((row[0] for row in rows), scores, strict=True)
        return sorted(scored, key=lambda one: (-one[1], one[0]))[:limit]

    def _best(
        self, db: Connection, query: str, limit: int, where: tuple[str, str, list[Any]]
    ) -> list[Row]:
        """Keys and stems of the best chunks by PostgreSQL's own rank."""
        if not query:
            return []
        joins, condition, values = where
        return db.execute(
            "SELECT best.rowid, stems.data FROM (SELECT words.rowid FROM words"
            f" {joins} WHERE {self.condition} AND {condition}"
            " ORDER BY ts_rank(words.stems, CAST(? AS tsquery), 1) DESC, words.rowid LIMIT ?)"
            " AS best JOIN stems ON stems.chunk = best.rowid",
            (query, *values, query, max(_BEST, limit)),
        ).fetchall()

    def count(self, db: Connection, stems: Sequence[str]) -> dict[str, int]:
        """In how many chunks each stem stands; left out where in none."""
        query = "SELECT term, doc FROM vocabulary WHERE term = ANY (CAST(? AS text[]))"
        return {row[0]: row[1] for row in db.execute(query, (list(stems),))}

    def add(self, db: Connection, version: int) -> int:
        """Adds the chunks of a version, and tells how many."""
        made = [(key, _places(title, text)) for key, title, text in chunk_texts(db, version)]
        db.executemany(
            "INSERT INTO words VALUES (?, CAST(? AS tsvector), ?)",
            ((key, _vector(places), sum(map(len, places.values()))) for key, places in made),
        )
        _count(db, [places for _, places in made], 1)
        return len(made)

    def forget(self, db: Connection, version: int) -> None:
        """Takes the chunks of a version out, while they are there."""
        made = [(key, _places(title, text)) for key, title, text in chunk_texts(db, version)]
        db.executemany("DELETE FROM words WHERE rowid = ?", ((key,) for key, _ in made))
        _count(db, [places for _, places in made], -1)

    def clear(self, db: Connection) -> None:
        """Takes all out."""
        db.execute("DELETE FROM words")
        db.execute("DELETE FROM vocabulary")
        db.execute("UPDATE word_totals SET chunks = 0, stems = 0")

    def overwrite(self, db: Connection) -> None:
        """What was taken out goes when the engine overwrites it."""

    def lacking(self, db: Connection) -> list[int]:
        """The versions with chunks that are not in it."""
        query = "SELECT DISTINCT version FROM chunks WHERE key NOT IN (SELECT rowid FROM words)"
        return [row[0] for row in db.execute(query)]

    def problem(self, db: Connection, is_read_only: bool) -> str:
        """What is wrong with it; empty if nothing is."""
        query = "SELECT COUNT(*) FROM chunks WHERE key NOT IN (SELECT rowid FROM words)"
        if missing := db.execute(query).fetchone()[0]:
            return f"{missing} chunks are not in the word index"
        totals = db.execute("SELECT chunks, stems FROM word_totals").fetchone()
        query = "SELECT COUNT(*), COALESCE(SUM(length), 0) FROM words"
        if tuple(totals or ()) != tuple(db.execute(query).fetchone()):
            return "the word index has not counted its words right"
        return ""


def _places(title: str, text: str) -> dict[str, list[int]]:
    """The places of each stem, from 1."""
    head, body = words_of(title), words_of(text)
    found: dict[str, list[int]] = {}
    for first, words in ((1, head), (1 + len(head) + _APART, body)):
        for place, word in enumerate(words, first):
            found.setdefault(stem(word)[:_LONGEST], []).append(min(place, _LAST))
    return found


def _vector(places: dict[str, list[int]]) -> str:
    # A stem is letters and digits: there is no quote in it.
    return " ".join(f"'{one}':{','.join(map(str, at))}" for one, at in places.items())


def _phrase(words: str) -> str:
    """Words that stand together, as PostgreSQL is asked for them."""
    found = [f"'{stem(word)[:_LONGEST]}'" for word in words_of(words)]
    return f"({' <-> '.join(found)})" if found else ""


def _count(db: Connection, made: Sequence[dict[str, list[int]]], sign: int) -> None:
    """Counts stems in, or out where `sign` is -1."""
    chunks = Counter(one for places in made for one in places)
    if not chunks:
        return
    db.execute(
        "INSERT INTO vocabulary SELECT * FROM unnest(CAST(? AS text[]), CAST(? AS bigint[]))"
        " ON CONFLICT (term) DO UPDATE SET doc = vocabulary.doc + excluded.doc",
        (_array(chunks), _array(sign * count for count in chunks.values())),
    )
    if sign < 0:
        db.execute(
            "DELETE FROM vocabulary WHERE term = ANY (CAST(? AS text[])) AND doc <= 0",
            (_array(chunks),),
        )
    stems = sum(len(at) for places in made for at in places.values())
    db.execute(
        "UPDATE word_totals SET chunks = chunks + ?, stems = stems + ?",
        (sign * len(made), sign * stems),
    )


def _array(values: Iterable[str | int]) -> str:
    """A list as PostgreSQL writes it, which psycopg takes ten times as long for."""
    return "{" + ",".join(f'"{value}"' for value in values) + "}"


def _known(db: Connection, terms: Sequence[str]) -> Known:
    """What is counted of each stem of `terms` that there is, and at "" of all."""
    stems = {stem(word)[:_LONGEST] for term in terms for word in words_of(term)}
    rows = db.execute(
        "SELECT '', chunks, stems FROM word_totals"
        " UNION ALL SELECT term, doc, 0 FROM vocabulary WHERE term = ANY (CAST(? AS text[]))",
        (_array(stems),),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _with_two(terms: Sequence[str], known: Known) -> str:
    """Asks for the chunks with two of `terms`, or one so rare that few have it.

    Among these are the best: the index finds them without reading all that have one common word.
    """
    counts = {term: _chunks_with(term, known) for term in terms}
    ordered = sorted(filter(_phrase, counts), key=counts.__getitem__)
    rare = sum(total <= _FEW for total in accumulate(counts[term] for term in ordered))
    alone, others = ordered[:rare], [_phrase(term) for term in ordered[rare:]]
    two = [f"({one} & ({' | '.join(others[i:])}))" for i, one in enumerate(others[:-1], 1)]
    return " | ".join([*map(_phrase, alone), *two])


def _chunks_with(term: str, known: Known) -> int:
    """At most so many chunks have all words of `term`."""
    return min((known.get(stem(w)[:_LONGEST], (0, 0))[0] for w in words_of(term)), default=0)


def _bm25(known: Known, terms: Sequence[str], chunks: Sequence[NDArray[np.uint32]]) -> list[float]:
    """Of each chunk (its stems as numbers), as SQLite's FTS5 computes it."""
    words = list(dict.fromkeys(word for term in terms for word in words_of(term)))
    count, stems = known[""]
    lengths = np.array([len(chunk) for chunk in chunks])
    norm = _K1 * (1 - _B + _B * lengths / max(1e-9, stems / max(1, count)))
    numbers = np.concatenate(chunks)
    starts = np.cumsum(lengths) - lengths
    total = np.zeros(len(chunks))
    for word in words:
        having = known.get(stem(word)[:_LONGEST], (0, 0))[0]
        rarity = max(_LEAST, math.log((count - having + 0.5) / (having + 0.5)))
        often = np.add.reduceat(numbers == number(word), starts, dtype=np.int64)
        total += rarity * often * (_K1 + 1) / (often + norm)
    return [float(score) for score in total]
