"""How long the pages take over many articles made up: python -m tests.benchmarks.browsing FOLDER

Fills a new archive in FOLDER with rows of SQL, and Chroma with the vectors that filters name and
one in 40 of the others (so the search by meaning is hardly measured), then asks for each page.
Seconds of the processor, which say the same on a busy machine, and of the clock.
"""

import json
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant import Assistant
from index.archive import Archive
from index.chroma_records import Record
from index.models import Article
from index.sql import Connection
from tests.assistant.web.serving import serving
from tests.making import add

_ARTICLES = 100_000
_WORDS = [f"word{n}" for n in range(5_000)] + "bridge ferry mayor storm budget school".split()
_COMMON, _SHARE = "council", 0.8  # a word, and the share of the articles that have it
_NAMED = "source = 'Source 7' OR instr(authors, '\"Author 7\"') > 0"  # what pages narrow to
_CHUNKS = 2  # of an article, as 300 words have
_LANGUAGES = ["en"] * 80 + ["de"] * 12 + ["fr"] * 5 + ["he"] * 3
_PAGES = (
    "/",
    "/search",
    "/search?page=100",
    "/search?q=bridge",
    "/search?q=council",
    "/search?q=council+bridge",
    "/search?q=storm+budget",
    "/search?q=council&languages=en&since=2019-01-01",
    "/search?q=council&sources=Source+7",
    "/search?q=council&authors=Author+7",
    "/search?sources=Source+7",
    "/search?languages=en",
    "/search?authors=Author+7&months=2020-03",
    "/stories",
    "/timeline?about=bridge",
    "/timeline?about=council",
    "/subscriptions",
    "/articles/a7",
)


def main(folder: Path) -> None:
    """Prints a line for each page."""
    if not folder.exists():
        fill(folder, _ARTICLES)
    with Assistant(folder, llm="none") as assistant, serving(assistant) as web:
        for loading in ("/search?q=ferry", "/timeline?about=ferry"):
            web.get(loading)  # what such pages need
        for page in _PAGES:
            worked, begun = time.process_time(), time.perf_counter()
            status = web.get(page).status_code
            worked, taken = time.process_time() - worked, time.perf_counter() - begun
            print(f"{page:<42}{status}{1_000 * worked:8.0f} ms of work{1_000 * taken:8.0f} ms")


def fill(folder: Path, articles: int) -> None:
    """Makes an archive of so many articles."""
    chance, vectors = random.Random(1), np.random.default_rng(1)
    with Archive.create(folder) as archive:
        add(archive, Article(id="first", text="The bridge in Orlo is shut."))
        width = archive.catalogue.value("SELECT length(data) FROM embeddings") // 2
        with archive.catalogue.transaction() as db:
            for key in range(2, articles + 2):
                _insert(db, key, chance, vectors.standard_normal(width))
        _fill_chroma(archive)


def _fill_chroma(archive: Archive) -> None:
    rows = archive.catalogue.connection.execute(
        "SELECT vector, data FROM embeddings JOIN chunks ON chunks.key = chunk"
        " JOIN versions ON versions.key = version"
        f" WHERE {_NAMED} OR chunks.key % 40 = 0"
    )
    made = Article(id="made", text="Made up.")
    archive.vectors.upsert(
        [Record(name, np.frombuffer(data, np.float16), made, 0, 8) for name, data in rows]
    )


def _insert(db: Connection, key: int, chance: random.Random, vector: Any) -> None:
    sentences = [" ".join(chance.choices(_WORDS, k=20)) for _ in range(15)]
    if chance.random() < _SHARE:
        sentences[chance.randrange(15)] += f" {_COMMON}"
    text = ". ".join(sentences) + "."
    title, published = " ".join(chance.choices(_WORDS, k=6)), 1.5e9 + chance.random() * 2.5e8
    authors = [f"Author {chance.randrange(800)}" for _ in range(chance.randrange(3))]
    version = {
        "key": key,
        "article": key,
        "number": 1,
        "text": text,
        "title": title,
        "source": f"Source {chance.randrange(60)}",
        "authors": json.dumps(authors),
        "published_at": datetime.fromtimestamp(published, UTC).isoformat(),
        "language": chance.choice(_LANGUAGES),
        "metadata": "{}",
        "fingerprint": str(key),
        **dict.fromkeys(("published", "known", "received"), published),
    }
    marks = ", ".join("?" * len(version))
    db.execute("INSERT INTO articles VALUES (?, ?, ?)", (key, f"a{key}", key))  # type: ignore[attr-defined]
    db.execute(
        f"INSERT INTO versions ({', '.join(version)}) VALUES ({marks})", tuple(version.values())
    )
    data, middle = vector.astype(np.float16).tobytes(), text.index(".", len(text) // 2) + 2
    for number, (start, end) in enumerate(((0, middle - 1), (middle, len(text)))):
        chunk = _CHUNKS * key + number
        for statement, values in (
            (
                "INSERT INTO chunks VALUES (?, ?, ?, 0, 0, ?, ?, 100, ?)",
                (chunk, key, number, start, end, f"v{chunk}"),
            ),
            (
                "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
                (chunk, title, text[start:end]),
            ),
            ("INSERT INTO embeddings (chunk, embedder, data) VALUES (?, 1, ?)", (chunk, data)),
        ):
            db.execute(statement, values)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
