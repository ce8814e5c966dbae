"""The vectors of chunks, made; and made anew where Chroma has lost them."""

import time
from collections.abc import Callable, Sequence

from index.article import Article
from index.embedders import Embedder
from index.store import Archive
from index.vectors import Vectors

_TOGETHER = 256


def embed_chunks(embedder: Embedder, chunks: Sequence[tuple[Article, str]]) -> list[list[float]]:
    """A vector for each (article, text of a chunk); title, source and day are said before it."""
    texts = [f"{article.embedding_header}\n{text}" for article, text in chunks]
    return embedder.embed_documents(texts) if texts else []


def mend(archive: Archive) -> float:
    """Makes the vectors anew that Chroma has not, where their number is wrong; gives seconds."""
    started = time.perf_counter()
    if archive.vectors.count() == archive.catalogue.counts()["chunks"]:
        return 0.0
    fill(archive, archive.vectors, archive.embedder)
    return time.perf_counter() - started


def fill(
    archive: Archive,
    vectors: Vectors,
    embedder: Embedder,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Gives `vectors` those of the archive's chunks that it has not, and tells how many they were.

    `progress` is told how many were made, each time that some were.
    """
    keys = archive.catalogue.all_vectors()
    missing = sorted(vectors.missing(list(keys)))
    for i in range(0, len(missing), _TOGETHER):
        ids = missing[i : i + _TOGETHER]
        found = archive.chunks([keys[vector] for vector in ids])
        chunks = [found[keys[vector]] for vector in ids]
        made = embed_chunks(embedder, [(chunk.article, chunk.text) for chunk in chunks])
        vectors.upsert(ids, made, [chunk.article for chunk in chunks])
        progress(len(ids))
    return len(missing)
