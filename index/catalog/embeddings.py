"""The vectors as the catalogue keeps them: float16, one a chunk and embedder.

Chroma's index is made from them. Half precision costs a cosine 0.0002 at most, a tenth of what the
embedder's own whole numbers do; Chroma is given the rounded numbers, so that both hold the same.
Beside them stand vectors of the sentences, as said in their chunk (late chunking: Guenther et al.
2024, arXiv 2409.04701): the embedder has read the chunk anyway. They are int8, of any length.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeGuard

import numpy as np
from numpy.typing import NDArray

from index.catalog.catalogue import Catalogue
from index.catalog.scope import Scope
from index.embedders import Embedder
from index.models import Article, Sentence
from index.sql import Connection

if TYPE_CHECKING:
    from index.embedders.minilm import WordVectors

Vector = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Embedded:
    """A chunk's vector, and those of its sentences if the embedder gives them: (n, size)."""

    vector: Vector
    sentences: NDArray[np.int8] | None = None


class Passage(NamedTuple):
    """A text to be embedded, and the spans of its sentences in it."""

    text: str
    spans: Sequence[tuple[int, int]]


def passage_of(article: Article, sentences: Sequence[Sentence]) -> Passage:
    """What is embedded of a chunk: title, source and day, then its sentences."""
    header, start, end = article.embedding_header, sentences[0].start, sentences[-1].end
    shift = len(header) + 1 - start
    spans = [(sentence.start + shift, sentence.end + shift) for sentence in sentences]
    return Passage(f"{header}\n{article.text[start:end]}", spans)


class _TellsOfWords(Embedder, Protocol):
    def each_words(self, texts: Sequence[str]) -> Iterator[tuple[int, "WordVectors"]]: ...


def tells_of_words(embedder: Embedder) -> TypeGuard[_TellsOfWords]:
    """Whether the embedder gives vectors of sentences beside those of chunks."""
    return hasattr(embedder, "each_words")


def without_sentences(catalogue: Catalogue, identity: str) -> list[str]:
    """Ids of the vectors that were made before there were vectors of their sentences."""
    rows = catalogue.connection.execute(
        "SELECT vector FROM embeddings JOIN chunks ON chunks.key = chunk WHERE embedder ="
        " (SELECT key FROM embedders WHERE identity = ?) AND sentences IS NULL ORDER BY vector",
        (identity,),
    )
    return [row[0] for row in rows]


def embed_chunks(embedder: Embedder, chunks: Sequence[Passage]) -> list[Embedded]:
    """The vectors of each chunk, and of its sentences if the embedder gives those of words."""
    texts = [chunk.text for chunk in chunks]
    if not texts:
        return []
    if not tells_of_words(embedder):
        return [Embedded(v) for v in np.asarray(embedder.embed_documents(texts), np.float16)]
    found = {
        place: Embedded(words.vector.astype(np.float16), _of_sentences(words, chunks[place].spans))
        for place, words in embedder.each_words(texts)
    }
    return [found[place] for place in range(len(texts))]


def _of_sentences(words: "WordVectors", spans: Sequence[tuple[int, int]]) -> NDArray[np.int8]:
    """A vector for each span: the mean state of its words, or the chunk's where none was read."""
    starts, ends = words.offsets[1:-1].T  # the first and the last mark where a text begins and ends
    places = np.array(spans)
    first = 1 + np.searchsorted(ends, places[:, 0], "right")
    last = 1 + np.searchsorted(starts, places[:, 1])
    # Not as one product of matrices: numpy would have it done by threads that embedding needs.
    means = [
        words.states[one:other].mean(axis=0) if one < other else words.vector
        for one, other in zip(first.tolist(), last.tolist(), strict=True)
    ]
    found = np.array(means, np.float32)
    found *= 127 / np.abs(found).max(axis=1, keepdims=True)
    return np.rint(found).astype(np.int8)


def keep(db: Connection, identity: str, made: Iterable[tuple[str, Embedded]]) -> None:
    """Keeps vectors by the chunks' vector ids, made by the embedder of that identity."""
    db.execute("INSERT INTO embedders (identity) VALUES (?) ON CONFLICT DO NOTHING", (identity,))
    db.executemany(
        "INSERT INTO embeddings (chunk, embedder, data, sentences)"
        " SELECT chunks.key, embedders.key, ?, ?"
        " FROM chunks, embedders WHERE vector = ? AND identity = ?"
        " ON CONFLICT (chunk, embedder)"
        " DO UPDATE SET data = excluded.data, sentences = excluded.sentences",
        (
            (
                e.vector.tobytes(),
                None if e.sentences is None else e.sentences.tobytes(),
                name,
                identity,
            )
            for name, e in made
        ),
    )


def kept(catalogue: Catalogue, identity: str, names: Sequence[str]) -> dict[str, Embedded]:
    """Those of the vectors of these ids that are kept."""
    rows = catalogue.select(
        "SELECT vector, data, sentences FROM chunks JOIN embeddings ON chunk = chunks.key"
        " JOIN embedders ON embedders.key = embedder WHERE identity = ? AND vector IN ({})",
        names,
        identity,
    )
    found: dict[str, Embedded] = {}
    for name, data, blob in rows:
        vector = np.frombuffer(data, np.float16)
        parts = None if blob is None else np.frombuffer(blob, np.int8).reshape(-1, len(vector))
        found[name] = Embedded(vector, parts)
    return found


def count_missing(catalogue: Catalogue, identity: str) -> int:
    """How many chunks have no vector of that embedder."""
    query = (
        "SELECT COUNT(*) FROM chunks WHERE key NOT IN (SELECT chunk FROM embeddings"
        " WHERE embedder = (SELECT key FROM embedders WHERE identity = ?))"
    )
    return int(catalogue.value(query, identity))


def identities(catalogue: Catalogue) -> set[str]:
    """The embedders that the archive has, or had, vectors of."""
    rows = catalogue.connection.execute("SELECT identity FROM embedders")
    return {row[0] for row in rows} | {catalogue.fact("identity")}


def nearest_after(
    catalogue: Catalogue, identity: str, key: int, vector: Sequence[float], scope: Scope
) -> dict[int, float]:
    """Chunk key -> cosine, of the chunks within `scope` whose keys are greater than `key`."""
    condition, values = scope.sql()
    rows = catalogue.connection.execute(
        "SELECT chunk, data FROM embeddings JOIN chunks ON chunks.key = chunk"
        " JOIN versions ON versions.key = chunks.version WHERE chunk > ? AND embedder ="
        f" (SELECT key FROM embedders WHERE identity = ?) AND {condition}",
        (key, identity, *values),
    ).fetchall()
    if not rows:
        return {}
    stored = np.frombuffer(b"".join(row[1] for row in rows), np.float16).astype(np.float32)
    found = cosines(vector, stored.reshape(len(rows), -1))
    return {row[0]: float(cosine) for row, cosine in zip(rows, found, strict=True)}


def cosines(vector: Sequence[float], stored: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosine of `vector` with each row of `stored` (n, size); 0 for a row of zeros."""
    asked = np.asarray(vector, np.float32)
    lengths = np.linalg.norm(stored, axis=1) * np.linalg.norm(asked)
    found: NDArray[np.float32] = stored @ asked / np.maximum(lengths, np.finfo(np.float32).tiny)
    return found


def forget(db: Connection, identity: str) -> None:
    """Forgets all vectors of that embedder."""
    db.execute("DELETE FROM embedders WHERE identity = ?", (identity,))
