"""Readers and writers as processes of their own over one archive; each prints a report as JSON.

python -m tests.index.processes read|write|persist|reopen ARCHIVE FIRST COUNT
"""

import hashlib
import json
import sys
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from index import pipeline as indexing
from index.archive import Archive
from index.catalog import changes
from index.catalog.scope import Scope
from index.chroma_records import Record
from index.embedders.minilm import MiniLM
from index.errors import ArchiveError
from index.models import Article
from index.vector_store import VectorStore
from tests.making import WholeTexts

SECONDS = 300.0  # after which a reader gives up
BATCH = 32


class MadeUp(WholeTexts):
    """A vector for each text that no other text has: what is measured is the store."""

    name, identity, dimensions = MiniLM.name, MiniLM.identity, MiniLM.dimensions

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return list(_made_up(text))


@cache
def _made_up(text: str) -> tuple[float, ...]:
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    return tuple(np.random.default_rng(seed).normal(size=MadeUp.dimensions).tolist())


def article(number: int) -> Article:
    return Article(id=f"ferry-{number}", text=f"Ferry {number} left Olm at dawn.")


def sourced(number: int) -> Article:
    return replace(article(number), source=("Courier", "Ledger")[number % 2])


def opened(folder: Path) -> Archive:
    archive = Archive.create(folder)
    archive._embedder = MadeUp()
    return archive


def scopes(number: int) -> tuple[Scope, Scope]:
    return Scope(), Scope(sources=(str(sourced(number).source),))


def nearest_of(archive: Archive, number: int, scope: Scope) -> str:
    told = sourced(number)
    vector = archive.embedder.embed_query(f"{told.embedding_header}\n{told.text}")
    found = archive.find_nearest(vector, 1, scope)
    return archive.chunks(list(found)).popitem()[1].article.id if found else ""


def read(folder: Path, numbers: range) -> dict:
    """Asks without pause until each article has been found, of all and of its source alone; notes
    the last time that one was not.
    """
    found: set[str] = set()
    missed: dict[str, float] = {}
    errors: list[str] = []
    asked, end = 0, time.time() + SECONDS
    with opened(folder) as archive:
        while len(found) < len(numbers) and time.time() < end:
            waiting = [n for n in numbers if f"ferry-{n}" not in found]
            known = [n for n in waiting if archive.catalogue.article(f"ferry-{n}")]
            for number in (known + waiting)[:20]:
                asked += 1
                now = time.time()
                try:
                    nearest = [nearest_of(archive, number, scope) for scope in scopes(number)]
                except Exception as error:
                    errors.append(f"{type(error).__name__}: {error}")
                    continue
                if nearest == [f"ferry-{number}"] * 2:
                    found.add(nearest[0])
                else:
                    missed[f"ferry-{number}"] = now
    return {"found": sorted(found), "missed": missed, "errors": errors, "asked": asked}


def write(folder: Path, numbers: range) -> dict:
    """Indexes articles in small batches, and notes when each was committed."""
    committed: dict[str, float] = {}
    add = changes.add

    def noting(catalogue, batch) -> None:
        add(catalogue, batch)
        committed.update((entry.article.id, time.time()) for entry in batch.entries)

    changes.add, indexing.BATCH_CHUNKS = noting, BATCH
    with opened(folder) as archive:
        try:
            indexing.index(archive, (sourced(number) for number in numbers))
        except ArchiveError as error:
            return {"committed": committed, "refused": str(error)}
    return {"committed": committed, "refused": ""}


def persist(folder: Path, numbers: range) -> dict:
    """Has Chroma write its index again and again, each time with 600 records more."""
    store, told = VectorStore(folder, "ferries", ""), article(0)
    store.create()
    for number in numbers:
        names = [f"{number}-{part}" for part in range(600)]
        vectors = np.random.default_rng(number).normal(size=(600, 96)).astype(np.float16)
        store.upsert([Record(n, v, told, 0, 5) for n, v in zip(names, vectors, strict=True)])
        store.finish()
    (folder / "end").touch()
    return {"written": store.count()}


def reopen(folder: Path, _: range) -> dict:
    """Opens the vectors again and again, and notes how many were there and how many are found."""
    found: list[tuple[int, int]] = []
    while not (folder / "end").exists():
        store = VectorStore(folder, "ferries", "")
        count = store.count()
        found.append((count, len(store.nearest([1.0] * 96, 100_000))))
        store.close()
    return {"found": found}


if __name__ == "__main__":
    jobs = {"read": read, "write": write, "persist": persist, "reopen": reopen}
    job = jobs[sys.argv[1]]
    first, count = int(sys.argv[3]), int(sys.argv[4])
    print(json.dumps(job(Path(sys.argv[2]), range(first, first + count))))
