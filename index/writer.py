"""The one who writes: the lock, the journal settled, and Chroma filled from the catalogue.

One process writes at a time. The lock says who holds it, and is released by its holder's death.
"""

import json
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from index.catalog import changes, derived, embeddings
from index.catalog.catalogue import Catalogue, StoredChunk
from index.catalog.database import forget_facts
from index.catalog.embeddings import Embedded, Vector, passage_of
from index.chroma_records import Record
from index.chroma_server import ChromaServer
from index.disk_space import ensure_room
from index.embedders import Embedder
from index.errors import ArchiveError, DamagedError, ReadOnlyError
from index.vector_store import VectorStore, drop_earlier

# Called with the number of vectors to move; the context it returns is called with those moved.
Progress = Callable[[int], AbstractContextManager[Callable[[int], None]]]

TOGETHER = 256  # vectors written at once
_LOCK = "writer"
_BATCH_WAIT = 600.0  # seconds for another writer's batch, where there may be several
_MOVE_WAIT = 3_600.0  # seconds for another process that moves an earlier version's vectors


class WrittenArchive(Protocol):
    """What a writer needs of an `Archive`."""

    folder: Path
    catalogue: Catalogue

    @property
    def embedder(self) -> Embedder: ...
    @property
    def vectors(self) -> VectorStore: ...
    def vectors_at(self, chroma: str, identity: str) -> VectorStore: ...
    def place(self, chroma: str) -> Path | ChromaServer: ...
    @property
    def is_read_only(self) -> bool: ...
    @property
    def is_shared(self) -> bool: ...


@contextmanager
def writing(catalogue: Catalogue, wait: float = 0) -> Iterator[bool]:
    """Holds an archive for writing; tells whether the last holder crashed.

    Raises `ArchiveError` if another still does after `wait` seconds.
    """
    engine = catalogue.engine
    with ExitStack() as held:
        try:
            held.enter_context(engine.lock(_LOCK, wait))
            has_died = engine.holder() is not None
            since = datetime.now(UTC).isoformat(timespec="seconds")
            engine.note_holder(f"process {os.getpid()} on {socket.gethostname()} since {since}")
        except TimeoutError:
            raise ArchiveError(
                f"the archive is being written by {engine.holder() or 'another process'};"
                " try again later, or wait for it with --wait SECONDS"
            ) from None
        except OSError as error:
            folder = catalogue.path.parent
            raise ReadOnlyError(folder, error.strerror or str(error)) from error
        yield has_died
        engine.note_holder(None)  # stays where an exception or a kill ends the work


def is_held(catalogue: Catalogue) -> bool:
    """Whether somebody is writing now."""
    try:
        with catalogue.engine.lock(_LOCK, 0):
            return False
    except TimeoutError:
        return True


@contextmanager
def run(archive: WrittenArchive, wait: float = 0) -> Iterator[None]:
    """Around all that a writer does. One at a time where the vectors lie in the folder.

    Raises `ArchiveError` if another process still writes after `wait` seconds.
    """
    with ExitStack() as held:
        has_died = held.enter_context(
            writing(archive.catalogue, _BATCH_WAIT if archive.is_shared else wait)
        )
        ensure_room(archive.folder)
        archive.vectors.refresh(archive.catalogue.generation)
        _drop_retired(archive)
        _mend(archive, is_thorough=has_died)
        if has_died:
            archive.vectors.restore()
        derived.add_derived(archive.catalogue)
        if archive.is_shared:
            held.close()
        try:
            yield
        except BaseException:
            if not archive.is_shared:
                _tidy(archive)
            raise
        archive.vectors.finish()


@contextmanager
def batch(archive: WrittenArchive) -> Iterator[None]:
    """Around each change: sees what others wrote before, and clears doubtful vectors after."""
    lock = writing(archive.catalogue, _BATCH_WAIT) if archive.is_shared else nullcontext()
    with lock:
        ensure_room(archive.folder)
        archive.vectors.refresh(archive.catalogue.generation)
        settle(archive)
        yield
        settle(archive)
        archive.vectors.written(archive.catalogue.generation)


def recover(archive: WrittenArchive) -> None:
    """Mends what a writer left who died, unless somebody is writing."""
    left = archive.catalogue.engine.holder() or changes.doubtful(archive.catalogue)
    if left and not archive.is_read_only and not is_held(archive.catalogue):
        # Where that cannot be done now, readers find what they found before.
        with suppress(ArchiveError, OSError), run(archive), batch(archive):
            pass


def settle(archive: WrittenArchive) -> None:
    """Takes doubtful vectors out of Chroma."""
    doubtful = changes.doubtful(archive.catalogue)
    if doubtful:
        archive.vectors.delete(doubtful)
        changes.settle(archive.catalogue, doubtful)


def move_vectors(archive: WrittenArchive, progress: Progress | None = None) -> None:
    """Gives Chroma's collection what an archive of an earlier version has in SQL, once.

    Cut off, it is taken up by the next that opens the archive. What that version had in Chroma is
    removed in the end. Nothing is done where the embedder is gone: then `re_embed` is next.
    """
    catalogue = archive.catalogue
    if archive.is_read_only or not catalogue.find_fact("unfilled"):
        return
    with writing(catalogue, _MOVE_WAIT):
        if not catalogue.find_fact("unfilled"):
            return  # another process did it meanwhile
        identity = catalogue.fact("identity")
        if embeddings.count_missing(catalogue, identity):
            try:
                archive.embedder  # noqa: B018
            except ArchiveError:
                return
        refill(archive, progress)
        place = archive.place(catalogue.fact("chroma"))
        drop_earlier(place, catalogue.fact("archive"), embeddings.identities(catalogue))
        with catalogue.transaction() as db:
            forget_facts(db, "unfilled")


def refill(archive: WrittenArchive, progress: Progress | None = None) -> int:
    """Makes Chroma hold what the catalogue says, and tells how many vectors it was given.

    A folder or collection that cannot be used is removed before.
    """
    vectors, identity = archive.vectors, archive.catalogue.fact("identity")
    try:
        vectors.create()
        lacking = len(archive.catalogue.all_vectors().keys() - vectors.ids())
    except DamagedError:
        vectors.wipe()
        lacking = archive.catalogue.size
    with progress(lacking) if progress and lacking else nullcontext(lambda _: None) as advance:
        made = fill(archive, vectors, identity, lambda: archive.embedder, advance)
    remove_orphans(archive, vectors)
    vectors.finish()
    return made


def fill(
    archive: WrittenArchive,
    vectors: VectorStore,
    identity: str,
    load: Callable[[], Embedder],
    advance: Callable[[int], None] = lambda _: None,
) -> int:
    """Gives `vectors` those of the archive's chunks that it has not, and tells how many they were.

    The embedder of that identity is loaded only for those that the catalogue does not keep.
    `advance` is called with the number that were done, each time.
    """
    vectors.create()
    keys = archive.catalogue.all_vectors()
    missing = sorted(keys.keys() - vectors.ids(), key=keys.__getitem__)
    for i in range(0, len(missing), TOGETHER):
        names = missing[i : i + TOGETHER]
        made = _made(archive, keys, names, identity, load)
        chunks = zip(names, _chunks(archive, keys, names), strict=True)
        vectors.upsert(
            [Record(n, made[n], c.article, c.chunk.start, c.chunk.end) for n, c in chunks]
        )
        advance(len(names))
    return len(missing)


def remove_orphans(archive: WrittenArchive, vectors: VectorStore) -> int:
    """Takes out vectors that belong to no chunk, and tells how many there were."""
    orphans = sorted(vectors.ids() - archive.catalogue.all_vectors().keys())
    vectors.delete(orphans)
    return len(orphans)


def _tidy(archive: WrittenArchive) -> None:
    """After an exception, leaves nothing for the next run to mend, if that can be done now."""
    with suppress(Exception):
        settle(archive)
        archive.catalogue.engine.note_holder(None)


def _mend(archive: WrittenArchive, is_thorough: bool) -> None:
    """Fills Chroma where the number of its vectors is wrong, or where it cannot be used.

    Where `is_thorough`, as after a writer has died, a question is put to it first.
    """
    vectors, chunks = archive.vectors, archive.catalogue.size
    try:
        if is_thorough and chunks:
            vectors.nearest([1.0] * archive.embedder.dimensions, 1)
        settle(archive)
        if vectors.count() == chunks:
            return
    except DamagedError:
        vectors.wipe()
    refill(archive)


def _drop_retired(archive: WrittenArchive) -> None:
    """Takes out vectors that were in use before the last `re_embed`; readers know by now."""
    if retired := archive.catalogue.find_fact("retired"):
        chroma, identity = json.loads(retired)
        with suppress(ArchiveError):  # its server may be gone for good: the next run tries again
            archive.vectors_at(chroma, identity).drop()
            changes.forget_retired(archive.catalogue, identity)


def _made(
    archive: WrittenArchive,
    keys: dict[str, int],
    names: Sequence[str],
    identity: str,
    load: Callable[[], Embedder],
) -> dict[str, Vector]:
    """The vectors of these ids: kept ones, and the others made and kept from now on."""
    known = embeddings.kept(archive.catalogue, identity, names)
    made = {name: embedded.vector for name, embedded in known.items()}
    lacking = [name for name in names if name not in made]
    if lacking:
        fresh = embed_again(archive, keys, lacking, load())
        with archive.catalogue.transaction() as db:
            embeddings.keep(db, identity, fresh.items())
        made |= {name: embedded.vector for name, embedded in fresh.items()}
    return made


def embed_again(
    archive: WrittenArchive, keys: dict[str, int], names: Sequence[str], embedder: Embedder
) -> dict[str, Embedded]:
    """The vectors of the chunks with these ids, `keys` being theirs, made by `embedder`."""
    chunks = [passage_of(one.article, one.sentences) for one in _chunks(archive, keys, names)]
    return dict(zip(names, embeddings.embed_chunks(embedder, chunks), strict=True))


def _chunks(
    archive: WrittenArchive, keys: dict[str, int], names: Sequence[str]
) -> list[StoredChunk]:
    found = archive.catalogue.chunks([keys[name] for name in names])
    return [found[keys[name]] for name in names]
