"""The vectors in Chroma: one collection an archive and embedder, in a folder or on a server.

A record is a chunk: its text, its vector, and of which article, version and span it is. Everything
is derived from the catalogue and can be made from it again.
"""

import hashlib
import shutil
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary

import numpy as np

from index.catalog.embeddings import cosines
from index.chroma_client import ChromaConnection
from index.chroma_files import unused_segments, unwritten_records
from index.chroma_records import Record, cut_bytes
from index.chroma_server import (
    MOST_DOCUMENT,
    MOST_METADATA,
    MOST_RECORDS,
    ChromaServer,
    ask_patiently,
)
from index.disk_space import has_room
from index.hnsw import HNSW, ef_search

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import UpdateHNSWConfiguration

# Records written since Chroma last wrote its index: whoever opens the folder indexes them again,
# which takes 0.5 ms each.
_MOST_REPLAYED = 500
# Ids among which Chroma is asked for vectors, not for the nearest: looking for 100 of 100,000, it
# walks its whole index, which takes 200 ms.
_COMPARED = 1_000
_AT_ONCE = 2  # the least threshold
_MOST_IDS = 1_000  # in one request that lists them
_Value = TypeVar("_Value")
_shared: WeakValueDictionary[tuple[Path | ChromaServer, str, bool], "VectorStore"] = (
    WeakValueDictionary()
)
_sharing = threading.Lock()


def open_vectors(
    place: Path | ChromaServer, archive: str, identity: str, *, is_read_only: bool = False
) -> "VectorStore":
    """An archive's vectors made by the embedder of that identity, one object a process.

    `place` is a folder, or a Chroma server, where `archive` tells them from others'.
    A folder that `is_read_only` is copied to be asked: Chroma writes to read.
    """
    name = "archive-" + _digest(identity)
    if isinstance(place, ChromaServer):
        name = f"{archive}-{name}"
    else:
        place = place.resolve()
    key = (place, name, is_read_only)
    with _sharing:
        store = _shared.get(key)
        if store is None:
            store = _shared[key] = VectorStore(place, name, identity, is_read_only)
        return store


def drop_earlier(place: Path | ChromaServer, archive: str, identities: Iterable[str]) -> None:
    """Removes what versions of the project before this layout had in Chroma."""
    names = [f"chunks-{_digest(identity)}" for identity in identities]
    if isinstance(place, ChromaServer):
        names = [f"{archive}-{name}" for name in names]
    for name in names:
        VectorStore(place, name, "").drop()
    if isinstance(place, Path):
        for folder in place.parent.glob(f"{place.name}-[0-9]*"):
            shutil.rmtree(folder, ignore_errors=True)


class VectorStore(ChromaConnection):
    """A Chroma collection with cosine distance; all methods may be called from any thread."""

    def __init__(
        self, place: Path | ChromaServer, name: str, identity: str, is_read_only: bool = False
    ) -> None:
        super().__init__(place, name, is_read_only)
        self.identity = identity
        # Key and vector id of the newest chunk when the folder was last up to date.
        self.covers: tuple[int, str] | None = None

    def create(self) -> None:
        """Makes the collection, where there is none."""
        with self._using_chroma():
            self._named = ask_patiently(
                lambda: self._open(is_new=True).get_or_create_collection(
                    self.name,
                    configuration={"hnsw": HNSW},
                    metadata={"embedder": self.identity},
                    embedding_function=None,
                )
            )

    def upsert(self, records: Sequence[Record]) -> None:
        """Writes records; one whose id is there already takes the place of that one."""
        with self._using_chroma():
            for some in self._parts(records):
                ask_patiently(partial(self._upsert, some))
            self._note_written()

    def _upsert(self, records: Sequence[Record]) -> None:
        most = (MOST_DOCUMENT, MOST_METADATA) if self.is_limited else (None, None)
        self._collection().upsert(
            ids=[record.id for record in records],
            embeddings=list(np.asarray([record.vector for record in records], np.float32)),
            documents=[cut_bytes(record.document, most[0]) for record in records],
            metadatas=[
                {name: cut_bytes(value, most[1]) for name, value in record.metadata.items()}
                for record in records
            ],
        )

    def delete(self, ids: Sequence[str]) -> None:
        """Removes records; ids that are not there are passed over."""
        with self._using_chroma():
            there = sorted(set(ids) - self.missing(ids))
            for some in self._parts(there):
                ask_patiently(partial(self._collection().delete, some))
            if there:
                self._note_written()

    def nearest(
        self,
        vector: Sequence[float],
        limit: int,
        generation: int = 0,
        ids: Sequence[str] | None = None,
        where: dict[str, Any] | None = None,
    ) -> list[tuple[str, float]]:
        """Ids and cosines, best first, as the archive was at `generation` or later.

        Only records of `ids`, or that Chroma's filter `where` lets in, where one is given.
        """
        if ids is not None and not ids:
            return []
        with self._using_chroma(reads=True):
            self.refresh(generation)
            if ids is not None and len(ids) <= _COMPARED:
                return self._patiently(lambda: self._compare(vector, limit, ids))
            found = self._patiently(
                lambda: self._collection().query(
                    query_embeddings=np.asarray([vector], np.float32),
                    n_results=min(limit, MOST_RECORDS) if self.is_limited else limit,
                    ids=None if ids is None else list(ids),
                    where=where,
                    include=["distances"],
                )
            )
        distances = found["distances"] or [[]]
        return [(i, 1 - d) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def _compare(
        self, vector: Sequence[float], limit: int, ids: Sequence[str]
    ) -> list[tuple[str, float]]:
        found = self._collection().get(ids=list(ids), include=["embeddings"])
        if not found["ids"]:
            return []
        near = cosines(vector, np.asarray(found["embeddings"], np.float32))
        best = np.argsort(-near, kind="stable")[:limit]
        return [(found["ids"][i], float(near[i])) for i in best]

    def missing(self, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that are not there."""
        with self._using_chroma(reads=True):
            left = set(ids)
            size = MOST_RECORDS if self.is_limited else _MOST_IDS
            for i in range(0, len(ids), size):
                left.difference_update(self._listed(ids=list(ids[i : i + size])))
        return left

    def ids(self) -> set[str]:
        """The ids of all records."""
        with self._using_chroma(reads=True):
            if not self.is_limited:
                return set(self._listed())
            found: set[str] = set()
            offset = 0
            while page := self._listed(limit=MOST_RECORDS, offset=offset):
                found.update(page)
                offset += len(page)
        return found

    def _listed(self, **which: Any) -> list[str]:
        return ask_patiently(lambda: self._collection().get(include=[], **which)["ids"])

    def _parts(self, records: Sequence[_Value]) -> list[list[_Value]]:
        """As many together as one write may have."""
        limited = self.is_limited
        size = MOST_RECORDS if limited else ask_patiently(self._open().get_max_batch_size)
        return [list(records[i : i + size]) for i in range(0, len(records), size)]

    def count(self) -> int:
        """How many records there are."""
        with self._using_chroma(reads=True):
            return self._patiently(lambda: self._collection().count())

    def finish(self) -> None:
        """After a run of writing: fits the search to the number of records, and has them kept.

        Chroma writes its index once so many records have come, as was said when the folder was
        opened; without it, opening the folder would take long.
        """
        place = self.place
        if isinstance(place, Path) and not has_room(place.parent):
            return
        self._fit_search()
        if not isinstance(place, Path) or unwritten_records(place) < _MOST_REPLAYED:
            return
        with self._using_chroma():
            self._configure({"sync_threshold": _AT_ONCE})
            self._collection().count()  # it indexes them, and by the new threshold writes
            self._configure({"sync_threshold": HNSW["sync_threshold"]})
            self._note_written()

    def _fit_search(self) -> None:
        # Chroma Cloud's index is another. To open a folder anew would write unused memory to it.
        if self.is_limited or self._named is None:
            return
        wanted = ef_search(self.count())
        with self._using_chroma():
            hnsw = self._collection().configuration.get("hnsw")
            if hnsw and hnsw.get("ef_search") != wanted:
                self._configure({"ef_search": wanted})
                self._note_written()

    def restore(self) -> None:
        """Undoes what a process left that was killed in `finish`."""
        with self._using_chroma():
            if not isinstance(self.place, Path):
                return  # there it is never done
            hnsw = self._collection().configuration["hnsw"] or {}
            if hnsw.get("sync_threshold") == _AT_ONCE:
                self._configure({"sync_threshold": HNSW["sync_threshold"]})

    def _configure(self, hnsw: "UpdateHNSWConfiguration") -> None:
        """Is in force when the folder is opened next, or the server is started again."""
        self._collection().modify(configuration={"hnsw": hnsw})
        self.close()

    def drop(self) -> None:
        """Removes all records, for good; the collection's files, too."""
        from chromadb.errors import NotFoundError

        if isinstance(self.place, Path) and not self.place.exists():
            return
        with self._using_chroma():
            with suppress(NotFoundError):
                ask_patiently(lambda: self._open().delete_collection(self.name))
            self._named = None
            if isinstance(self.place, Path):
                self.close()
                for folder in unused_segments(self.place):
                    shutil.rmtree(folder, ignore_errors=True)
                self._note_written()

    def aside(self, folder: Path) -> "VectorStore":
        """A store of the same kind in another folder."""
        return VectorStore(folder, self.name, self.identity)

    def become(self, fresh: "VectorStore") -> None:
        """Takes the folder of a store `aside` instead of its own, which is removed."""
        assert isinstance(self.place, Path) and isinstance(fresh.place, Path)
        before = self.place.with_name(f"{self.place.name}.before")
        fresh.close()
        with self._lock, self._apart():
            self.close()
            shutil.rmtree(before, ignore_errors=True)
            self.place.rename(before)
            fresh.place.rename(self.place)
            self._note_written()
        shutil.rmtree(before, ignore_errors=True)
        fresh.place.with_name(f"{fresh.place.name}.lock").unlink(missing_ok=True)

    def wipe(self) -> None:
        """Removes all records even where Chroma cannot read them: in a folder, the folder."""
        with self._lock, self._apart():
            self.close()
            if isinstance(self.place, Path):
                shutil.rmtree(self.place, ignore_errors=True)
                if not self.place.is_dir():
                    self.place.unlink(missing_ok=True)
            else:
                self.drop()


def _digest(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:12]
