"""The nearest chunks within a scope, mostly without Chroma's filter.

Chroma lists every record that a filter lets in before it searches, so that its time grows with the
archive. Few chunks are compared one by one instead, with the vectors that the catalogue keeps; of
many, the nearest of all are asked for until enough of them lie within the scope.
"""

from collections.abc import Sequence

from index.catalog import embeddings
from index.catalog.catalogue import Catalogue
from index.catalog.scope import Scope
from index.errors import ArchiveError
from index.vector_store import Vectors

# Chunks compared one by one: about 5 ms a thousand, half of it reading them (2 cores AMD EPYC).
FEW = 8_000
# What is asked of Chroma, as multiples of what is wanted; more takes as long as its filter does.
ASKED = (4, 14)


def nearest_within(
    catalogue: Catalogue, vectors: Vectors, vector: Sequence[float], limit: int, scope: Scope
) -> dict[int, float]:
    """Chunk key -> cosine of the `limit` nearest chunks within `scope`, best first."""
    generation = catalogue.generation
    keys = catalogue.keys_within(scope, FEW + 1)
    if not keys:
        return {}
    if len(keys) <= FEW:
        found, stored = embeddings.matrix(catalogue, catalogue.fact("identity"), keys)
        if len(found) == len(keys):
            return embeddings.compare(vector, keys, stored, limit)
    else:
        for times in ASKED:
            hits = vectors.nearest(vector, limit * times, Scope(), generation)
            known = _known(catalogue, hits, scope)
            if len(known) >= limit:
                return dict(list(known.items())[:limit])
    return _known(catalogue, vectors.nearest(vector, limit, scope, generation), Scope())


def nearest_kept(
    catalogue: Catalogue, vector: Sequence[float], limit: int, scope: Scope
) -> dict[int, float]:
    """The same of an archive that is only to be read, in which Chroma cannot be opened at all."""
    found: dict[int, float] = {}
    keys = catalogue.keys_within(scope, -1)
    for i in range(0, len(keys), FEW):
        some = keys[i : i + FEW]
        kept, stored = embeddings.matrix(catalogue, catalogue.fact("identity"), some)
        if len(kept) < len(some):
            raise ArchiveError(
                f"{catalogue.path.parent} cannot be written in, and its catalogue, of an earlier"
                " version, does not keep all vectors: copy the folder to where you can write, and"
                " ask with --archive COPY"
            )
        found |= embeddings.compare(vector, some, stored, limit)
    return dict(sorted(found.items(), key=lambda hit: -hit[1])[:limit])


def _known(
    catalogue: Catalogue, hits: Sequence[tuple[str, float]], scope: Scope
) -> dict[int, float]:
    keys = catalogue.chunk_keys([name for name, _ in hits], scope)
    return {keys[name]: cosine for name, cosine in hits if name in keys}
