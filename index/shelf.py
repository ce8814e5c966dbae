"""One Chroma collection in one place: a folder, or a server.

A Chroma client never sees what another process added to a folder; a shelf's `stamp`, a file that
whoever writes there changes each time, tells when to open the folder again.
"""

import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.allocating import share_one_heap
from index.disk_space import FullDiskError, has_room
from index.errors import ArchiveError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import QueryResult

_MOST_IDS = 1_000  # in one question to Chroma
_PATIENCE = 2.0  # seconds; writing a batch takes a fraction of one
STAMP = "written"

Where = dict[str, Any] | None


class DamagedError(ArchiveError):
    """Chroma's folder cannot be used. Nothing is lost: it can be made from the catalogue."""


class Shelf:
    """A Chroma collection with cosine distance; all methods may be called from any thread."""

    def __init__(self, place: Path | str, name: str) -> None:
        share_one_heap()  # before Chroma, once imported, starts its threads
        self.place = place
        self.name = name
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None
        self._named: Collection | None = None  # asking for it by name takes longer than a search
        self._seen = ""
        self._is_loaded = False  # Chroma's index is in memory: two kilobytes a vector

    def upsert(
        self, ids: Sequence[str], vectors: NDArray[np.float32], metadatas: Sequence[dict[str, Any]]
    ) -> None:
        """Writes vectors, each with what a filter may ask of it."""
        with self._using_chroma(), self._loading():
            collection = self._collection()
            size = self._open().get_max_batch_size()
            for i in range(0, len(ids), size):
                collection.upsert(
                    ids=list(ids[i : i + size]),
                    embeddings=list(vectors[i : i + size]),
                    metadatas=list(metadatas[i : i + size]),
                )
            self._stamp()

    def delete(self, ids: Sequence[str]) -> None:
        """Takes vectors out; ids that are not there are passed over."""
        with self._using_chroma():
            there = sorted(self.present(ids))
            size = self._open().get_max_batch_size()
            for i in range(0, len(there), size):
                with self._loading():
                    self._collection().delete(ids=there[i : i + size])
                self._stamp()

    def nearest(self, vector: Sequence[float], limit: int, where: Where) -> list[tuple[str, float]]:
        """Vector ids by cosine, best first."""
        with self._using_chroma(), self._loading():
            found = self._patiently(
                lambda: self._collection().query(
                    query_embeddings=np.asarray([vector], np.float32),
                    n_results=limit,
                    where=where,
                    include=["distances"],
                )
            )
        distances = found["distances"] or [[]]
        return [(i, 1 - d) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def present(self, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that are here."""
        with self._using_chroma(), self._loading():  # Chroma loads its index even for this
            found: set[str] = set()
            for i in range(0, len(ids), _MOST_IDS):
                got = self._collection().get(ids=list(ids[i : i + _MOST_IDS]), include=[])
                found.update(got["ids"])
        return found

    def ids(self) -> set[str]:
        """The ids of all vectors."""
        with self._using_chroma():
            return set(self._collection().get(include=[])["ids"])

    def count(self, *, stays_open: bool = False) -> int:
        """How many vectors there are; a folder that was closed stays so, unless asked otherwise."""
        with self._using_chroma():
            was_closed = self._client is None
            count = self._collection().count()
            if was_closed and not stays_open and isinstance(self.place, Path):
                self.close()  # open, each takes ten megabytes and six threads
        return count

    def drop(self) -> None:
        """Takes out all vectors, for good."""
        with self._using_chroma():
            self._open().delete_collection(self.name)
            self._named = None

    def refresh(self) -> None:
        """Opens a folder again if another process has written since it was opened."""
        with self._lock:
            if self._client is not None and self._seen != self._read_stamp():
                self.close()

    def rest(self) -> None:
        """Gives back the memory that Chroma's index takes; it is loaded again when asked."""
        with self._lock:
            if self._is_loaded and isinstance(self.place, Path):
                self.close()

    def close(self) -> None:
        """Lets go of the folder; it is opened again when it is next needed."""
        with self._lock:
            if self._client is not None:
                from index.chroma_client import disconnect

                disconnect(self._client)
                self._client = self._named = None
            self._is_loaded = False

    def _read_stamp(self) -> str:
        if not isinstance(self.place, Path):
            return ""
        try:
            return (self.place / STAMP).read_text("utf-8")
        except OSError:
            return ""

    def _stamp(self) -> None:
        if isinstance(self.place, Path):
            self._seen = secrets.token_hex(8)
            (self.place / STAMP).write_text(self._seen, "utf-8")

    def _patiently(self, ask: Callable[[], "QueryResult"]) -> "QueryResult":
        """Asks again of a folder opened anew: it may have been read in the midst of being written.

        Chroma has no lock between a writer's files and a reader of another process.
        """
        import tenacity
        from chromadb.errors import ChromaError

        return tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(ChromaError),
            stop=tenacity.stop_after_delay(_PATIENCE),
            wait=tenacity.wait_random(0.01, 0.1),
            before_sleep=lambda _: self.close(),
            reraise=True,
        )(ask)

    @contextmanager
    def _loading(self) -> Iterator[None]:
        yield
        self._is_loaded = True

    @contextmanager
    def _using_chroma(self) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError

        with self._lock:
            try:
                yield
            except (ChromaError, httpx.HTTPError) as error:
                raise _told(self.place, error) from error

    def _open(self) -> "ClientAPI":
        if self._client is None:
            from index.chroma_client import connect

            self._seen = self._read_stamp()  # before: what is written meanwhile is seen next time
            self._client = connect(self.place)
        return self._client

    def _collection(self) -> "Collection":
        if self._client is None or self._named is None:
            self._named = self._open().get_or_create_collection(
                self.name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )
        return self._named


def _told(place: Path | str, error: Exception) -> ArchiveError:
    why = " ".join(str(error).split())[:200]
    if isinstance(place, str):
        return ArchiveError(
            f"the Chroma server at {place} failed ({why}); see that it runs and try again"
        )
    if not has_room(place.parent):
        return FullDiskError(place.parent)
    return DamagedError(
        f"the vectors in {place} cannot be used ({why}); `assistant doctor --repair` makes them"
        " anew from the catalogue"
    )
