"""The vectors of an archive as rows of bytes in memory, read out of the catalogue and kept up.

A number is a byte, so that 100,000 vectors of 384 numbers take 40 MB; beside each stands what a
scope asks of its article.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.catalog import embeddings
from index.catalog.catalogue import Catalogue
from index.catalog.embeddings import Keys
from index.catalog.scope import Scope

_TOGETHER = 4_096  # vectors read at once, 3 MB
_PAIR = np.dtype([("key", np.int64), ("version", np.int64)])
_ASPECTS = np.dtype([("source", np.int32), ("published", float), ("known", float)])

Names = dict[str | None, int]


@dataclass(frozen=True, slots=True)
class Rows:
    """An archive's vectors as of a generation, in order of their chunks' `keys` (n).

    `numbers` (n, size) times `scales` (n) are the vectors, of length 1. `aspects` (n) are what a
    scope asks of their articles: the source, as its number in `names`, and when it was published
    and known, in UTC seconds or NaN. `last` is the id of the last vector. Not `is_whole` where the
    catalogue lacks a vector, or has more than could be held.
    """

    generation: int
    identity: str
    keys: Keys
    numbers: NDArray[np.int8]
    scales: NDArray[np.float32]
    aspects: NDArray[np.void]
    names: Names
    last: str
    is_whole: bool

    def within(self, scope: Scope) -> NDArray[np.bool_]:
        """Which rows lie within `scope`, whose `articles` are left aside."""
        inside = np.ones(len(self.keys), np.bool_)
        if scope.sources:
            numbers = [self.names.get(name, -1) for name in scope.sources]
            inside &= np.isin(self.aspects["source"], numbers)
        if scope.since:
            inside &= self.aspects["published"] >= scope.since.timestamp()
        if scope.until:
            inside &= self.aspects["published"] <= scope.until.timestamp()
        if scope.as_of:
            inside &= self.aspects["known"] <= scope.as_of.timestamp()
        return inside


def read_rows(catalogue: Catalogue, before: Rows | None, most: int) -> Rows:
    """The rows of now, unless they take more than `most` bytes.

    Of what `before` has, nothing is read again.
    """
    with _one_state(catalogue):
        identity = catalogue.fact("identity")
        size, count = embeddings.size(catalogue, identity), catalogue.size
        known = before if before and _goes_on(catalogue, before, identity) else None
        if known is None or count * size > most:
            known = _none(identity, size)
        if count * size > most:
            return replace(known, generation=catalogue.generation, is_whole=False)
        return _grown(catalogue, known, count)


def _grown(catalogue: Catalogue, known: Rows, count: int) -> Rows:
    """Those of `known` that are there still, and what has come: `count` rows."""
    db, identity = catalogue.connection, known.identity
    after = int(known.keys[-1]) if len(known.keys) else -1
    query = "SELECT key, version FROM chunks WHERE key > ? ORDER BY key"
    added = np.fromiter(map(tuple, db.execute(query, (after,))), _PAIR)
    stays = np.ones(len(known.keys), np.bool_)
    if len(stays) + len(added) > count:  # some have gone
        there = np.fromiter((row[0] for row in db.execute("SELECT key FROM chunks")), np.int64)
        stays = np.isin(known.keys, there, assume_unique=True)
    keys = np.concatenate((known.keys[stays], added["key"]))
    numbers = np.empty((count, known.numbers.shape[1]), np.int8)
    scales = np.empty(count, np.float32)
    done = int(stays.sum())
    np.compress(stays, known.numbers, axis=0, out=numbers[:done])
    scales[:done] = known.scales[stays]
    for some, vectors in embeddings.each_after(catalogue, identity, after, _TOGETHER):
        part = slice(done, done + len(some))
        if not np.array_equal(some, keys[part]):
            break  # a vector is lacking
        numbers[part], scales[part] = in_bytes(vectors.astype(np.float32))
        done = part.stop
    names = dict(known.names)
    aspects = np.concatenate((known.aspects[stays], _aspects(db, added["version"], names)))
    last, is_whole = _vector_id(catalogue, keys), done == count
    now = catalogue.generation
    return Rows(now, identity, keys, numbers, scales, aspects, names, last, is_whole)


def _aspects(db: sqlite3.Connection, versions: Keys, names: Names) -> NDArray[np.void]:
    """Those of the rows of these versions; sources that are new get the next numbers."""
    # All are read from an index that has all of this; of a few, their rows. Texts lie in between.
    few = len(versions) < _TOGETHER
    rows = db.execute(
        "SELECT key, source, published, known FROM versions" + " WHERE key >= ?" * few,
        (int(versions.min(initial=2**62)),) * few,
    )
    found = np.fromiter(
        (
            (row[0], (names.setdefault(row[1], len(names)), _seconds(row[2]), _seconds(row[3])))
            for row in rows
        ),
        np.dtype([("key", np.int64), ("aspects", _ASPECTS)]),
    )
    found.sort(order="key")
    aspects: NDArray[np.void] = found["aspects"][np.searchsorted(found["key"], versions)]
    return aspects


def in_bytes(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Vectors (n, size) as bytes, and by what (n) each is multiplied to be of length 1."""
    tiny = np.finfo(np.float32).tiny
    most = np.maximum(np.abs(vectors).max(axis=1), tiny)
    lengths = np.maximum(np.linalg.norm(vectors, axis=1), tiny)
    numbers = np.rint(vectors * (127 / most)[:, None]).astype(np.int8)
    return numbers, (most / 127 / lengths).astype(np.float32)


def _none(identity: str, size: int) -> Rows:
    keys, scales = np.empty(0, np.int64), np.empty(0, np.float32)
    numbers, aspects = np.empty((0, size), np.int8), np.empty(0, _ASPECTS)
    return Rows(-1, identity, keys, numbers, scales, aspects, {}, "", is_whole=True)


def _goes_on(catalogue: Catalogue, before: Rows, identity: str) -> bool:
    """Whether the keys of `before` that are there still mean the same chunks.

    SQLite gives the greatest key again once it is free, and then all after it: so where the last
    one stands for the same vector, so do all.
    """
    if not before.is_whole or not len(before.keys) or before.identity != identity:
        return False
    return before.last == _vector_id(catalogue, before.keys)


def _vector_id(catalogue: Catalogue, keys: Keys) -> str:
    """The id of the vector of the last of `keys`; empty where there is none."""
    query = "SELECT vector FROM chunks WHERE key = ?"
    last = [int(key) for key in keys[-1:]]
    row = catalogue.connection.execute(query, last).fetchone() if last else None
    return str(row[0]) if row else ""


def _seconds(value: float | None) -> float:
    return np.nan if value is None else value


@contextmanager
def _one_state(catalogue: Catalogue) -> Iterator[None]:
    """Around several queries that are to see one state of the catalogue."""
    db = catalogue.connection
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("COMMIT")
