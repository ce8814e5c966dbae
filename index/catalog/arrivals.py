"""What has come in: current versions by the time that they were received."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from index.catalog.catalogue import Catalogue
from index.catalog.overview import newest_keys
from index.catalog.rows import article_of_row
from index.catalog.scope import Scope
from index.models import Article
from index.sql import Row


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article whose current `version` (its key) was received at a time."""

    version: int
    article: Article
    received: datetime


def arrivals(catalogue: Catalogue, since: datetime) -> list[Arrival]:
    """The articles that were received or updated since then, the newest first."""
    rows = catalogue.connection.execute(
        "SELECT versions.*, articles.id FROM versions JOIN articles"
        " ON articles.current = versions.key WHERE received >= ?"
        " ORDER BY received DESC, versions.key DESC",
        (since.timestamp(),),
    )
    return list(map(_arrival, rows))


def last_received(catalogue: Catalogue) -> datetime | None:
    """When the archive last received an article, in UTC; None if it never noted that."""
    received = catalogue.value("SELECT MAX(received) FROM versions")
    return None if received is None else datetime.fromtimestamp(received, UTC)


def newest(catalogue: Catalogue, scope: Scope, limit: int, skip: int = 0) -> list[Arrival]:
    """The articles within `scope` that were published last, the newest first, after `skip`."""
    keys = newest_keys(catalogue, scope, limit, skip, "AND published IS NOT NULL")
    rows = catalogue.select(
        "SELECT versions.*, articles.id FROM versions JOIN articles"
        " ON articles.current = versions.key WHERE versions.key IN ({})",
        keys,
    )
    found = {row["key"]: _arrival(row) for row in rows}
    return [found[key] for key in keys if key in found]


def _arrival(row: Row) -> Arrival:
    """Of a version of an early layout, its publication is the best guess."""
    received = row["received"] or row["published"]
    return Arrival(row["key"], article_of_row(row), datetime.fromtimestamp(received, UTC))


def lead_vectors(catalogue: Catalogue, versions: list[int]) -> dict[int, NDArray[np.float32]]:
    """The vector of each version's first chunk, of length 1."""
    rows = catalogue.select(
        "SELECT version, data FROM chunks JOIN embeddings ON chunk = chunks.key"
        " JOIN embedders ON embedders.key = embedder WHERE number = 0"
        " AND identity = ? AND version IN ({})",
        versions,
        catalogue.fact("identity"),
    )
    found = {row[0]: np.frombuffer(row[1], np.float16).astype(np.float32) for row in rows}
    return {key: vector / (float(np.linalg.norm(vector)) or 1) for key, vector in found.items()}
