"""One indexing run: read, split, embed, write. Run again, it does only what is left to do."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index import article_identity, writer
from index.archive import Archive
from index.catalog import boilerplate_lines, changes, inputs
from index.catalog.embeddings import Embedded, embed_chunks, kept
from index.chroma_records import Record, vector_ids
from index.chunking import chunk_sentences
from index.models import Article, Chunk, Finished, Notice, Problem, Reading, Sentence, Unchanged
from index.readers.base import place_of
from index.sentences import split_sentences
from index.sql import Lost
from index.workers import Vectors, Workers, is_stop, uses_processor

# Chunks embedded and written together: enough to sort by length, little enough to lose in a crash.
BATCH_CHUNKS = 256
# The first batch is smaller: until it is read, the embedder has nothing to do.
_FIRST_CHUNKS = 64
# Articles noted together as met again: a transaction each would take longer than reading them.
_BATCH_MET = 2_000
# Articles chunked again together, after a line of theirs has turned out to be boilerplate.
_BATCH_CHUNKED = 64
# Of a batch during which the database is away.
_TRIES = 3


@dataclass(slots=True)
class Summary:
    """What a run did: articles by outcome, what was wrong with the input, and seconds spent.

    `embedding_seconds` are added up over all workers.
    """

    indexed: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0.0
    embedding_seconds: float = 0.0


def index(
    archive: Archive,
    readings: Iterable[Reading],
    *,
    prune: Sequence[Path] = (),
    wait: float = 0,
    workers: int | None = None,
    cluster: str | None = None,
) -> Summary:
    """Brings `readings` into the archive.

    Articles that were read from below the folders `prune` and have gone from there are removed.
    `workers` processes embed (by default 1, or one a core of more than two), or those of the Dask
    scheduler at `cluster`.
    Raises `ArchiveError` if another process still writes after `wait` seconds. What was written
    before an exception stays.
    """
    started = time.perf_counter()
    summary = Summary()
    with writer.run(archive, wait):
        roots = [place_of(folder) for folder in prune]
        with Workers(lambda: archive.embedder, workers, cluster) as beside:
            run = _Run(archive, summary, roots, beside)
            try:
                for reading in readings:
                    run.take(reading)
            except BaseException as error:
                # What is paid for is kept, whatever ended the reading.
                if not (is_stop(error) and uses_processor(archive.embedder)):
                    run.write_embedded()
                raise
            run.write_all()
            summary.embedding_seconds = beside.seconds
        run.leave_out()
        run.prune()
    summary.seconds = time.perf_counter() - started
    return summary


class _Run:
    """The articles read and not yet written: those read last, and those that are being embedded."""

    def __init__(
        self, archive: Archive, summary: Summary, roots: Sequence[str], beside: Workers
    ) -> None:
        self.archive = archive
        self.summary = summary
        self.number = inputs.next_run(archive.catalogue)
        self.roots = roots
        self.beside = beside
        self.is_shared = archive.is_shared
        self.embedding: tuple[changes.Batch, Vectors] | None = None
        self.has_begun = False  # to embed
        self.waiting: set[str] = set()  # ids of what is being embedded
        self.entries: dict[str, changes.Entry] = {}
        self.read_from: list[str] = []  # ids of the articles of the input that is being read
        self.read: list[tuple[str, str]] = []
        self.finished: list[Finished] = []
        self.met: set[str] = set()
        self.claims = article_identity.Claims()

    def take(self, reading: Reading) -> None:
        match reading:
            case Problem():
                self.summary.problems.append(reading)
            case Unchanged():
                self._meet(reading.place)
                self.summary.unchanged += inputs.count_articles(
                    self.archive.catalogue, reading.place
                )
                self.summary.problems += inputs.notices(self.archive.catalogue, reading.place)
            case Finished():
                self._finish(reading)
            case Article():
                self._take(reading)

    def _take(self, reading: Article) -> None:
        if reading.id in self.entries or reading.id in self.waiting:
            self.write_all()  # what the catalogue says of this id has to be up to date
        article = article_identity.identified(self.archive.catalogue, reading, self.claims)
        self.read_from.append(article.id)
        state = article_identity.state(self.archive.catalogue, article)
        if state == "unchanged":
            self.summary.unchanged += 1
            return
        sentences = split_sentences(article.text, article.language)
        # A version that was superseded before it was read is kept to be cited, not searched.
        entry = self._entry(article, sentences, is_searched=state != "older")
        self.entries[reading.id] = entry
        enough = BATCH_CHUNKS if self.has_begun else min(_FIRST_CHUNKS, BATCH_CHUNKS)
        if sum(len(entry.chunks) for entry in self.entries.values()) >= enough:
            self.write()

    def _entry(
        self, article: Article, sentences: Sequence[Sentence], *, is_searched: bool
    ) -> changes.Entry:
        chunks: list[Chunk] = []
        if is_searched:
            numbers = boilerplate_lines.kept_sentences(self.archive.catalogue, article, sentences)
            chunks = chunk_sentences(article.text, sentences, kept=numbers)
        vectors = vector_ids(article, [(chunk.start, chunk.end) for chunk in chunks])
        return changes.Entry(article, sentences, chunks, vectors)

    def leave_out(self) -> None:
        """Chunks again what holds lines that have turned out to be boilerplate.

        The versions stay as they are, and so do the vectors of chunks whose span does. Those that
        a run does not come to, because it dies, are left for the next.
        """
        catalogue = self.archive.catalogue
        while boilerplate_lines.to_chunk(catalogue, 1):
            with writer.batch(self.archive):
                entries: dict[int, changes.Entry] = {}
                for version, article_id in boilerplate_lines.to_chunk(catalogue, _BATCH_CHUNKED):
                    article = catalogue.article(article_id)
                    if article:
                        sentences = catalogue.sentences(article.id, article.version)
                        entries[version] = self._entry(article, sentences, is_searched=True)
                self._chunk_again(entries)

    def _chunk_again(self, entries: dict[int, changes.Entry]) -> None:
        catalogue = self.archive.catalogue
        names = [name for entry in entries.values() for name in entry.vectors]
        vectors = kept(catalogue, catalogue.fact("identity"), names)
        fresh = {
            name: passage
            for entry in entries.values()
            for name, passage in zip(entry.vectors, entry.passages, strict=True)
            if name not in vectors
        }
        if fresh:
            changes.doubt(catalogue, fresh)
            made = embed_chunks(self.archive.embedder, list(fresh.values()))
            vectors |= dict(zip(fresh, made, strict=True))
            records = _records(entries.values(), vectors)
            self.archive.vectors.upsert([one for one in records if one.id in fresh])
        changes.chunk_again(catalogue, entries, vectors)

    def _finish(self, reading: Finished) -> None:
        self._meet(reading.place)
        self.read += [(reading.place, article) for article in self.read_from]
        self.finished.append(reading)
        self.read_from = []
        if len(self.read) + len(self.finished) >= _BATCH_MET:
            self.write()

    def _meet(self, place: str) -> None:
        if self.roots:
            self.met.add(place)

    def write(self) -> None:
        """Has embedded what has been taken; meanwhile writes what was embedded before."""
        entries = list(self.entries.values())
        batch = changes.Batch(entries, {}, self.read, self.finished, self.number)
        if not (batch.entries or batch.finished):
            return
        waiting = set(self.entries)
        self.has_begun |= bool(entries)
        self.entries.clear()
        self.read, self.finished = [], []
        made = self.beside.submit([one for entry in entries for one in entry.passages])
        self.write_embedded()
        self.embedding, self.waiting = (batch, made), waiting

    def write_all(self) -> None:
        """Embeds and writes all that has been taken."""
        self.write()
        self.write_embedded()

    def write_embedded(self) -> None:
        """Writes the articles that are being embedded, in one transaction."""
        if self.embedding is None:
            return
        batch, made = self.embedding
        self.embedding, self.waiting = None, set()
        names = [name for entry in batch.entries for name in entry.vectors]
        vectors = dict(zip(names, made.result(), strict=True))
        self._write_patiently(replace(batch, vectors=vectors))

    def _write_patiently(self, batch: changes.Batch) -> None:
        """Writes, and tries again if a lost connection cost only this batch."""
        for left in reversed(range(_TRIES if self.is_shared else 1)):
            try:
                with writer.batch(self.archive):
                    received = self.archive.clock.now().timestamp()
                    self._write(replace(batch, received=received))
                return
            except Lost:
                if not left:
                    raise

    def _write(self, batch: changes.Batch) -> None:
        catalogue = self.archive.catalogue
        # Another writer on the same Chroma server may have been faster.
        states = [article_identity.state(catalogue, entry.article) for entry in batch.entries]
        pairs = zip(batch.entries, states, strict=True)
        fresh = [entry for entry, state in pairs if state != "unchanged"]
        names = [name for entry in fresh for name in entry.vectors]
        if names:
            changes.doubt(catalogue, names)
            numbers = catalogue.next_versions([entry.article.id for entry in fresh])
            known = [
                replace(e, article=replace(e.article, version=numbers[e.article.id])) for e in fresh
            ]
            self.archive.vectors.upsert(_records(known, batch.vectors))
        changes.add(catalogue, replace(batch, entries=fresh))
        self.summary.indexed += states.count("new")
        self.summary.updated += states.count("updated") + states.count("older")
        self.summary.unchanged += states.count("unchanged")

    def prune(self) -> None:
        """Removes what has gone from the folders that were to be pruned."""
        if not self.roots:
            return
        problems = self.summary.problems
        unread = [problem.place for problem in problems if not isinstance(problem, Notice)]
        met = inputs.Met(self.roots, self.met, unread)
        with writer.batch(self.archive):
            self.summary.removed = changes.prune(self.archive.catalogue, met)


def _records(entries: Iterable[changes.Entry], vectors: Mapping[str, Embedded]) -> list[Record]:
    return [
        Record(name, vectors[name].vector, entry.article, chunk.start, chunk.end)
        for entry in entries
        for name, chunk in zip(entry.vectors, entry.chunks, strict=True)
    ]
