"""How Chroma's HNSW index is made and searched; measured in docs/decisions/ef-search.md."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateHNSWConfiguration

# Measured on 100,000 records, Chroma 1.5.9: recall@30 of .989, where the defaults find .85. A kill
# while the index is written may destroy it, so that it is written seldom.
HNSW: "CreateHNSWConfiguration" = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 400,
    "sync_threshold": 10_000,
}
# From so many records on, so many candidates are kept while the index is searched.
_EF_SEARCH = ((0, HNSW["ef_search"]), (150_000, 800), (300_000, 1_600))


def ef_search(records: int) -> int:
    """How many candidates a search of so many records keeps: with more records it needs more."""
    return next(kept for least, kept in reversed(_EF_SEARCH) if records >= least)
