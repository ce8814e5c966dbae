"""The catalogue, read: articles, versions, sentences, chunks and words.

This is the truth of an archive; Chroma is derived from it. index/catalog/changes.py writes it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.catalog.database import Database
from index.catalog.rows import article_of_row, moment_of
from index.catalog.scope import Scope
from index.models import Article, Chunk, Sentence
from index.sql import Cursor, Row

_EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as it is found: its key, its article (text included) and its sentences."""

    key: int
    vector: str
    number: int
    article: Article
    chunk: Chunk
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The chunk's characters, exactly."""
        return self.article.text[self.chunk.start : self.chunk.end]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Data for ranking a chunk: blobs of index/stems.py and index/catalog/embeddings.py."""

    key: int
    version: int
    source: str | None
    published: float | None  # Unix seconds
    stems: bytes | None
    ends: bytes | None
    vector: bytes | None
    sentences: bytes | None


class Catalogue(Database):
    """What an archive holds; safe to read from several threads."""

    def find_words(self, terms: Sequence[str], limit: int, scope: Scope) -> list[tuple[int, float]]:
        """Chunk keys by BM25 over title and text, best first, with scores (greater is better)."""
        if not terms:
            return []
        condition, values = scope.sql()
        via = self.dialect.via.format("versions_by_key")
        joins = (
            "JOIN chunks ON chunks.key = words.rowid"
            f" JOIN versions {via} ON versions.key = chunks.version"
        )
        if scope == Scope():  # joining each chunk that has one of the words would cost most
            joins = ""
        return self.words.find(self.connection, terms, limit, (joins, condition, values))

    def occurrences(self, stems: Sequence[str]) -> dict[str, int]:
        """In how many chunks (their titles included) each stem stands; left out where in none."""
        return self.words.count(self.connection, stems)

    def candidates(self, keys: Sequence[int], identity: str) -> list[Candidate]:
        """What ranking looks at of the chunks of those keys, in order of the keys."""
        # One table at a time: joined, SQLite takes twice as long.
        rows = self.select(
            "SELECT chunks.key, version, source, published"
            " FROM chunks JOIN versions ON versions.key = version WHERE chunks.key IN ({})",
            keys,
        )
        stems = self.select("SELECT chunk, data, ends FROM stems WHERE chunk IN ({})", keys)
        vectors = self.select(
            "SELECT chunk, data, sentences FROM embeddings"
            " WHERE embedder = (SELECT key FROM embedders WHERE identity = ?) AND chunk IN ({})",
            keys,
            identity,
        )
        none = (None, None)
        words = {row[0]: row[1:] for row in stems}
        known = {row[0]: row[1:] for row in vectors}
        found = {
            row[0]: Candidate(*row, *words.get(row[0], none), *known.get(row[0], none))
            for row in rows
        }
        return [found[key] for key in keys if key in found]

    def chunk_keys(self, vectors: Sequence[str], scope: Scope = _EVERYTHING) -> dict[str, int]:
        """Vector id -> chunk key, of the chunks within `scope` that are searched still."""
        condition, values = scope.sql()
        rows = self.select(
            # CROSS: from the few vectors to their versions, never from all versions in scope
            "SELECT vector, chunks.key FROM chunks CROSS JOIN versions ON versions.key = version"
            f" WHERE {condition} AND vector IN ({{}})",
            vectors,
            *values,
        )
        return {row[0]: row[1] for row in rows}

    def count_within(self, scope: Scope) -> int:
        """How many chunks are within `scope`."""
        return int(self._within("COUNT(*)", scope).fetchone()[0])

    def vectors_within(self, scope: Scope) -> dict[str, int]:
        """Vector id -> chunk key of the chunks within `scope`."""
        return dict(self._within("vector, key", scope).fetchall())

    def _within(self, columns: str, scope: Scope) -> Cursor:
        condition, values = scope.sql()
        versions = f"SELECT versions.key FROM versions WHERE {condition}"
        query = f"SELECT {columns} FROM chunks WHERE version IN ({versions})"
        return self.connection.execute(query, values)

    def last_chunk(self) -> tuple[int, str]:
        """Key and vector id of the newest chunk; (0, "") where there is none."""
        query = "SELECT key, vector FROM chunks ORDER BY key DESC LIMIT 1"
        row = self.connection.execute(query).fetchone()
        return (row[0], row[1]) if row else (0, "")

    def has_chunk(self, key: int, vector: str) -> bool:
        """Whether the chunk of that key is still the one with that vector id."""
        return not key or self.value("SELECT vector FROM chunks WHERE key = ?", key) == vector

    def next_versions(self, ids: Sequence[str]) -> dict[str, int]:
        """The number that the next version of each article gets."""
        rows = self.select(
            "SELECT articles.id, COUNT(*) + 1 FROM articles JOIN versions"
            " ON versions.article = articles.key WHERE articles.id IN ({}) GROUP BY articles.key",
            ids,
        )
        return dict.fromkeys(ids, 1) | {row[0]: row[1] for row in rows}

    def chunks(self, keys: Sequence[int]) -> dict[int, StoredChunk]:
        """The chunks of those keys, each with its article and sentences."""
        rows = list(self.select("SELECT * FROM chunks WHERE key IN ({})", keys))
        articles = self.versions({row["version"] for row in rows})
        spans: dict[int, list[Sentence]] = {row["key"]: [] for row in rows}
        for key, start, end in self.select(
            "SELECT chunks.key, sentences.start, sentences.end FROM chunks JOIN sentences"
            " ON sentences.version = chunks.version AND sentences.number BETWEEN first AND last"
            " WHERE chunks.key IN ({}) ORDER BY chunks.key, sentences.number",
            keys,
        ):
            spans[key].append(Sentence(start, end))
        return {
            row["key"]: StoredChunk(
                row["key"],
                row["vector"],
                row["number"],
                articles[row["version"]],
                Chunk(row["first"], row["last"], row["start"], row["end"], row["tokens"]),
                tuple(spans[row["key"]]),
            )
            for row in rows
            if row["version"] in articles
        }

    def listed(self, versions: Sequence[int], scope: Scope) -> list[tuple[Any, ...]]:
        """Id, title, source, address and moment of those versions that are within `scope`."""
        condition, bound = scope.sql()
        places = {version: place for place, version in enumerate(versions)}
        rows = self.select(
            "SELECT versions.key, id, title, source, url, published_at FROM versions"
            " JOIN articles ON articles.key = article"
            f" WHERE {condition} AND versions.key IN ({{}})",
            versions,
            *bound,
        )
        ordered = sorted(rows, key=lambda row: places[row[0]])
        return [(*row[1:5], moment_of(row[5])) for row in ordered]

    def all_vectors(self) -> dict[str, int]:
        """Vector id -> chunk key of every chunk."""
        return dict(self.connection.execute("SELECT vector, key FROM chunks").fetchall())

    def article(self, article_id: str, version: int | None = None) -> Article | None:
        """The version that is searched, or the one of that number; None if there is none."""
        which = "versions.key = articles.current" if version is None else "versions.number = ?"
        row = self.connection.execute(
            "SELECT versions.*, articles.id FROM articles JOIN versions"
            f" ON versions.article = articles.key WHERE articles.id = ? AND {which}",
            (article_id,) if version is None else (article_id, version),
        ).fetchone()
        return article_of_row(row) if row else None

    def current_versions(self, ids: Sequence[str]) -> dict[str, int]:
        """Of those articles that are there: the version that is searched."""
        rows = self.select(
            "SELECT articles.id, versions.number FROM articles JOIN versions"
            " ON versions.key = articles.current WHERE articles.id IN ({})",
            ids,
        )
        return {row[0]: row[1] for row in rows}

    def sentences(self, article_id: str, version: int) -> tuple[Sentence, ...]:
        """The sentence spans of one version of an article."""
        rows = self.connection.execute(
            "SELECT start, end FROM articles JOIN versions ON versions.article = articles.key"
            " JOIN sentences ON sentences.version = versions.key"
            " WHERE articles.id = ? AND versions.number = ? ORDER BY sentences.number",
            (article_id, version),
        )
        return tuple(Sentence(row[0], row[1]) for row in rows)

    def chunk_spans(self, article_id: str) -> list[tuple[int, int, int]]:
        """Version, start and end of each chunk that is searched of an article."""
        rows = self.connection.execute(
            "SELECT versions.number, chunks.start, chunks.end FROM articles JOIN versions"
            " ON versions.key = articles.current JOIN chunks ON chunks.version = versions.key"
            " WHERE articles.id = ? ORDER BY chunks.number",
            (article_id,),
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def articles(self) -> Iterator[Article]:
        """Every article in its current version, by date, then id."""
        for row in self.connection.execute(
            "SELECT versions.*, articles.id FROM articles JOIN versions"
            " ON versions.key = articles.current ORDER BY published IS NULL, published, id"
        ):
            yield article_of_row(row)

    def sources(self) -> list[str]:
        """The names of all sources, as the articles give them."""
        named = f"{self.dialect.searched} AND source IS NOT NULL ORDER BY source"
        rows = self.connection.execute(f"SELECT DISTINCT source FROM versions WHERE {named}")
        return [row[0] for row in rows]

    def all_sources(self) -> list[str]:
        """The names of all sources, those included that only superseded versions have."""
        rows = self.connection.execute("SELECT DISTINCT source FROM versions ORDER BY source")
        return [row[0] for row in rows if row[0]]

    @property
    def size(self) -> int:
        """How many chunks there are."""
        return int(self.value("SELECT COUNT(*) FROM chunks"))

    def counts(self) -> dict[str, int]:
        """How many articles, versions, sentences and chunks the archive has."""
        tables = ("articles", "versions", "sentences", "chunks")
        return {table: self.value(f"SELECT COUNT(*) FROM {table}") for table in tables}

    def versions(self, keys: Collection[int]) -> dict[int, Article]:
        """The versions of those keys."""
        rows = self.select(
            "SELECT versions.*, articles.id FROM versions"
            " JOIN articles ON articles.key = versions.article WHERE versions.key IN ({})",
            list(keys),
        )
        return {row["key"]: article_of_row(row) for row in rows}

    def current(
        self,
        columns: str,
        scope: Scope,
        more: str = "",
        *values: Any,
        joins: str = "",
        via: str = "",
    ) -> list[Row]:
        """Rows of the versions that are searched within `scope`, which are called `versions`.

        `more` follows the condition, and has these `values`; `joins` come before it. `via` is the
        index to walk through, where SQLite would choose another.
        """
        condition, bound = scope.sql()
        index = self.dialect.via.format(via) if via else ""
        return self.connection.execute(
            f"SELECT {columns} FROM versions {index}"
            f" JOIN articles ON articles.current = versions.key {joins} WHERE {condition} {more}",
            (*bound, *values),
        ).fetchall()


def open_catalogue(folder: Path, database: str = "") -> Catalogue:
    """The catalogue of the archive in `folder`: a file there, or in the PostgreSQL `database`."""
    return Catalogue(folder / "catalogue.sqlite", database)
