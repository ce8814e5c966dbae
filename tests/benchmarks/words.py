"""The word index of PostgreSQL against SQLite's, over the same passages.

    python -m tests.benchmarks.words FOLDER... [--passages 50000] [--questions 300]

FOLDERs have files articles.jsonl and questions.jsonl (docs/evaluation.md). Articles are cut into
shorter chunks than an archive's, so that 3,600 of them give 50,000 passages. Both engines are asked
each question in turn, as a search asks (its rarest words) and with all of its words. Overlap is the
share of SQLite's 30 best that PostgreSQL has among its own; where SQLite finds more with the score
of its last, any of these will do. PostgreSQL is started here, as tests start it: its buffers are
those of Debian's settings, 128 MB.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from assistant.retrieval import hybrid, ranking
from assistant.text.words import stem
from index.archive import Archive
from index.catalog import changes
from index.catalog.embeddings import Embedded
from index.catalog.scope import Scope
from index.chroma_records import vector_ids
from index.chunking import chunk_sentences
from index.models import Article
from index.readers import read
from index.sentences import split_sentences
from tests.postgres_server import running

_TOKENS = 120  # of a passage
_BEST, _MORE = 30, 60
_TOGETHER = 100
_EVERYTHING = Scope()
Search = Callable[..., dict[int, float]]


def main(folders: Sequence[Path], passages: int, count: int) -> None:
    """Prints a Markdown table, a row for each way to ask."""
    articles = [one for one in read(_named(folders, "articles")) if isinstance(one, Article)]
    with TemporaryDirectory() as folder, running() as server:
        both = [made(Path(folder) / "archive", address) for address in ("", server.database())]
        for archive in both:
            fill(archive, articles, passages)
        sqlite, postgres = both
        compare(sqlite, postgres, questions(folders, count))
        for archive in both:
            archive.close()


def made(folder: Path, address: str) -> Archive:
    """An archive with an empty catalogue in a file or, with an `address`, in that database."""
    folder.mkdir(parents=True, exist_ok=True)
    archive = Archive(folder, database=address)
    with archive.catalogue.create("none", "none"):
        pass
    return archive


def fill(archive: Archive, articles: Sequence[Article], passages: int) -> None:
    """Adds articles until there are so many passages; all get one vector, which nobody asks for."""
    started, count, waiting = time.process_time(), 0, iter(articles)
    vector = Embedded(np.ones(1, np.float16))
    while count < passages and (some := list(islice(waiting, _TOGETHER))):
        entries = list(map(_entry, some))
        names = [name for entry in entries for name in entry.vectors]
        changes.add(archive.catalogue, changes.Batch(entries, dict.fromkeys(names, vector)))
        count += len(names)
    worked = time.process_time() - started
    name = archive.catalogue.dialect.name
    print(f"{name}: {count:,} passages, {worked * 1000 / count:.2f} ms each to write", flush=True)


def _entry(article: Article) -> changes.Entry:
    sentences = split_sentences(article.text, article.language)
    chunks = chunk_sentences(article.text, sentences, _TOKENS)
    names = vector_ids(article, [(chunk.start, chunk.end) for chunk in chunks])
    return changes.Entry(article, sentences, chunks, names)


def questions(folders: Sequence[Path], count: int) -> list[str]:
    """So many questions of all files, drawn by chance."""
    lines = (line for path in _named(folders, "questions") for line in path.open(encoding="utf-8"))
    return random.Random(1).sample([json.loads(line)["question"] for line in lines], count)


def compare(sqlite: Archive, postgres: Archive, asked: Sequence[str]) -> None:
    """Prints the table: medians, 95th percentiles, and the ratio of the medians."""
    backend = postgres.catalogue.value("SELECT pg_backend_pid()")
    print("| asked with | time | SQLite, ms (p95) | PostgreSQL, ms (p95) | ratio | best 30 alike |")
    print("|---|---|---|---|---|---|", flush=True)
    for name, search in {"its rarest words": rarest_words, "all of its words": all_words}.items():
        for question in asked[:20]:  # what is loaded once is no search
            _ = search(sqlite, question), search(postgres, question)
        took = []
        for question in asked:
            for archive in (sqlite, postgres):
                archive._occurring._known = (None, {})  # a search is the first with its words
            both = (sqlite, postgres)
            took.append(tuple(_milliseconds(search, one, question, backend) for one in both))
        alike = [share for one in asked for share in _overlap(sqlite, postgres, one, search)]
        of_each = np.array(took).transpose(2, 1, 0)
        for clock, times in zip(("clock", "processor"), of_each, strict=True):
            (one, slow), (other, slowest) = (np.percentile(each, [50, 95]) for each in times)
            print(
                f"| {name} | {clock} | {one:.1f} ({slow:.1f}) | {other:.1f} ({slowest:.1f})"
                f" | {other / one:.2f} | {np.mean(alike):.3f} |",
                flush=True,
            )


def _milliseconds(
    search: Search, archive: Archive, question: str, backend: int
) -> tuple[float, float]:
    """Of the clock, and of the processor: this process's and that of PostgreSQL's `backend`."""
    started, worked, beside = time.perf_counter(), time.process_time(), _worked(backend)
    search(archive, question)
    taken, worked = time.perf_counter() - started, time.process_time() - worked
    return taken * 1000, worked * 1000 + _worked(backend) - beside


def _worked(process: int) -> float:
    """Milliseconds of the processor so far, to the nanosecond (Linux)."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6


def rarest_words(archive: Archive, question: str, limit: int = _BEST) -> dict[int, float]:
    """What a search looks up: chunk keys with scores."""
    words = ranking.terms(question)
    occurrences = archive.occurrences([stem(word) for word in words])
    return archive.find_words(hybrid._worth_looking_up(words, occurrences), limit, _EVERYTHING)


def all_words(archive: Archive, question: str, limit: int = _BEST) -> dict[int, float]:
    """Chunk keys with scores, of those with any word of the question."""
    return archive.find_words(ranking.terms(question), limit, _EVERYTHING)


def _overlap(sqlite: Archive, postgres: Archive, question: str, search: Search) -> Iterator[float]:
    best = search(sqlite, question, _MORE)
    if not best:
        return
    last = sorted(best.values(), reverse=True)[:_BEST][-1]
    within = {key for key, score in best.items() if score >= last - 1e-9}
    found = search(postgres, question).keys()
    yield len(within & found) / min(_BEST, len(best))


def _named(folders: Sequence[Path], name: str) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.rglob(f"{name}.jsonl"))]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--passages", type=int, default=50_000)
    parser.add_argument("--questions", type=int, default=300)
    given = parser.parse_args()
    main(given.folders, given.passages, given.questions)
