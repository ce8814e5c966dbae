"""The vector index: one Chroma record a chunk, derived from the catalogue.

In a folder, vectors stand on shelves of a bounded size, each a Chroma folder of its own: `chroma`,
`chroma-2`, ... Only the last one grows. So a writer holds one shelf in memory however large the
archive is, Chroma, which writes its whole index again and again, writes that of one shelf, and a
reader opens again only what has changed.
"""

import hashlib
import shutil
import threading
from collections.abc import Iterable, Sequence
from itertools import count, takewhile
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary, finalize

import numpy as np

from index.catalog.embeddings import Vector
from index.catalog.scope import Scope
from index.models import Article
from index.shelf import STAMP, DamagedError, Shelf

__all__ = ["DamagedError", "Vectors", "open_vectors", "vector_ids"]

# Vectors a shelf: 60 MB in memory for 384 dimensions. A question takes about 1 ms a shelf.
SHELF = 30_000

_shared: WeakValueDictionary[str, "Vectors"] = WeakValueDictionary()
_sharing = threading.Lock()


def open_vectors(place: Path | str, archive: str, identity: str) -> "Vectors":
    """An archive's vectors made by the embedder of that identity, one object a process.

    `place` is a folder, or the address of a Chroma server, where `archive` tells them from others'.
    """
    name = "chunks-" + hashlib.sha256(identity.encode()).hexdigest()[:12]
    if isinstance(place, str):
        name = f"{archive}-{name}"
    else:
        place = place.resolve()
    with _sharing:
        vectors = _shared.get(f"{place}/{name}")
        if vectors is None:
            vectors = _shared[f"{place}/{name}"] = Vectors(place, name)
        return vectors


def vector_ids(article: Article, spans: Iterable[tuple[int, int]]) -> list[str]:
    """The ids of those spans' vectors: the same for the same text of the same article, always."""
    told = f"{article.id}\0{article.fingerprint}\0"
    named = (f"{told}{start}-{end}".encode() for start, end in spans)
    return [hashlib.sha256(name).hexdigest()[:32] for name in named]


class Vectors:
    """All vectors of one embedder; all methods may be called from any thread."""

    def __init__(self, place: Path | str, name: str) -> None:
        self.place = place
        self.name = name
        self._lock = threading.RLock()
        self._known: list[Shelf] = []
        # Also when nobody holds this object any more, and at the end of the program.
        finalize(self, _close, self._known)
        self._generation = -1

    def upsert(
        self, ids: Sequence[str], vectors: Sequence[Vector], articles: Sequence[Article]
    ) -> None:
        """Writes a vector a chunk, with what a `Scope` asks of its article.

        None of `ids` may stand on a full shelf: take them out before, for looking there is slow.
        """
        with self._lock:
            *full, last = self._shelves()
            if isinstance(self.place, Path) and last.count(stays_open=True) >= SHELF:
                full, last = [*full, last], self._new_shelf(self.place)
            for shelf in full:
                shelf.rest()
            last.upsert(ids, np.asarray(vectors, np.float32), [_metadata(a) for a in articles])

    def delete(self, ids: Sequence[str]) -> None:
        """Takes vectors out; ids that are not there are passed over."""
        with self._lock:
            *full, last = self._shelves()
            for shelf in full:
                shelf.delete(ids)
                shelf.rest()
            last.delete(ids)

    def nearest(
        self, vector: Sequence[float], limit: int, scope: Scope, generation: int
    ) -> list[tuple[str, float]]:
        """Vector ids by cosine, best first, as the archive stood at `generation` or later."""
        with self._lock:
            self.refresh(generation)
            where = scope.chroma()
            found = [hit for s in self._shelves() for hit in s.nearest(vector, limit, where)]
        return sorted(found, key=lambda hit: -hit[1])[:limit]

    def refresh(self, generation: int) -> None:
        """Opens again what another process may have written since it was opened."""
        with self._lock:
            if self._generation < generation:
                for shelf in self._known:
                    shelf.refresh()
            self._generation = max(self._generation, generation)

    def written(self, generation: int) -> None:
        """Says that this process, the writer, has seen all up to `generation`."""
        with self._lock:
            self._generation = generation

    def missing(self, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that Chroma does not have."""
        left = set(ids)
        with self._lock:
            for shelf in self._shelves():
                left -= shelf.present(list(left))
        return left

    def ids(self) -> set[str]:
        """The ids of all vectors."""
        with self._lock:
            return set().union(*(shelf.ids() for shelf in self._shelves()))

    def count(self) -> int:
        """How many vectors there are."""
        with self._lock:
            return sum(shelf.count() for shelf in self._shelves())

    def drop(self) -> None:
        """Takes out all vectors, for good."""
        with self._lock:
            for shelf in self._shelves():
                shelf.drop()

    def wipe(self) -> None:
        """Deletes Chroma's folders, damaged or not, with all that is in them."""
        with self._lock:
            self.close()
            if isinstance(self.place, Path):
                for folder in reversed(self._folders(self.place)):
                    shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Lets go of the folders; they are opened again when they are next needed."""
        with self._lock:
            _close(self._known)

    def _shelves(self) -> list[Shelf]:
        """Those that there are now: another process may have begun one."""
        place = self.place
        places = self._folders(place) if isinstance(place, Path) else [place]
        gone = self._known[len(places) :]
        del self._known[len(places) :]
        _close(gone)
        self._known += [Shelf(one, self.name) for one in places[len(self._known) :]]
        return self._known

    def _new_shelf(self, place: Path) -> Shelf:
        folder = _folder(place, len(self._known) + 1)
        shutil.rmtree(folder, ignore_errors=True)  # begun by a writer who died
        self._known.append(Shelf(folder, self.name))
        return self._known[-1]

    @staticmethod
    def _folders(place: Path) -> list[Path]:
        """The first, and the others in which something was written to the end."""
        others = (_folder(place, number) for number in count(2))
        return [place, *takewhile(lambda folder: (folder / STAMP).exists(), others)]


def _close(shelves: list[Shelf]) -> None:
    while shelves:
        shelves.pop().close()


def _folder(place: Path, number: int) -> Path:
    return place if number == 1 else place.with_name(f"{place.name}-{number}")


def _metadata(article: Article) -> dict[str, Any]:
    published, known = article.published_at, article.known_at
    fields = {
        "article": article.id,
        "source": article.source,
        "published": published.timestamp() if published else None,
        "known": known.timestamp() if known else None,
    }
    return {name: value for name, value in fields.items() if value is not None}
