"""The vectors in Chroma: one collection an archive and embedder, in a folder or on a server.

A record is a chunk: its text, its vector, and of which article, version and span it is. Everything
is derived from the catalogue and can be made from it again.

A Chroma client never sees what another process wrote in a folder. So whoever writes there changes a
file, the stamp, each time; where it has changed, a reader opens the folder again.
"""

import hashlib
import random
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary, finalize

import numpy as np

from index.catalog.embeddings import Vector, cosines
from index.chroma_client import connect, disconnect
from index.chroma_files import damaged, gone, unused_segments, unwritten_records
from index.chroma_server import (
    MOST_DOCUMENT,
    MOST_METADATA,
    MOST_RECORDS,
    ChromaServer,
    ask_patiently,
    has_answered,
)
from index.disk_space import FullDiskError, has_room
from index.errors import ArchiveError, DamagedError
from index.models import Article

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

# Measured on 100,000 records, Chroma 1.5.9: recall@30 of .989, where the defaults find .85. A kill
# while the index is written may destroy it, so that it is written seldom.
HNSW: "CreateHNSWConfiguration" = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 400,
    "sync_threshold": 10_000,
}
# Records written since Chroma last wrote its index: whoever opens the folder indexes them again,
# which takes 0.5 ms each.
_MOST_REPLAYED = 500
# Ids among which Chroma is asked for vectors, not for the nearest: looking for 100 of 100,000, it
# walks its whole index, which takes 200 ms.
_COMPARED = 1_000
_AT_ONCE = 2  # the least threshold
_MOST_IDS = 1_000  # in one request that lists them
_PATIENCE = 2.0  # seconds; writing a batch takes a fraction of one
_STAMP = "written"

_Found = TypeVar("_Found")
_Value = TypeVar("_Value", str, str | int | float)
_shared: WeakValueDictionary[tuple[Path | ChromaServer, str, bool], "VectorStore"] = (
    WeakValueDictionary()
)
_sharing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Record:
    """A chunk as Chroma has it: `article.text[start:end]` and its vector."""

    id: str
    vector: Vector
    article: Article
    start: int
    end: int

    @property
    def document(self) -> str:
        """The chunk's text."""
        return self.article.text[self.start : self.end]

    @property
    def metadata(self) -> dict[str, str | int | float]:
        """What Chroma can filter by; `published` and `known` are Unix seconds."""
        article = self.article
        published, known = article.published_at, article.known_at
        fields: dict[str, str | int | float | None] = {
            "article": article.id,
            "version": article.version,
            "title": article.title,
            "source": article.source,
            "url": article.url,
            "authors": ", ".join(article.authors) or None,
            "section": article.section,
            "language": article.language,
            "published": published.timestamp() if published else None,
            "known": known.timestamp() if known else None,
            "start": self.start,
            "end": self.end,
        }
        return {name: value for name, value in fields.items() if value is not None}


def vector_ids(article: Article, spans: Iterable[tuple[int, int]]) -> list[str]:
    """The ids of those spans' records: the same for the same text of the same article, always."""
    prefix = f"{article.id}\0{article.fingerprint}\0"
    names = (f"{prefix}{start}-{end}".encode() for start, end in spans)
    return [hashlib.sha256(name).hexdigest()[:32] for name in names]


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


class VectorStore:
    """A Chroma collection with cosine distance; all methods may be called from any thread."""

    def __init__(
        self, place: Path | ChromaServer, name: str, identity: str, is_read_only: bool = False
    ) -> None:
        self.place = place
        self.name = name
        self.identity = identity
        self.is_read_only = is_read_only
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None
        self._closing: Callable[[], object] = lambda: None
        self._named: Collection | None = None  # asking for it by name takes longer than a search
        self._stamp = ""
        self._generation = -1
        # Key and vector id of the newest chunk when the folder was last up to date.
        self.covers: tuple[int, str] | None = None
        self._copy: tuple[str, TemporaryDirectory[str]] | None = None

    @property
    def is_limited(self) -> bool:
        """Whether the limits of Chroma Cloud apply."""
        return isinstance(self.place, ChromaServer) and self.place.is_limited

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
            size = self._most_at_once()
            for i in range(0, len(records), size):
                ask_patiently(partial(self._upsert, records[i : i + size]))
            self._note_written()

    def _upsert(self, records: Sequence[Record]) -> None:
        most = (MOST_DOCUMENT, MOST_METADATA) if self.is_limited else (None, None)
        self._collection().upsert(
            ids=[record.id for record in records],
            embeddings=list(np.asarray([record.vector for record in records], np.float32)),
            documents=[_cut(record.document, most[0]) for record in records],
            metadatas=[
                {name: _cut(value, most[1]) for name, value in record.metadata.items()}
                for record in records
            ],
        )

    def delete(self, ids: Sequence[str]) -> None:
        """Removes records; ids that are not there are passed over."""
        with self._using_chroma():
            there = sorted(set(ids) - self.missing(ids))
            size = self._most_at_once()
            for i in range(0, len(there), size):
                ask_patiently(partial(self._collection().delete, there[i : i + size]))
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
        with self._using_chroma():
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
        with self._using_chroma():
            left = set(ids)
            size = MOST_RECORDS if self.is_limited else _MOST_IDS
            for i in range(0, len(ids), size):
                left.difference_update(self._listed(ids=list(ids[i : i + size])))
        return left

    def ids(self) -> set[str]:
        """The ids of all records."""
        with self._using_chroma():
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

    def _most_at_once(self) -> int:
        if self.is_limited:
            return MOST_RECORDS
        return ask_patiently(lambda: self._open().get_max_batch_size())

    def count(self) -> int:
        """How many records there are."""
        with self._using_chroma():
            return self._patiently(lambda: self._collection().count())

    def persist(self) -> None:
        """Has Chroma write its index, if opening the folder would take long without.

        It is written once so many records have come, as was said when the folder was opened.
        """
        place = self.place
        if not isinstance(place, Path) or unwritten_records(place) < _MOST_REPLAYED:
            return
        if not has_room(place.parent):
            return
        with self._using_chroma():
            self._set_threshold(_AT_ONCE)
            self.close()
            self._collection().count()  # it indexes them, and by the new threshold writes
            self._set_threshold(HNSW["sync_threshold"])
            self.close()
            self._note_written()

    def restore(self) -> None:
        """Undoes what a process left that was killed in `persist`."""
        with self._using_chroma():
            if not isinstance(self.place, Path):
                return  # there it is never done
            hnsw = self._collection().configuration["hnsw"] or {}
            if hnsw.get("sync_threshold") == _AT_ONCE:
                self._set_threshold(HNSW["sync_threshold"])
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

    def wipe(self) -> None:
        """Removes all records even where Chroma cannot read them: in a folder, the folder."""
        with self._lock:
            self.close()
            if isinstance(self.place, Path):
                shutil.rmtree(self.place, ignore_errors=True)
                if not self.place.is_dir():
                    self.place.unlink(missing_ok=True)
            else:
                self.drop()

    @property
    def is_behind(self) -> bool:
        """Whether another process has written in the folder since it was opened here."""
        with self._lock:
            return self._client is not None and self._stamp != self._read_stamp()

    def refresh(self, generation: int) -> None:
        """Opens the folder again if another process has written there since it was opened."""
        with self._lock:
            if self._generation < generation:
                if self.is_behind:
                    self.close()
                self._generation = generation

    def written(self, generation: int) -> None:
        """Says that this process, the writer, has seen all up to `generation`."""
        with self._lock:
            self._generation = generation

    def close(self) -> None:
        """Closes the folder; it is opened again when it is next needed."""
        with self._lock:
            self._closing()
            self._client = self._named = None

    def _open(self, *, is_new: bool = False) -> "ClientAPI":
        if self._client is None:
            self._stamp = self._read_stamp()  # before: what is written meanwhile is seen next time
            place = self.place
            if isinstance(place, Path) and not place.is_dir():
                if place.exists():
                    raise damaged(place, "it is no folder")
                if not is_new:
                    raise gone(place)
            if isinstance(place, Path) and self.is_read_only:
                place = self._copied(place)
            self._client = connect(place)
            # Also when nobody holds this object any more, and at the end of the program.
            self._closing = finalize(self, disconnect, self._client)
        return self._client

    def _copied(self, place: Path) -> Path:
        if self._copy is None or self._copy[0] != self._stamp:
            folder = TemporaryDirectory(prefix="assistant-")
            # copyfile: the copy is to be written, whatever may be done with the original
            shutil.copytree(place, Path(folder.name, "chroma"), copy_function=shutil.copyfile)
            self._copy = (self._stamp, folder)
        return Path(self._copy[1].name, "chroma")

    def _collection(self) -> "Collection":
        if self._client is None or self._named is None:
            from chromadb.errors import NotFoundError

            try:
                self._named = self._open().get_collection(self.name, embedding_function=None)
            except NotFoundError as error:
                raise gone(self.place) from error
        return self._named

    def _set_threshold(self, records: int) -> None:
        """Is in force when the folder is opened next."""
        self._collection().modify(configuration={"hnsw": {"sync_threshold": records}})

    def _read_stamp(self) -> str:
        if not isinstance(self.place, Path):
            return ""
        try:
            return (self.place / _STAMP).read_text("utf-8")
        except OSError:
            return ""

    def _note_written(self) -> None:
        if isinstance(self.place, Path):
            self._stamp = secrets.token_hex(8)
            (self.place / _STAMP).write_text(self._stamp, "utf-8")

    def _patiently(self, ask: Callable[[], _Found]) -> _Found:
        """Asks again of a folder opened again: it may have been read while it was being written.

        Chroma has no lock between a writer's files and a reader of another process.
        """
        from chromadb.errors import ChromaError

        end = time.monotonic() + _PATIENCE
        while True:
            try:
                return ask_patiently(ask)
            except (ChromaError, DamagedError):
                if time.monotonic() > end:
                    raise
            self.close()
            time.sleep(random.uniform(0.01, 0.1))

    @contextmanager
    def _using_chroma(self) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError

        with self._lock:
            try:
                yield
            except ArchiveError:
                raise
            except (ChromaError, httpx.HTTPError) as error:
                raise self._explained(error) from error
            except BaseException as error:
                # A panic is of Rust, and no Exception.
                if type(error).__name__ == "PanicException" or has_answered(error):
                    raise self._explained(error) from error
                raise

    def _explained(self, error: BaseException) -> ArchiveError:
        if isinstance(self.place, ChromaServer):
            return self.place.explained(error)
        if not has_room(self.place.parent):
            return FullDiskError(self.place.parent)
        return damaged(self.place, " ".join(str(error).split())[:200])


def _cut(value: _Value, most: int | None) -> _Value:
    """A text, to `most` bytes; anything else as it is."""
    if most is None or not isinstance(value, str) or len(value) * 4 <= most:
        return value
    return value.encode()[:most].decode(errors="ignore")


def _digest(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:12]
