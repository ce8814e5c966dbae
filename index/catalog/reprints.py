"""Groups of articles with nearly the same text, the original first, by the bands in the catalogue.

The result does not depend on the order in which articles are indexed.
"""

from collections.abc import Collection

from index.catalog.catalogue import Catalogue
from index.deduplication import are_alike, bands_of, shingles
from index.models import Article
from index.sql import Connection


def sign(db: Connection, version: int, text: str) -> None:
    """Stores the bands of a version that becomes current."""
    db.executemany("INSERT INTO bands VALUES (?, ?)", ((band, version) for band in bands_of(text)))


def unsign(db: Connection, version: int) -> None:
    """Deletes the bands of a version that is no longer current."""
    db.execute("DELETE FROM bands WHERE version = ?", (version,))


def groups_of(catalogue: Catalogue, versions: Collection[int]) -> dict[int, tuple[int, ...]]:
    """For each version with near duplicates: the versions of its group, the original first.

    That is the earliest by date of publication, then by order of indexing.
    """
    rows = catalogue.select(
        "SELECT DISTINCT one.version FROM bands one JOIN bands other"
        " ON other.band = one.band AND other.version != one.version WHERE one.version IN ({})",
        sorted(versions),
    )
    found: dict[int, tuple[int, ...]] = {}
    for version in [row[0] for row in rows]:
        if version not in found:
            members = tuple(key for key, _ in _by_date(catalogue, _connected(catalogue, version)))
            found |= dict.fromkeys(members, members)
    return {version: group for version, group in found.items() if len(group) > 1}


def copies_of(catalogue: Catalogue, article_id: str) -> list[Article]:
    """The other articles with nearly the same text as the current one, the original first."""
    version = catalogue.value("SELECT current FROM articles WHERE id = ?", article_id)
    group = groups_of(catalogue, [version]).get(version, ()) if version else ()
    found = catalogue.versions(group)
    return [found[key] for key in group if key != version and key in found]


def groups(catalogue: Catalogue) -> list[tuple[str, ...]]:
    """Ids of every group of more than one article, the original first."""
    signed = catalogue.connection.execute("SELECT DISTINCT version FROM bands").fetchall()
    found = dict.fromkeys(groups_of(catalogue, [row[0] for row in signed]).values())
    return [tuple(article for _, article in _by_date(catalogue, group)) for group in found]


def _connected(catalogue: Catalogue, version: int) -> set[int]:
    """The connected component of a version: near duplicates, their near duplicates, and so on."""
    found, waiting = {version}, [version]
    texts = {version: shingles(_text(catalogue, version))}
    while waiting:
        here = waiting.pop()
        near = catalogue.connection.execute(
            "SELECT DISTINCT other.version FROM bands one JOIN bands other"
            " ON other.band = one.band WHERE one.version = ?",
            (here,),
        ).fetchall()
        for (other,) in near:
            if other not in texts:
                texts[other] = shingles(_text(catalogue, other))
            if other not in found and are_alike(texts[here], texts[other]):
                found.add(other)
                waiting.append(other)
    return found


def _by_date(catalogue: Catalogue, versions: Collection[int]) -> list[tuple[int, str]]:
    """Key and article id of each version, the original first."""
    rows = catalogue.select(
        "SELECT versions.key, articles.id, COALESCE(published, 9e99), articles.key FROM versions"
        " JOIN articles ON current = versions.key WHERE versions.key IN ({})",
        sorted(versions),
    )
    return [(row[0], row[1]) for row in sorted(rows, key=lambda row: (row[2], row[3]))]


def _text(catalogue: Catalogue, version: int) -> str:
    return str(catalogue.value("SELECT text FROM versions WHERE key = ?", version))
