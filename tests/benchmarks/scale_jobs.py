"""The two processes of scale.py, and what they make up.

Articles have 300 words in 15 sentences: those of cl100k's tokens that are words, drawn as words of
English are (Zipf). Vectors vary as much as MiniLM's of 1,500 chunks of news do (a cosine of .28
with their mean, e times less variance every 60 dimensions), and those of an article resemble each
other.
"""

import random
import resource
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np
import psutil
from numpy.typing import NDArray

from assistant.retrieval import hybrid
from index.archive import Archive
from index.catalog.scope import Scope
from index.embedders.minilm import MiniLM, WordVectors
from index.models import Article
from index.pipeline import index
from tests.benchmarks.search import vocabulary

_PARAGRAPHS, _SENTENCES, _WORDS = 5, 3, 20
_SOURCES, _DAYS = 60, 3_650
_FIRST = datetime(2015, 1, 1, tzinfo=UTC)
_QUESTIONS, _WARMING, _NEAREST = 100, 10, 30
_COMPARED = 20  # questions whose nearest chunks are looked for among all vectors, too
_READ = 20_000  # vectors at once
_OF_ARTICLE = 0.7  # what the chunks of an article share, to what each has of its own
_PIECES = 6
_DIMENSIONS = MiniLM.dimensions
_SPREAD = np.exp(-np.arange(_DIMENSIONS) / 120).astype(np.float32)
_SPREAD /= np.linalg.norm(_SPREAD)
_MEAN = np.full(_DIMENSIONS, 0.3 / _DIMENSIONS**0.5, np.float32)
EVERYTHING = Scope()
Search = Callable[[str, list[float]], object]
Found = TypeVar("Found")


class MadeUp:
    """Vectors that a text's digest seeds; its first line, the header, says of which article."""

    name, identity, dimensions = MiniLM.name, MiniLM.identity, _DIMENSIONS

    def each_words(self, texts: Sequence[str]) -> Iterator[tuple[int, WordVectors]]:
        for place, text in enumerate(texts):
            header = text.split("\n", 1)[0]
            drawn = (_drawn(text, 1 + _PIECES) + _OF_ARTICLE * _drawn(header, 1)) * _SPREAD
            states = _MEAN + drawn / (1 + _OF_ARTICLE**2) ** 0.5
            ends = np.linspace(0, len(text), _PIECES + 1).astype(np.int64)
            offsets = np.stack([ends[:-1], ends[1:]], axis=1)
            yield place, WordVectors(states[0] / np.linalg.norm(states[0]), offsets, states[1:])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [words.vector.tolist() for _, words in self.each_words(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def _drawn(text: str, count: int) -> NDArray[np.float32]:
    dice = np.random.default_rng(zlib.crc32(text.encode()))
    return dice.standard_normal((count, _DIMENSIONS), np.float32)


def article(number: int) -> Article:
    """The article of that number, the same each time."""
    dice = np.random.default_rng(number)
    words = iter(_words(dice, 6 + _PARAGRAPHS * _SENTENCES * _WORDS))
    title = f"Story {number}: {' '.join(islice(words, 6))}"
    paragraphs = (
        " ".join(" ".join(islice(words, _WORDS)).capitalize() + "." for _ in range(_SENTENCES))
        for _ in range(_PARAGRAPHS)
    )
    return Article(
        id=f"https://news.example/{number}",
        title=title,
        text="\n\n".join(paragraphs),
        source=f"Source {dice.integers(_SOURCES)}",
        url=f"https://news.example/{number}",
        authors=(f"Author {dice.integers(800)}",),
        published_at=_FIRST + timedelta(days=int(dice.integers(_DAYS))),
        language="en",
    )


def _words(dice: np.random.Generator, count: int) -> list[str]:
    """A word is half as likely as the one of half its rank: Zipf's law."""
    words = vocabulary()
    return [words[place] for place in (len(words) ** dice.random(count)).astype(int) - 1]


def question(number: int) -> tuple[str, list[float]]:
    """Words of an article's title and text, and a vector that resembles those of its chunks."""
    about = article(number)
    dice = np.random.default_rng(number)
    words = [*(about.title or "").split()[2:5], *dice.choice(about.text.split(), 4)]
    text = f"What did the {' '.join(words)} say?".replace(".", "").lower()
    return text, MadeUp().embed_query(f"{about.embedding_header}\n{text}")


@contextmanager
def _opened(chroma: str, database: str) -> Iterator[Archive]:
    with (
        TemporaryDirectory() as folder,
        Archive.create(Path(folder), chroma=chroma, database=database) as archive,
    ):
        archive._embedder = MadeUp()
        yield archive


def write(chroma: str, database: str, first: str, last: str, seconds: str) -> dict[str, float]:
    """Indexes the articles of those numbers, as many as it comes to in so many seconds."""
    end = time.perf_counter() + float(seconds)
    articles = (article(number) for number in range(int(first), int(last)))
    with _opened(chroma, database) as archive:
        before = archive.catalogue.counts()
        worked, started = time.process_time(), time.perf_counter()
        index(archive, takewhile(lambda _: time.perf_counter() < end, articles))
        taken, worked = time.perf_counter() - started, time.process_time() - worked
        counts = archive.catalogue.counts()
    return {
        "articles": counts["articles"],
        "chunks": counts["chunks"],
        "chunks before": before["chunks"],
        "seconds": taken,
        "processor": worked,
        "memory": _peak(),
    }


def read(chroma: str, database: str, postgres_id: str, chroma_id: str) -> dict[str, float | str]:
    """Milliseconds of searches, the median and the 95th percentile, and how much they find."""
    servers = int(postgres_id), int(chroma_id)
    found: dict[str, float | str] = {}
    with _opened(chroma, database) as archive:
        count = archive.catalogue.counts()["articles"]
        dice = random.Random(count)
        asked = [question(dice.randrange(count)) for _ in range(_QUESTIONS + _WARMING)]
        found["ms: the first search after a change"] = round(_time(_both(archive), *asked[0]))
        for one in asked[1:_WARMING]:
            _both(archive)(*one)
        for name, search in _searches(archive).items():
            before = sum(worked(*servers).values()) + time.process_time()
            took = [_time(search, *one) for one in asked[_WARMING:]]
            work = sum(worked(*servers).values()) + time.process_time() - before
            low, high = np.percentile(took, [50, 95])
            found[f"ms, p50 (p95): {name}"] = f"{low:.1f} ({high:.1f})"
            found[f"ms of the processor: {name}"] = round(work * 1000 / _QUESTIONS, 1)
        found["ms: all chunks counted"] = round(_time(lambda *_: archive.catalogue.size, "", []))
        found["MB of memory: reader"] = _peak()
        vectors = [vector for _, vector in asked[-_COMPARED:]]
        found[f"recall@{_NEAREST} of Chroma's"] = round(_recall(archive, vectors), 3)
    return found


def worked(postgres: int, chroma: int) -> dict[str, float]:
    """Seconds of the processor that each server has taken so far, sessions that ended included."""
    first = psutil.Process(postgres)
    own = [first.cpu_times(), *of_each(first.children(), psutil.Process.cpu_times)]
    ended = own[0].children_user + own[0].children_system
    every = [psutil.Process(chroma).cpu_times()]
    return {"PostgreSQL": _seconds(own) + ended, "Chroma": _seconds(every)}


def of_each(
    processes: Iterable[psutil.Process], look: Callable[[psutil.Process], Found]
) -> list[Found]:
    """What is seen of those that are still there."""
    found = []
    for process in processes:
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            found.append(look(process))
    return found


def _seconds(every: Iterable[Any]) -> float:
    return sum(times.user + times.system for times in every)


def _searches(archive: Archive) -> dict[str, Search]:
    source = Scope(sources=("Source 7",))
    month = replace(source, since=_FIRST + timedelta(2_000), until=_FIRST + timedelta(2_030))
    year = Scope(since=_FIRST + timedelta(1_000), until=_FIRST + timedelta(1_364))
    scopes = {"all": Scope(), "a year": year, "a source": source, "a source's month": month}
    words = {f"words, {name}": _words_alone(archive, scope) for name, scope in scopes.items()}
    near = {f"vectors, {name}": _vectors_alone(archive, scope) for name, scope in scopes.items()}
    both = {f"both, {name}": _both(archive, scope) for name, scope in scopes.items()}
    return words | near | both


def _words_alone(archive: Archive, scope: Scope) -> Search:
    return lambda text, _: hybrid._find_words(archive, text, [scope], _NEAREST)


def _vectors_alone(archive: Archive, scope: Scope) -> Search:
    return lambda _, vector: archive.find_nearest(vector, _NEAREST, scope)


def _both(archive: Archive, scope: Scope = EVERYTHING) -> Search:
    return lambda text, vector: hybrid.search(archive, text, 10, scope, vector=vector)


def _time(search: Search, text: str, vector: list[float]) -> float:
    started = time.perf_counter()
    search(text, vector)
    return (time.perf_counter() - started) * 1000


def _recall(archive: Archive, vectors: Sequence[list[float]]) -> float:
    """The share of the nearest chunks, by comparing all, that Chroma finds."""
    asked = np.array(vectors, np.float32)
    best: list[list[tuple[float, int]]] = [[] for _ in vectors]
    for first in range(0, archive.catalogue.last_chunk()[0] + 1, _READ):
        rows = archive.catalogue.connection.execute(
            "SELECT chunk, data FROM embeddings WHERE chunk >= ? AND chunk < ?",
            (first, first + _READ),
        ).fetchall()
        if not rows:
            continue
        stored = np.frombuffer(b"".join(row[1] for row in rows), np.float16).astype(np.float32)
        stored = stored.reshape(len(rows), -1)
        cosines = asked @ (stored / np.linalg.norm(stored, axis=1, keepdims=True)).T
        for one, near in zip(best, cosines, strict=True):
            places = np.argsort(-near)[:_NEAREST]
            one += [(float(near[place]), rows[place][0]) for place in places]
            one[:] = sorted(one, reverse=True)[:_NEAREST]
    found = [archive.find_nearest(vector, _NEAREST, Scope()) for vector in vectors]
    true = [{key for _, key in one} for one in best]
    return sum(len(one & near.keys()) for one, near in zip(true, found, strict=True)) / (
        _NEAREST * len(vectors)
    )


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
