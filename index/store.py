"""An archive on disk: one folder with the catalogue, the vectors and the writer's lock."""

import sqlite3
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock

from index import changes
from index.catalog import Catalogue, StoredChunk
from index.database import SCHEMA
from index.embedders import DEFAULT, Embedder, load_embedder
from index.errors import ArchiveError
from index.lock import writing
from index.scope import Scope
from index.vectors import Vectors, open_vectors


class Archive:
    """All that is indexed, in one folder. `Archive.open` and `Archive.create` make one.

    An archive remembers the embedder that it was made with and is only ever opened with that one.
    Safe to read from several threads; `close()` it, or use it as a context manager.
    """

    def __init__(self, folder: Path, embedder: Embedder | None = None) -> None:
        self.folder = folder.absolute()  # Chroma knows a folder by its name alone
        self.catalogue = Catalogue(self.folder / "catalogue.sqlite")
        self._embedder = embedder
        self._loading = threading.Lock()

    @classmethod
    def open(cls, folder: Path, embedder: str | None = None) -> Self:
        """The archive in `folder`; `embedder`, if given, must be the one that it was made with.

        Raises `ArchiveError` where nothing has been indexed, or by another version or embedder.
        """
        if not (folder / "catalogue.sqlite").exists():
            raise ArchiveError(f"no article is indexed yet in {folder}; run `assistant index PATH`")
        archive = cls(folder)
        try:
            archive._check(embedder)
        except sqlite3.Error as error:
            raise ArchiveError(f"{folder} holds no readable archive: {error}") from error
        return archive

    @classmethod
    def create(cls, folder: Path, embedder: str | None = None) -> Self:
        """The archive in `folder`, made if there is none; by default with the embedder minilm."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / "opening.lock", timeout=60):
                if not (folder / "catalogue.sqlite").exists():
                    _lay_out(folder, load_embedder(embedder or DEFAULT))
        except (OSError, sqlite3.Error) as error:
            raise ArchiveError(f"no archive can be written in {folder}: {error}") from error
        return cls.open(folder, embedder)

    def _check(self, embedder: str | None) -> None:
        schema, made_with = self.catalogue.fact("schema"), self.catalogue.fact("embedder")
        if schema != SCHEMA:
            raise ArchiveError(
                f"{self.folder} was written by another version (schema {schema}, here {SCHEMA})"
            )
        if embedder and embedder != made_with:
            raise ArchiveError(
                f"{self.folder} was made with the embedder {made_with}, not {embedder};"
                f" leave --embedder out, or index into another archive"
            )

    @property
    def embedder(self) -> Embedder:
        """The embedder that this archive was made with, loaded when first asked for."""
        with self._loading:
            if self._embedder is None:
                self._embedder = load_embedder(self.catalogue.fact("embedder"))
            made_with = self.catalogue.fact("identity")
            if self._embedder.identity != made_with:
                raise ArchiveError(
                    f"{self.folder} holds vectors of {made_with}, which is not installed here"
                    f" ({self._embedder.identity} is); index into another archive"
                )
            return self._embedder

    @cached_property
    def vectors(self) -> Vectors:
        """The vector index of this archive."""
        return open_vectors(self.folder / "chroma", self.catalogue.fact("identity"))

    def find_words(self, terms: Sequence[str], limit: int, scope: Scope) -> dict[int, float]:
        """Chunk key -> BM25 score, best first."""
        return dict(self.catalogue.find_words(terms, limit, scope))

    def find_nearest(self, vector: Sequence[float], limit: int, scope: Scope) -> dict[int, float]:
        """Chunk key -> cosine, best first."""
        generation = self.catalogue.generation
        found = self.vectors.nearest(vector, limit, scope, generation)
        if not found and scope == Scope() and self.catalogue.counts()["chunks"]:
            raise ArchiveError(
                f"the vectors of {self.folder} are missing; `assistant index` makes them again"
            )
        keys = self.catalogue.chunk_keys([vector for vector, _ in found])
        return {keys[vector]: cosine for vector, cosine in found if vector in keys}

    def chunks(self, keys: Sequence[int]) -> dict[int, StoredChunk]:
        """The chunks of those keys."""
        return self.catalogue.chunks(keys)

    def remove(self, article_id: str) -> None:
        """Takes an article with all its versions out of the archive, vectors included."""
        with writing(self.folder):
            self.begin()
            changes.remove(self.catalogue, article_id)
            self.settle()

    def begin(self) -> None:
        """Before a change, under the lock: sees what other processes wrote."""
        self.vectors.refresh(self.catalogue.generation)

    def settle(self) -> None:
        """Takes doubtful vectors out of Chroma: the last step of a change."""
        doubtful = changes.doubtful(self.catalogue)
        if doubtful:
            self.vectors.delete(doubtful)
            changes.settle(self.catalogue, doubtful)
        self.vectors.written(self.catalogue.generation)

    def close(self) -> None:
        """Closes the catalogue's connections and, where no other archive needs it, Chroma."""
        self.catalogue.close()
        self.__dict__.pop("vectors", None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _lay_out(folder: Path, embedder: Embedder) -> None:
    """An empty catalogue and an empty vector index; the catalogue gets its name last."""
    for leftover in folder.glob("catalogue.new*"):
        leftover.unlink()
    fresh = Catalogue(folder / "catalogue.new")
    fresh.create(embedder.name, embedder.identity)
    fresh.close()
    open_vectors(folder.absolute() / "chroma", embedder.identity).count()
    fresh.path.rename(folder / "catalogue.sqlite")
