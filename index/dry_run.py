"""What an indexing run would do, without doing it: articles, tokens, and what they would cost."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from index import article_identity
from index.archive import Archive
from index.catalog import inputs
from index.catalog.embeddings import tells_of_words
from index.catalog.rows import article_of_row
from index.chunking import chunk_sentences
from index.embedders import Embedder, price
from index.models import Article, Problem, Reading, Unchanged
from index.sentences import split_sentences
from index.tokens import count_tokens


@dataclass(slots=True)
class Plan:
    """Articles by outcome, tokens to embed, and US dollars: None if the embedder is free."""

    indexed: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    tokens: int = 0
    dollars: float | None = None


@dataclass(frozen=True, slots=True)
class VectorPlan:
    """Chunks and tokens that other vectors take to embed; US dollars as in `Plan`."""

    embedded: int
    tokens: int
    dollars: float | None


def plan_vectors(archive: Archive, embedder: Embedder) -> VectorPlan:
    """What giving every chunk a vector of that embedder would take; kept ones take nothing.

    Unless those of their sentences are missing, which the embedder gives by now.
    """
    chunks = tokens = 0
    for row in archive.catalogue.connection.execute(
        "SELECT versions.*, articles.id, COUNT(*) AS chunks, SUM(tokens) AS tokens FROM chunks"
        " JOIN versions ON versions.key = version JOIN articles ON articles.key = article"
        " WHERE chunks.key NOT IN (SELECT chunk FROM embeddings WHERE embedder ="
        " (SELECT key FROM embedders WHERE identity = ?) AND (sentences IS NOT NULL OR ? = 0))"
        " GROUP BY versions.key, articles.id",
        (embedder.identity, int(tells_of_words(embedder))),
    ):
        chunks += row["chunks"]
        header = count_tokens(article_of_row(row).embedding_header)
        tokens += row["tokens"] + header * row["chunks"]
    rate = price(embedder.name)
    return VectorPlan(chunks, tokens, None if rate is None else tokens * rate / 1_000_000)


def plan(archive: Archive | None, embedder: str, readings: Iterable[Reading]) -> Plan:
    """What indexing `readings` would do; `archive` is None if there is none yet."""
    result, claims = Plan(), article_identity.Claims()
    for reading in readings:
        match reading:
            case Problem():
                result.problems.append(reading)
            case Unchanged() if archive:
                result.unchanged += inputs.count_articles(archive.catalogue, reading.place)
                result.problems += inputs.notices(archive.catalogue, reading.place)
            case Article():
                _count(result, archive, reading, claims)
    rate = price(embedder)
    result.dollars = None if rate is None else result.tokens * rate / 1_000_000
    return result


def _count(
    result: Plan, archive: Archive | None, article: Article, claims: article_identity.Claims
) -> None:
    state: article_identity.State = "new"
    if archive:
        article = article_identity.identified(archive.catalogue, article, claims)
        state = article_identity.state(archive.catalogue, article)
    result.indexed += state == "new"
    result.updated += state in ("updated", "older")
    result.unchanged += state == "unchanged"
    if state in ("new", "updated"):
        result.tokens += tokens_of(article)


def tokens_of(article: Article) -> int:
    """How many tokens embedding the article takes, headers included."""
    chunks = chunk_sentences(article.text, split_sentences(article.text, article.language))
    header = count_tokens(article.embedding_header)
    return sum(chunk.tokens + header for chunk in chunks)
