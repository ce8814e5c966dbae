"""An archive on disk, opened and read: one folder with the catalogue and the vectors."""

import math
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Generic, Self, TypeVar

from index import writer
from index.catalog import changes, reprints
from index.catalog.catalogue import Candidate, StoredChunk, open_catalogue
from index.catalog.scope import Scope
from index.chroma_server import ChromaServer, is_same_server
from index.clock import Clock
from index.embedders import DEFAULT, Embedder, load_embedder
from index.errors import ArchiveError, ReadOnlyError
from index.sql import Error, error_line
from index.vector_search import VectorSearch
from index.vector_store import VectorStore, open_vectors
from index.writer import Progress

_MOST_CANDIDATES = 4_096  # remembered, about 20 MB: parts of a question find much the same ones
_MOST_STEMS = 100_000  # whose occurrences are remembered, about 10 MB


Key = TypeVar("Key")
Value = TypeVar("Value")


class _ReadCache(Generic[Key, Value]):
    """Values that were read in the last `state` of the catalogue, `most` of them at most."""

    def __init__(self, most: float = math.inf) -> None:
        self._most = most
        self._known: tuple[object, dict[Key, Value]] = (None, {})

    def read(
        self,
        state: object,
        keys: Collection[Key],
        load: Callable[[Sequence[Key]], Mapping[Key, Value]],
    ) -> dict[Key, Value]:
        """The values of those `keys` that have one, in their order; unknown ones are loaded."""
        known_at, known = self._known
        fresh = [key for key in keys if known_at != state or key not in known]
        if known_at != state or len(known) + len(fresh) > self._most:
            fresh = list(keys)
            _, known = self._known = (state, {})
        known |= load(fresh) if fresh else {}
        return {key: known[key] for key in keys if key in known}


class Archive:
    """All that is indexed, in one folder. `Archive.open` and `Archive.create` make one.

    An archive remembers the embedder that it was made with and is only ever opened with that one.
    Safe to read from several threads; `close()` it, or use it as a context manager.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder | None = None,
        chroma_key: str = "",
        database: str = "",
    ) -> None:
        self.folder = folder.absolute()  # Chroma knows a folder by its name alone
        self.catalogue = open_catalogue(self.folder, database)
        self._embedder = embedder
        self.chroma_key = chroma_key
        self.clock = Clock()
        self._vectors: VectorStore | None = None
        self._counted = (-1, 0)
        self._candidates = _ReadCache[int, Candidate](_MOST_CANDIDATES)
        self._occurring = _ReadCache[str, int](_MOST_STEMS)
        self._groups = _ReadCache[int, tuple[int, ...]]()
        self._loading = threading.Lock()

    @classmethod
    def open(
        cls,
        folder: Path,
        embedder: str | None = None,
        chroma: str | None = None,
        progress: Progress | None = None,
        chroma_key: str = "",
        database: str = "",
    ) -> Self:
        """The archive in `folder`; `embedder` and `chroma`, if given, must be what it was made for.

        `chroma_key` is the key of a Chroma server that needs one; `database` the address of the
        PostgreSQL database that has the catalogue, if one has. Neither is kept.

        An archive of an earlier version's layout is brought up to this one's; `progress` shows how
        its vectors move, which takes a minute for 50,000. Raises `ArchiveError` if nothing has
        been indexed, or by a later version, or with another embedder.
        """
        archive = cls(folder, chroma_key=chroma_key, database=database)
        if database:
            folder.mkdir(parents=True, exist_ok=True)  # Chroma's may be the only one in it
        if not archive.catalogue.is_laid_out:
            where = archive.catalogue.engine if database else folder
            raise ArchiveError(f"no article is indexed yet in {where}; run `assistant index PATH`")
        try:
            if archive.catalogue.find_fact("moving"):
                where = archive.catalogue.engine
                raise ArchiveError(
                    f"{where} is not complete; run `assistant move` or `restore` again"
                )
            archive.catalogue.migrate()
            archive.check_made_with(embedder, chroma)
            writer.move_vectors(archive, progress)
            writer.recover(archive)
        except Error as error:
            why = error_line(error)
            raise ArchiveError(f"the archive in {folder} cannot be read: {why}") from error
        return archive

    @classmethod
    def create(
        cls,
        folder: Path,
        embedder: str | None = None,
        chroma: str | None = None,
        progress: Progress | None = None,
        chroma_key: str = "",
        database: str = "",
    ) -> Self:
        """The archive in `folder`, made if there is none; by default with the embedder minilm.

        `chroma` is the address of a Chroma server for its vectors; else they lie in the folder.
        It may end with /TENANT/DATABASE; `chroma_key` and `database` are as in
        `open`.
        """
        new = cls(folder, chroma_key=chroma_key, database=database)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with new.catalogue.engine.lock("opening", 60):
                if not new.catalogue.is_laid_out:
                    new._lay_out(load_embedder(embedder or DEFAULT), chroma or "")
        except (OSError, Error) as error:
            why = getattr(error, "strerror", None) or str(error)
            if database:
                raise ArchiveError(
                    f"no archive can be made in {new.catalogue.engine}: {why}"
                ) from error
            if new.catalogue.path.exists():
                raise ReadOnlyError(folder, why) from error
            message = (
                f"no archive can be written in {folder} ({why}); choose another with --archive"
            )
            raise ArchiveError(message) from error
        finally:
            new.close()
        return cls.open(folder, embedder, chroma, progress, chroma_key, database)

    def _lay_out(self, embedder: Embedder, chroma: str) -> None:
        """An empty vector index, then an empty catalogue."""
        with self.catalogue.create(embedder.name, embedder.identity, chroma) as own:
            open_vectors(self.place(chroma), own, embedder.identity).create()

    def check_made_with(self, embedder: str | None, chroma: str | None) -> None:
        """Raises `ArchiveError` if it was made for another embedder or place of the vectors."""
        for kind, given in (("embedder", embedder), ("chroma", chroma)):
            made_with = self.catalogue.fact(kind)
            if given and given != made_with:
                if kind == "chroma" and is_same_server(given, made_with):
                    continue
                where = f"the embedder {made_with}" if kind == "embedder" else _place(made_with)
                raise ArchiveError(
                    f"{self.folder} was made with {where}, not {given}; to change it:"
                    f" `assistant index --re-embed --{kind} {given}`"
                )

    @property
    def embedder(self) -> Embedder:
        """The embedder that this archive was made with, loaded when first asked for."""
        with self._loading:
            named = self.catalogue.fact("embedder")
            if self._embedder is None or self._embedder.name != named:
                self._embedder = load_embedder(named)
            made_with = self.catalogue.fact("identity")
            if self._embedder.identity != made_with:
                raise ArchiveError(
                    f"{self.folder} holds vectors of {made_with}, which is not installed here"
                    f" ({self._embedder.identity} is); `assistant index --re-embed` makes new ones"
                )
            return self._embedder

    @property
    def vectors(self) -> VectorStore:
        """The vector index of this archive: that of now, for another process may change it."""
        vectors = self.vectors_at(self.catalogue.fact("chroma"), self.catalogue.fact("identity"))
        self._vectors = vectors
        return vectors

    def vectors_at(self, chroma: str, identity: str) -> VectorStore:
        """This archive's vectors of an embedder, on that server or (where it is "") in its folder.

        There may be several: those in use, and those being made to take their place.
        """
        return open_vectors(
            self.place(chroma),
            self.catalogue.fact("archive"),
            identity,
            is_read_only=self.is_read_only,
        )

    def place(self, chroma: str) -> Path | ChromaServer:
        """The Chroma server of that address or, where it is "", this archive's own folder."""
        return ChromaServer(chroma, self.chroma_key) if chroma else self.folder / "chroma"

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written: then a copy of Chroma's folder is asked."""
        return self.catalogue.is_read_only

    @property
    def is_shared(self) -> bool:
        """Whether the vectors are on a server, which several processes can write at once."""
        return bool(self.catalogue.fact("chroma"))

    def find_words(self, terms: Sequence[str], limit: int, scope: Scope) -> dict[int, float]:
        """Chunk key -> BM25 score, best first."""
        return dict(self.catalogue.find_words(terms, limit, scope))

    def find_nearest(self, vector: Sequence[float], limit: int, scope: Scope) -> dict[int, float]:
        """Chunk key -> cosine, best first."""
        search = VectorSearch(self.catalogue, self.vectors, lambda: self.size)
        return search.nearest(vector, limit, scope)

    def candidates(self, keys: Sequence[int]) -> list[Candidate]:
        """What ranking looks at of the chunks of those keys; the last ones are remembered."""
        state = (self.catalogue.generation, self.catalogue.fact("identity"))
        found = self._candidates.read(
            state,
            keys,
            lambda fresh: {c.key: c for c in self.catalogue.candidates(fresh, state[1])},
        )
        return list(found.values())

    @property
    def size(self) -> int:
        """How many chunks there are; counted once a generation."""
        generation = self.catalogue.generation
        counted_at, count = self._counted
        if counted_at != generation:
            count = self.catalogue.size
            self._counted = (generation, count)
        return count

    def occurrences(self, stems: Sequence[str]) -> dict[str, int]:
        """In how many chunks each stem stands. Remembered: of a common one, SQLite counts them."""
        return self._occurring.read(
            self.catalogue.generation,
            stems,
            lambda fresh: dict.fromkeys(fresh, 0) | self.catalogue.occurrences(fresh),
        )

    def reprints(self, versions: Collection[int]) -> dict[int, tuple[int, ...]]:
        """Of those versions that have reprints: their group, the original first."""
        known = self._groups.read(
            self.catalogue.generation,
            versions,
            lambda fresh: dict.fromkeys(fresh, ()) | reprints.groups_of(self.catalogue, fresh),
        )
        return {version: group for version, group in known.items() if group}

    def chunks(self, keys: Sequence[int]) -> dict[int, StoredChunk]:
        """The chunks of those keys."""
        return self.catalogue.chunks(keys)

    def remove(self, article_id: str) -> None:
        """Takes an article with all its versions out of the archive, vectors included."""
        with writer.run(self), writer.batch(self):
            changes.remove(self.catalogue, article_id)

    def close(self) -> None:
        """Closes the catalogue's connections and, where no other archive needs it, Chroma."""
        self.catalogue.close()
        self._vectors = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _place(chroma: str) -> str:
    return f"its vectors on {chroma}" if chroma else "its vectors in its own folder"
