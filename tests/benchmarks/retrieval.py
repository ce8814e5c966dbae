"""Ours beside LangChain and LlamaIndex: the same chunks, headers and embedder, one run.

    python -m venv others && others/bin/pip install -e . langchain-chroma langchain-classic \\
        langchain-community rank-bm25 llama-index-vector-stores-chroma llama-index-retrievers-bm25
    others/bin/python -m tests.benchmarks.retrieval DATASET... [--kept FOLDER]

Theirs are used as their documentation shows, with BM25 beside vectors where they offer that, and
get the vectors that the archive stores. Of every ranking, what was published after the question was
asked is left out: of theirs thirty chunks are looked at for that. The paired test is McNemar's,
exact, of ours against the best of theirs. --kept keeps the archives.
"""

import argparse
from collections.abc import Callable, Sequence
from math import comb
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.retrieval.filters import make_scope
from index.archive import Archive
from index.catalog.catalogue import StoredChunk
from index.pipeline import index
from tests.benchmarks.retrieval_cases import (
    ARTICLES,
    FIGURES,
    Case,
    Span,
    cases,
    figures,
    readings,
    table,
)
from tests.making import PlannedSearch

Search = Callable[[Case], list[int]]  # places of chunks, best first
FIRST, LOOKED_AT = 10, 30
_PAIRED = ("hit@1", "hit@4", "article@1", "article@5")


def main() -> None:
    """Prints a table and the paired tests of each dataset."""
    parser = argparse.ArgumentParser()
    parser.add_argument("datasets", nargs="+", type=Path)
    parser.add_argument("--kept", type=Path)
    given = parser.parse_args()
    with TemporaryDirectory() as place:
        for folder in given.datasets:
            with Archive.create((given.kept or Path(place)) / folder.name) as archive:
                if not archive.size:
                    index(archive, readings([folder]))
                _compare(archive, folder)


def _compare(archive: Archive, folder: Path) -> None:
    chunks = list(archive.chunks(sorted(archive.catalogue.all_vectors().values())).values())
    spans = [Span(c.article.id, c.chunk.start, c.chunk.end) for c in chunks]
    texts = [f"{c.article.embedding_header}\n{c.text}" for c in chunks]
    stored = _Stored(archive, chunks, texts)
    searches = {**_langchain(texts, stored), **_llama_index(texts, stored)}
    searches["ours"] = _ours(archive, chunks)
    days = [chunk.article.published_at for chunk in chunks]

    def ranked(case: Case, find: Search) -> list[Span]:
        now = case.asked_at
        known = [i for i in find(case) if not (now and (day := days[i]) and day > now)]
        return [spans[i] for i in known[:FIRST]]

    asked = cases(folder)
    rows = {
        name: [figures(case, ranked(case, find)) for case in asked]
        for name, find in searches.items()
    }
    kinds = sorted({case.kind for case in asked})
    if folder.name.startswith("multihop"):
        for kind in kinds:
            rows[f"ours, {kind}"] = [
                row for row, case in zip(rows["ours"], asked, strict=True) if case.kind == kind
            ]
    longest = max(c.chunk.tokens for c in chunks)
    print(f"\n{folder.name}: {len(chunks)} chunks of at most {longest} tokens\n\n{table(rows)}\n")
    theirs = [name for name in searches if name != "ours"]
    for figure in _PAIRED:
        place = (*FIGURES, *ARTICLES).index(figure)
        best = max(theirs, key=lambda name: np.mean(rows[name], axis=0)[place])
        print(_paired(figure, best, *(np.array(rows[n])[:, place] for n in ("ours", best))))


def _paired(figure: str, name: str, ours: Any, theirs: Any) -> str:
    """How many questions fewer are missed, and how likely that is by chance."""
    won, lost = int(((ours == 1) & (theirs == 0)).sum()), int(((ours == 0) & (theirs == 1)).sum())
    n = won + lost
    tail = sum(comb(n, k) for k in range(max(won, lost), n + 1)) / 2**n
    fewer = 1 - (1 - ours).sum() / max((1 - theirs).sum(), 1)
    return (
        f"- {figure}: {(1 - ours).sum():.0f} missed, {name} {(1 - theirs).sum():.0f}"
        f" ({fewer:.0%} fewer; p = {min(1, 2 * tail):.2g})"
    )


def _ours(archive: Archive, chunks: Sequence[StoredChunk]) -> Search:
    places = {chunk.key: place for place, chunk in enumerate(chunks)}
    finder = PlannedSearch(archive)

    def find(case: Case) -> list[int]:
        scope = make_scope(archive, as_of=case.asked_at)
        return [places[hit.chunk.key] for hit in finder.find(case.question, FIRST, scope).hits]

    return find


class _Stored(Embeddings):
    """The archive's vectors of its chunks, and its embedder for questions."""

    def __init__(
        self, archive: Archive, chunks: Sequence[StoredChunk], texts: Sequence[str]
    ) -> None:
        self._embedder = archive.embedder
        found = archive.catalogue.candidates(
            [chunk.key for chunk in chunks], archive.catalogue.fact("identity")
        )
        rows = [np.frombuffer(one.vector or b"", np.float16).astype(np.float32) for one in found]
        self._vectors = dict(zip(texts, (row.tolist() for row in rows), strict=True))

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.embed_query(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._vectors[text] for text in texts]


def _langchain(texts: Sequence[str], embedder: Embeddings) -> dict[str, Search]:
    from langchain_chroma import Chroma
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever

    numbered = [{"place": place} for place in range(len(texts))]
    vectors = Chroma.from_texts(
        list(texts), embedder, numbered, collection_name=f"langchain-{len(texts)}"
    )
    near = vectors.as_retriever(search_kwargs={"k": LOOKED_AT})
    words = BM25Retriever.from_texts(list(texts), numbered, k=LOOKED_AT)
    both = EnsembleRetriever(retrievers=[words, near], weights=[0.5, 0.5])

    def places(retriever: Any) -> Search:
        return lambda case: [one.metadata["place"] for one in retriever.invoke(case.question)]

    return {"LangChain, similarity": places(near), "LangChain, BM25 + ensemble": places(both)}


def _llama_index(texts: Sequence[str], embedder: Embeddings) -> dict[str, Search]:
    import chromadb
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever
    from llama_index.vector_stores.chroma import ChromaVectorStore

    class Embedding(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return embedder.embed_query(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return embedder.embed_query(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return embedder.embed_documents([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return embedder.embed_documents(texts)

    client = chromadb.EphemeralClient()
    name = f"llama-{len(texts)}"
    collection = client.create_collection(name, configuration={"hnsw": {"space": "cosine"}})
    nodes = [TextNode(text=text, id_=str(place)) for place, text in enumerate(texts)]
    stored = VectorStoreIndex(
        nodes,
        storage_context=StorageContext.from_defaults(
            vector_store=ChromaVectorStore(chroma_collection=collection)
        ),
        embed_model=Embedding(embed_batch_size=256),
    )
    near = stored.as_retriever(similarity_top_k=LOOKED_AT)
    words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=LOOKED_AT)
    fusion = QueryFusionRetriever(
        [near, words],
        llm=MockLLM(),
        mode="reciprocal_rerank",
        similarity_top_k=LOOKED_AT,
        num_queries=1,
        use_async=False,
    )

    def places(retriever: Any) -> Search:
        return lambda case: [int(one.node.node_id) for one in retriever.retrieve(case.question)]

    return {"LlamaIndex, vector": places(near), "LlamaIndex, fusion": places(fusion)}


if __name__ == "__main__":
    main()
