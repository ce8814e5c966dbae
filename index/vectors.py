"""The vector index: one Chroma record a chunk, derived from the catalogue.

A Chroma client never sees what another process added, and all clients of one folder in a process
are one; so there is one `Vectors` a folder here, told by the catalogue's generation when to open
the folder again.
"""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary, finalize

import numpy as np

from index.article import Article
from index.errors import ArchiveError
from index.scope import Scope

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_MOST_IDS = 1_000  # in one question to Chroma

_shared: WeakValueDictionary[str, "Vectors"] = WeakValueDictionary()
_sharing = threading.Lock()


def open_vectors(folder: Path, identity: str) -> "Vectors":
    """The vectors below `folder` made by the embedder of that identity, one object a process."""
    name = "chunks-" + hashlib.sha256(identity.encode()).hexdigest()[:12]
    place = f"{folder.resolve()}/{name}"
    with _sharing:
        vectors = _shared.get(place)
        if vectors is None:
            vectors = _shared[place] = Vectors(folder, name)
        return vectors


def vector_id(article: Article, number: int) -> str:
    """The id of the vector of a chunk: the same for the same text of the same article, always."""
    return hashlib.sha256(f"{article.id}\0{article.fingerprint}\0{number}".encode()).hexdigest()[
        :32
    ]


class Vectors:
    """A Chroma collection with cosine distance; all methods may be called from any thread."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None
        self._generation = -1

    def upsert(
        self, ids: Sequence[str], vectors: Sequence[Sequence[float]], articles: Sequence[Article]
    ) -> None:
        """Writes a vector a chunk, with what a `Scope` asks of its article."""
        with self._using_chroma():
            collection = self._collection()
            size = self._open().get_max_batch_size()
            for i in range(0, len(ids), size):
                collection.upsert(
                    ids=list(ids[i : i + size]),
                    embeddings=list(vectors[i : i + size]),
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
            found = self._collection().query(
                query_embeddings=np.asarray([vector], np.float32),
                n_results=limit,
                where=scope.chroma(),
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return [(i, 1 - d) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def refresh(self, generation: int) -> None:
        """Opens the folder again if another process may have written since it was opened."""
        with self._lock:
            if self._generation < generation:
                self.close()
                self._generation = generation

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

    def count(self) -> int:
        """How many vectors there are."""
        with self._using_chroma():
            return self._collection().count()

    @contextmanager
    def _using_chroma(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        with self._lock:
            try:
                yield
            except ChromaError as error:
                why = " ".join(str(error).split())[:200]
                raise ArchiveError(
                    f"the vectors in {self.folder} cannot be used ({why}); they can be rebuilt:"
                    " remove that folder and run `assistant index` again"
                ) from error

    def _open(self) -> "ClientAPI":
        if self._client is None:
            import chromadb
            from chromadb.config import Settings

            self._client = chromadb.PersistentClient(
                str(self.folder), Settings(anonymized_telemetry=False)
            )
            # Also when nobody holds this object any more, and at the end of the program.
            self._closing = finalize(self, self._client.close)  # type: ignore[attr-defined]
        return self._client

    def _collection(self) -> "Collection":
        return self._open().get_or_create_collection(
            self.name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )

    def close(self) -> None:
        """Lets go of the folder; it is opened again when it is next needed."""
        with self._lock:
            if self._client is not None:
                self._closing()
                self._client = None


def _metadata(article: Article) -> dict[str, Any]:
    published, known = article.published_at, article.latest_date
    fields = {
        "article": article.id,
        "source": article.source,
        "published": published.timestamp() if published else None,
        "known": known.timestamp() if known else None,
    }
    return {name: value for name, value in fields.items() if value is not None}
