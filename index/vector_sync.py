"""Chroma's index, filled from the catalogue; and made anew where it is lost or damaged."""

from collections.abc import Callable, Sequence

from index.archive import Archive
from index.catalog import changes, embeddings
from index.catalog.catalogue import StoredChunk
from index.catalog.embeddings import Embeddable, Embedded, Vector
from index.catalog.scope import Scope
from index.embedders import Embedder
from index.vector_store import DamagedError, Vectors

_TOGETHER = 256


def mend(archive: Archive, is_thorough: bool = False) -> None:
    """Makes Chroma hold what the catalogue says, where the number of its vectors is wrong.

    Where `is_thorough`, as after a writer has died, a question is put to Chroma first. A folder
    that cannot be used is made anew.
    """
    vectors, chunks = archive.vectors, archive.catalogue.counts()["chunks"]
    try:
        if is_thorough and chunks:
            vectors.nearest([1.0] * archive.embedder.dimensions, 1, Scope(), 0)
        archive.settle()
        if vectors.count() == chunks:
            return
    except DamagedError:
        vectors.wipe()
    fill(archive, vectors, archive.catalogue.fact("identity"), lambda: archive.embedder)
    remove_orphans(archive, vectors)


def fill(
    archive: Archive,
    vectors: Vectors,
    identity: str,
    load: Callable[[], Embedder],
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Gives `vectors` those of the archive's chunks that it has not, and tells how many they were.

    The embedder of that identity is loaded only for those that the catalogue does not keep.
    `progress` is told how many were done, each time that some were.
    """
    keys = archive.catalogue.all_vectors()
    missing = sorted(vectors.missing(list(keys)))
    for i in range(0, len(missing), _TOGETHER):
        names = missing[i : i + _TOGETHER]
        articles = [chunk.article for chunk in _chunks(archive, keys, names)]
        made = _made(archive, keys, names, identity, load)
        vectors.upsert(names, [made[name] for name in names], articles)
        progress(len(names))
    return len(missing)


def add_sentences(
    archive: Archive, embedder: Embedder, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Embeds again what was embedded before there were vectors of sentences; tells how many.

    The chunks' own vectors come out as they were.
    """
    catalogue, keys = archive.catalogue, archive.catalogue.all_vectors()
    names = embeddings.without_sentences(catalogue, embedder.identity)
    for i in range(0, len(names), _TOGETHER):
        some = names[i : i + _TOGETHER]
        made = _embedded(archive, keys, some, embedder)
        with catalogue.transaction() as db:
            embeddings.keep(db, embedder.identity, made.items())
            changes.changed(db)
        progress(len(some))
    return len(names)


def remove_orphans(archive: Archive, vectors: Vectors) -> int:
    """Takes out vectors that belong to no chunk, and tells how many there were."""
    orphans = sorted(vectors.ids() - archive.catalogue.all_vectors().keys())
    vectors.delete(orphans)
    return len(orphans)


def _made(
    archive: Archive,
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
        fresh = _embedded(archive, keys, lacking, load())
        with archive.catalogue.transaction() as db:
            embeddings.keep(db, identity, fresh.items())
        made |= {name: embedded.vector for name, embedded in fresh.items()}
    return made


def _embedded(
    archive: Archive, keys: dict[str, int], names: Sequence[str], embedder: Embedder
) -> dict[str, Embedded]:
    chunks = [Embeddable(one.article, one.sentences) for one in _chunks(archive, keys, names)]
    return dict(zip(names, embeddings.embed_chunks(embedder, chunks), strict=True))


def _chunks(archive: Archive, keys: dict[str, int], names: Sequence[str]) -> list[StoredChunk]:
    found = archive.chunks([keys[name] for name in names])
    return [found[keys[name]] for name in names]
