"""Another embedder, or another place for the vectors, for an archive that has articles.

The new vectors are made beside the old ones, which serve until the end. A run that is cut off is
taken up by the next of the same kind.
"""

from collections.abc import Callable

from index.archive import Archive
from index.catalog import changes, embeddings
from index.catalog.embeddings import tells_of_words
from index.chroma_server import is_same_server
from index.embedders import Embedder, load_embedder
from index.writer import TOGETHER, embed_again, fill, remove_orphans, writing


def re_embed(
    archive: Archive,
    embedder: str | None = None,
    chroma: str | None = None,
    *,
    wait: float = 0,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Computes the vectors of all chunks again and puts them to use; returns their number.

    With the embedder in use, only what it did not give when the articles were indexed: vectors of
    sentences. What is not given stays as it is; `chroma` may be "" for the archive's own folder.
    `progress` is called with the number of vectors as they are made.
    """
    catalogue = archive.catalogue
    with writing(catalogue, wait):
        model = load_embedder(embedder or catalogue.fact("embedder"))
        place = catalogue.fact("chroma")
        if chroma is not None and not (chroma and is_same_server(chroma, place)):
            place = chroma
        fresh = archive.vectors_at(place, model.identity)
        made = fill(archive, fresh, model.identity, lambda: model, progress)
        if tells_of_words(model):
            made += _add_sentences(archive, model, progress)
        remove_orphans(archive, fresh)
        archive.vectors.close()  # else the folder stays open, and is not read again
        fresh.finish()
        changes.put_to_use(catalogue, model.name, model.identity, place)
        fresh.written(catalogue.generation)
    return made


def _add_sentences(archive: Archive, embedder: Embedder, advance: Callable[[int], None]) -> int:
    """Embeds again what was embedded before there were vectors of sentences; tells how many.

    The chunks' own vectors come out as they were.
    """
    catalogue, keys = archive.catalogue, archive.catalogue.all_vectors()
    names = embeddings.without_sentences(catalogue, embedder.identity)
    for i in range(0, len(names), TOGETHER):
        some = names[i : i + TOGETHER]
        made = embed_again(archive, keys, some, embedder)
        with catalogue.transaction() as db:
            embeddings.keep(db, embedder.identity, made.items())
            changes.changed(db)
        advance(len(some))
    return len(names)
