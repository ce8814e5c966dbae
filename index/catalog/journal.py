"""The log of doubtful vectors: those that may be in Chroma and should not.

A vector is noted here before Chroma is given it; the transaction that adds its chunk takes it out.
"""

from collections.abc import Iterable

from index.catalog.catalogue import Catalogue


def doubt(catalogue: Catalogue, vectors: Iterable[str]) -> None:
    """Notes vectors that Chroma is about to be given."""
    with catalogue.transaction() as db:
        db.executemany(
            "INSERT INTO doubtful VALUES (?) ON CONFLICT DO NOTHING", ((v,) for v in vectors)
        )


def doubtful(catalogue: Catalogue) -> list[str]:
    """Vectors that may be in Chroma and should not."""
    return [row[0] for row in catalogue.connection.execute("SELECT vector FROM doubtful")]


def settle(catalogue: Catalogue, vectors: Iterable[str]) -> None:
    """Notes that doubtful vectors are gone from Chroma."""
    with catalogue.transaction() as db:
        db.executemany("DELETE FROM doubtful WHERE vector = ?", ((v,) for v in vectors))
