"""The vector index: one Chroma record a chunk, derived from the catalogue.

A Chroma client never sees what another process added, and all clients of one folder in a process
are one; so there is one `Vectors` a folder here, told by the catalogue's generation when to open
the folder again.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary, finalize

import numpy as np

from index.article import Article
from index.embeddings import Vector
from index.errors import ArchiveError
from index.scope import Scope
from index.space import FullDiskError, has_room

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import QueryResult

_MOST_IDS = 1_000  # in one question to Chroma
_PATIENCE = 2.0  # seconds; writing a batch takes a fraction of one

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


def vector_id(article: Article, start: int, end: int) -> str:
    """The id of the vector of that span: the same for the same text of the same article, always."""
    told = f"{article.id}\0{article.fingerprint}\0{start}-{end}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


class DamagedError(ArchiveError):
    """Chroma's folder cannot be used. Nothing is lost: it can be made from the catalogue."""


class Vectors:
    """A Chroma collection with cosine distance; all methods may be called from any thread."""

    def __init__(self, place: Path | str, name: str) -> None:
        self.place = place
        self.name = name
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None
        self._named: Collection | None = None
        self._generation = -1

    def upsert(
        self, ids: Sequence[str], vectors: Sequence[Vector], articles: Sequence[Article]
    ) -> None:
        """Writes a vector a chunk, with what a `Scope` asks of its article."""
        with self._using_chroma():
            collection = self._collection()
            size = self._open().get_max_batch_size()
            for i in range(0, len(ids), size):
                collection.upsert(
                    ids=list(ids[i : i + size]),
                    embeddings=list(np.asarray(vectors[i : i + size], np.float32)),
                    metadatas=[_metadata(article) for article in articles[i : i + size]],
                )

    def delete(self, ids: Sequence[str]) -> None:
        """Takes vectors out; ids that are not there are passed over."""
        with self._using_chroma():
            size = self._open().get_max_batch_size()
            for i in range(0, len(ids), size):
                self._collection().delete(ids=list(ids[i : i + size]))

    def nearest(
        self, vector: Sequence[float], limit: int, scope: Scope, generation: int
    ) -> list[tuple[str, float]]:
        """Vector ids by cosine, best first, as the archive stood at `generation` or later."""
        with self._using_chroma():
            self.refresh(generation)
            found = self._patiently(
                lambda: self._collection().query(
                    query_embeddings=np.asarray([vector], np.float32),
                    n_results=limit,
                    where=scope.chroma(),
                    include=["distances"],
                )
            )
        distances = found["distances"] or [[]]
        return [(i, 1 - d) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def refresh(self, generation: int) -> None:
        """Opens a folder again if another process may have written since it was opened."""
        with self._lock:
            if self._generation < generation and isinstance(self.place, Path):
                self.close()
            self._generation = max(self._generation, generation)

    def written(self, generation: int) -> None:
        """Says that this process, the writer, has seen all up to `generation`."""
        with self._lock:
            self._generation = generation

    def missing(self, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that Chroma does not have."""
        with self._using_chroma():
            found: set[str] = set()
            for i in range(0, len(ids), _MOST_IDS):
                got = self._collection().get(ids=list(ids[i : i + _MOST_IDS]), include=[])
                found.update(got["ids"])
        return set(ids) - found

    def ids(self) -> set[str]:
        """The ids of all vectors."""
        with self._using_chroma():
            return set(self._collection().get(include=[])["ids"])

    def count(self) -> int:
        """How many vectors there are."""
        with self._using_chroma():
            return self._collection().count()

    def drop(self) -> None:
        """Takes out all vectors, for good."""
        with self._using_chroma():
            self._open().delete_collection(self.name)
            self._named = None

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
            from index.chroma import connect

            self._client = connect(self.place)
            # Also when nobody holds this object any more, and at the end of the program.
            self._closing = finalize(self, self._client.close)  # type: ignore[attr-defined]
        return self._client

    def _collection(self) -> "Collection":
        if self._client is None or self._named is None:
            self._named = self._open().get_or_create_collection(
                self.name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )
        return self._named

    def close(self) -> None:
        """Lets go of the folder; it is opened again when it is next needed."""
        with self._lock:
            if self._client is not None:
                self._closing()
                self._client = self._named = None


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


def _metadata(article: Article) -> dict[str, Any]:
    published, known = article.published_at, article.latest_date
    fields = {
        "article": article.id,
        "source": article.source,
        "published": published.timestamp() if published else None,
        "known": known.timestamp() if known else None,
    }
    return {name: value for name, value in fields.items() if value is not None}
