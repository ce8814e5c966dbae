"""The vectors as the catalogue keeps them: float16, one a chunk and embedder.

Chroma's index is made from them. Half precision costs a cosine 0.0002 at most, a tenth of what the
embedder's own whole numbers do; Chroma is given the rounded numbers, so that both hold the same.
"""

import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.catalog import Catalogue
from index.embedders import Embedder

Vector = NDArray[np.float16]


def embed_chunks(embedder: Embedder, chunks: Sequence[tuple[Article, str]]) -> list[Vector]:
    """A vector for each (article, text of a chunk); title, source and day are said before it."""
    texts = [f"{article.embedding_header}\n{text}" for article, text in chunks]
    return list(np.asarray(embedder.embed_documents(texts), np.float16)) if texts else []


def keep(db: sqlite3.Connection, identity: str, vectors: Iterable[tuple[str, Vector]]) -> None:
    """Keeps vectors by their ids, made by the embedder of that identity."""
    db.execute("INSERT OR IGNORE INTO embedders (identity) VALUES (?)", (identity,))
    db.executemany(
        "INSERT OR REPLACE INTO embeddings SELECT chunks.key, embedders.key, ?"
        " FROM chunks, embedders WHERE vector = ? AND identity = ?",
        ((vector.tobytes(), name, identity) for name, vector in vectors),
    )


def kept(catalogue: Catalogue, identity: str, names: Sequence[str]) -> dict[str, Vector]:
    """Those of the vectors of these ids that are kept."""
    rows = catalogue.select(
        "SELECT vector, data FROM chunks JOIN embeddings ON chunk = chunks.key"
        " JOIN embedders ON embedders.key = embedder WHERE identity = ? AND vector IN ({})",
        names,
        identity,
    )
    return {name: np.frombuffer(data, np.float16) for name, data in rows}


def forget(db: sqlite3.Connection, identity: str) -> None:
    """Forgets all vectors of that embedder."""
    db.execute("DELETE FROM embedders WHERE identity = ?", (identity,))
