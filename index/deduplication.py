"""Near-duplicate detection: groups of articles with nearly the same text, the original first.

MinHash over word shingles (Broder 1997), in bands (Leskovec, Rajaraman and Ullman, Mining of
Massive Datasets, ch. 3), finds candidates; their shingles are then compared exactly. The result
does not depend on the order in which articles are indexed.
"""

import hashlib
import re
import sqlite3
from collections.abc import Collection, Iterator

from index.catalog.catalogue import Catalogue

_SHINGLE = 3  # words
_ROWS = 3
_BANDS = 42  # of 3 rows: finds 996 of 1,000 pairs with similarity 0.5, and 285 with 0.2
# Near duplicates share half of all shingles, or four fifths of the shorter text's (a trimmed copy).
_ALIKE, _CONTAINED = 0.5, 0.8
_LEAST = 20  # shingles; shorter texts are captions, which are alike by chance
_SEED = 1


def shingles(text: str) -> frozenset[str]:
    """All sequences of three words, in lower case."""
    words = re.findall(r"\w+", text.casefold())
    return frozenset(map(" ".join, zip(*(words[i:] for i in range(_SHINGLE)), strict=False)))


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether texts with these shingles are near duplicates."""
    shared, least = len(one & other), min(len(one), len(other))
    if least < _LEAST:
        return False
    return shared >= _ALIKE * len(one | other) or shared >= _CONTAINED * least


def sign(db: sqlite3.Connection, version: int, text: str) -> None:
    """Stores the bands of a version that becomes current."""
    db.executemany("INSERT INTO bands VALUES (?, ?)", ((band, version) for band in _bands(text)))


def unsign(db: sqlite3.Connection, version: int) -> None:
    """Deletes the bands of a version that is no longer current."""
    db.execute("DELETE FROM bands WHERE version = ?", (version,))


def group(catalogue: Catalogue, article_id: str) -> tuple[str, ...]:
    """Ids of the near duplicates of an article, including itself.

    The original is first: the earliest by date of publication, then by order of indexing.
    """
    row = catalogue.connection.execute(
        "SELECT current FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    if row is None or row[0] is None:
        return ()
    return _ordered(catalogue, _connected(catalogue, row[0]))


def groups_of(catalogue: Catalogue, versions: Collection[int]) -> dict[int, tuple[int, ...]]:
    """For each version with near duplicates: the versions of its group, the original first."""
    rows = catalogue.select(
        "SELECT DISTINCT one.version FROM bands one JOIN bands other"
        " ON other.band = one.band AND other.version != one.version WHERE one.version IN ({})",
        sorted(versions),
    )
    found: dict[int, tuple[int, ...]] = {}
    for version in [row[0] for row in rows]:
        if version not in found:
            members = _by_date(catalogue, _connected(catalogue, version))
            found |= dict.fromkeys((key for key, _ in members), tuple(key for key, _ in members))
    return {version: group for version, group in found.items() if len(group) > 1}


def groups(catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    """Ids of every group of more than one article, the original first."""
    seen: set[int] = set()
    rows = catalogue.connection.execute(
        "SELECT DISTINCT one.version FROM bands one JOIN bands other"
        " ON other.band = one.band AND other.version != one.version"
    ).fetchall()
    for (version,) in rows:
        if version not in seen:
            members = _connected(catalogue, version)
            seen |= members
            if len(members) > 1:
                yield _ordered(catalogue, members)


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


def _ordered(catalogue: Catalogue, versions: set[int]) -> tuple[str, ...]:
    return tuple(article for _, article in _by_date(catalogue, versions))


def _by_date(catalogue: Catalogue, versions: set[int]) -> list[tuple[int, str]]:
    """Key and article id of each version, the original first."""
    rows = catalogue.select(
        "SELECT versions.key, articles.id, IFNULL(published, 9e99), articles.key FROM versions"
        " JOIN articles ON current = versions.key WHERE versions.key IN ({})",
        sorted(versions),
    )
    return [(row[0], row[1]) for row in sorted(rows, key=lambda row: (row[2], row[3]))]


def _text(catalogue: Catalogue, version: int) -> str:
    query = "SELECT text FROM versions WHERE key = ?"
    return str(catalogue.connection.execute(query, (version,)).fetchone()[0])


def _bands(text: str) -> set[int]:
    """Each band as a 63-bit number; empty if the text is too short to compare."""
    from rensa import RMinHash

    parts = list(shingles(text))
    if len(parts) < _LEAST:
        return set()
    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(parts)
    numbers = sketch.digest()
    rows = (numbers[i * _ROWS : (i + 1) * _ROWS] for i in range(_BANDS))
    return {_digest(f"{band} {row}") for band, row in enumerate(rows)}


def _digest(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest()) >> 1
