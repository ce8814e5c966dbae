"""The vectors of an archive as rows of bytes in memory, read out of the catalogue and kept up.

A number is a byte, so that 100,000 vectors of 384 numbers take 40 MB; beside each stands what a
scope asks of its article.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import embeddings
from index.catalog import Catalogue
from index.embeddings import Keys
from index.scope import Scope

_TOGETHER = 4_096  # vectors read at once, 3 MB
_PAIR = np.dtype([("key", np.int64), ("version", np.int64)])
_COLUMNS = np.dtype(
    [("key", np.int64), ("source", np.int32), ("published", float), ("known", float)]
)


@dataclass(frozen=True, slots=True)
class Rows:
    """An archive's vectors as of a generation, in order of their chunks' `keys` (n).

    `numbers` (n, size) times `scales` (n) are the vectors, of length 1. `last` is the id of the
    last one. Not `is_whole` where the catalogue lacks a vector, or has more than could be held.
    """

    generation: int
    identity: str
    keys: Keys
    versions: Keys
    numbers: NDArray[np.int8]
    scales: NDArray[np.float32]
    last: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """Of each of some rows the source, as a number, and when it was published and known: UTC
    seconds, or NaN.
    """

    names: dict[str | None, int]
    sources: NDArray[np.int32]
    published: NDArray[np.float64]
    known: NDArray[np.float64]

    def within(self, scope: Scope) -> NDArray[np.bool_]:
        """Which rows lie within `scope`, whose `articles` are left aside."""
        inside = self.sources >= 0
        if scope.sources:
            inside &= np.isin(self.sources, [self.names.get(name, -1) for name in scope.sources])
        if scope.since:
            inside &= self.published >= scope.since.timestamp()
        if scope.until:
            inside &= self.published <= scope.until.timestamp()
        if scope.as_of:
            inside &= self.known <= scope.as_of.timestamp()
        return inside


def read_rows(catalogue: Catalogue, before: Rows | None, most: int) -> Rows:
    """The rows of now, unless they take more than `most` bytes.

    Vectors that `before` has are not read again.
    """
    with _one_state(catalogue) as db:
        identity = catalogue.fact("identity")
        state = (catalogue.generation, identity)
        size = embeddings.size(catalogue, identity)
        if catalogue.counts()["chunks"] * size > most:
            keys, versions, numbers, scales = _empty(0, size)
            return Rows(*state, keys, versions, numbers, scales, "", is_whole=False)
        pairs = np.fromiter(
            map(tuple, db.execute("SELECT key, version FROM chunks ORDER BY key")), _PAIR
        )
        keys, versions, numbers, scales = _empty(len(pairs), size)
        keys[:], versions[:] = pairs["key"], pairs["version"]
        known = before if before and _goes_on(catalogue, before, identity) else None
        done, after = 0, -1
        if known:
            stays = np.isin(known.keys, keys, assume_unique=True)
            done, after = int(stays.sum()), int(known.keys[-1])
            np.compress(stays, known.numbers, axis=0, out=numbers[:done])
            scales[:done] = known.scales[stays]
        for some, vectors in embeddings.each_after(catalogue, identity, after, _TOGETHER):
            part = slice(done, done + len(some))
            if not np.array_equal(some, keys[part]):
                break
            numbers[part], scales[part] = in_bytes(vectors.astype(np.float32))
            done = part.stop
        last = _vector_id(catalogue, keys)
    return Rows(*state, keys, versions, numbers, scales, last, is_whole=done == len(keys))


def read_columns(catalogue: Catalogue, rows: Rows) -> Columns:
    """The columns of `rows`; one whose version has gone meanwhile has the source -1."""
    names: dict[str | None, int] = {}
    found = np.fromiter(
        (
            (row[0], names.setdefault(row[1], len(names)), _seconds(row[2]), _seconds(row[3]))
            for row in catalogue.connection.execute(
                "SELECT key, source, published, known FROM versions"
            )
        ),
        _COLUMNS,
    )
    found.sort(order="key")
    places = np.searchsorted(found["key"], rows.versions)
    there = np.append(found["key"], -1)[places] == rows.versions
    of_rows = np.append(found, np.zeros(1, _COLUMNS))[places]
    sources = np.where(there, of_rows["source"], -1).astype(np.int32)
    return Columns(names, sources, of_rows["published"].copy(), of_rows["known"].copy())


def in_bytes(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Vectors (n, size) as bytes, and by what (n) each is multiplied to be of length 1."""
    tiny = np.finfo(np.float32).tiny
    most = np.maximum(np.abs(vectors).max(axis=1), tiny)
    lengths = np.maximum(np.linalg.norm(vectors, axis=1), tiny)
    numbers = np.rint(vectors * (127 / most)[:, None]).astype(np.int8)
    return numbers, (most / 127 / lengths).astype(np.float32)


def _empty(count: int, size: int) -> tuple[Keys, Keys, NDArray[np.int8], NDArray[np.float32]]:
    numbers, scales = np.empty((count, size), np.int8), np.empty(count, np.float32)
    return np.empty(count, np.int64), np.empty(count, np.int64), numbers, scales


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
def _one_state(catalogue: Catalogue) -> Iterator[sqlite3.Connection]:
    """Around several queries that are to see one state of the catalogue."""
    db = catalogue.connection
    if db.in_transaction:
        yield db
        return
    db.execute("BEGIN")
    try:
        yield db
    finally:
        db.execute("COMMIT")
