"""One indexing run: read, split, embed, write. Run again, it does only what is left to do."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from index import changes
from index.article import Article, Problem
from index.chunks import chunk_sentences
from index.lock import writing
from index.sentences import split_sentences
from index.store import Archive
from index.vectors import vector_id

# Chunks embedded and written together: enough to sort by length, little enough to lose in a crash.
BATCH_CHUNKS = 256


@dataclass(slots=True)
class Summary:
    """What a run did: articles by outcome, what was wrong with the input, and seconds spent."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0.0
    embedding_seconds: float = 0.0


def index(archive: Archive, readings: Iterable[Article | Problem]) -> Summary:
    """Brings `readings` into the archive.

    Raises `ArchiveError` while another process writes. What was written before an exception stays.
    """
    started = time.perf_counter()
    summary = Summary()
    with writing(archive.folder):
        archive.begin()
        run = _Run(archive, summary)
        run.mend()
        for reading in readings:
            run.take(reading)
        run.write()
        archive.settle()
    summary.seconds = time.perf_counter() - started
    return summary


class _Run:
    """The articles read and not yet written."""

    def __init__(self, archive: Archive, summary: Summary) -> None:
        self.archive = archive
        self.summary = summary
        self.entries: dict[str, changes.Entry] = {}

    def mend(self) -> None:
        """Makes the vectors anew that Chroma has lost, where it has not as many as it should."""
        keys = self.archive.catalogue.all_vectors()
        if self.archive.vectors.count() == len(keys):
            return
        missing = sorted(self.archive.vectors.missing(list(keys)))
        for i in range(0, len(missing), BATCH_CHUNKS):
            ids = missing[i : i + BATCH_CHUNKS]
            chunks = self.archive.chunks([keys[vector] for vector in ids])
            lost = [chunks[keys[vector]] for vector in ids]
            vectors = self._embed([(chunk.article, chunk.text) for chunk in lost])
            self.archive.vectors.upsert(ids, vectors, [chunk.article for chunk in lost])

    def take(self, reading: Article | Problem) -> None:
        if isinstance(reading, Problem):
            self.summary.problems.append(reading)
            return
        if reading.id in self.entries:
            self.write()  # what the catalogue says of this id has to be up to date
        article = changes.identified(self.archive.catalogue, reading)
        state = changes.state(self.archive.catalogue, article)
        if state == "unchanged":
            self.summary.unchanged += 1
            return
        sentences = split_sentences(article.text, article.language)
        # A version that was superseded before it was read is kept to be cited, not searched.
        chunks = [] if state == "older" else chunk_sentences(article.text, sentences)
        vectors = [vector_id(article, number) for number in range(len(chunks))]
        self.entries[reading.id] = changes.Entry(article, sentences, chunks, vectors)
        self.summary.new += state == "new"
        self.summary.updated += state != "new"
        if sum(len(entry.chunks) for entry in self.entries.values()) >= BATCH_CHUNKS:
            self.write()

    def write(self) -> None:
        entries = list(self.entries.values())
        self.entries.clear()
        if not entries:
            return
        chunks = [
            (entry.article, entry.article.text[chunk.start : chunk.end])
            for entry in entries
            for chunk in entry.chunks
        ]
        ids = [vector for entry in entries for vector in entry.vectors]
        vectors = self._embed(chunks)
        changes.doubt(self.archive.catalogue, ids)
        if ids:
            self.archive.vectors.upsert(ids, vectors, [article for article, _ in chunks])
        changes.add(self.archive.catalogue, entries)

    def _embed(self, chunks: list[tuple[Article, str]]) -> list[list[float]]:
        texts = [f"{article.embedding_header}\n{text}" for article, text in chunks]
        embedder = self.archive.embedder
        started = time.perf_counter()
        vectors = embedder.embed_documents(texts) if texts else []
        self.summary.embedding_seconds += time.perf_counter() - started
        return vectors
