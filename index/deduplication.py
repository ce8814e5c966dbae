"""Reprints and updates: articles that say nearly the same, and which of them was first.

MinHash over word shingles (Broder 1997), in bands (Leskovec, Rajaraman and Ullman, Mining of
Massive Datasets, ch. 3), finds texts that may be alike; their shingles are then compared exactly.
Nothing depends on the order in which articles arrive.
"""

import hashlib
import re
import sqlite3
from collections.abc import Collection, Iterator

from index.catalog.catalogue import Catalogue

_SHINGLE = 3  # words
_ROWS = 3
_BANDS = 42  # of 3 rows: half alike is met 996 times of 1,000, a fifth alike 285
# What is alike: half of all shingles shared, or four fifths of the shorter text's (a trimmed one).
_ALIKE, _CONTAINED = 0.5, 0.8
_LEAST = 20  # shingles; less is a caption, and captions are alike by chance
_SEED = 1


def shingles(text: str) -> frozenset[str]:
    """Each three words that stand together, in lower case."""
    words = re.findall(r"\w+", text.casefold())
    return frozenset(map(" ".join, zip(*(words[i:] for i in range(_SHINGLE)), strict=False)))


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts of these shingles are one story in nearly the same words."""
    shared, least = len(one & other), min(len(one), len(other))
    if least < _LEAST:
        return False
    return shared >= _ALIKE * len(one | other) or shared >= _CONTAINED * least


def sign(db: sqlite3.Connection, version: int, text: str) -> None:
    """Notes the bands of a version that becomes the current one."""
    db.executemany("INSERT INTO bands VALUES (?, ?)", ((band, version) for band in _bands(text)))


def unsign(db: sqlite3.Connection, version: int) -> None:
    """Forgets the bands of a version that is no longer the current one."""
    db.execute("DELETE FROM bands WHERE version = ?", (version,))


def group(catalogue: Catalogue, article_id: str) -> tuple[str, ...]:
    """Ids of the articles that say nearly the same as this one, itself among them.

    The original is first: the one that was published first, of several the one indexed first.
    """
    row = catalogue.connection.execute(
        "SELECT current FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    if row is None or row[0] is None:
        return ()
    return _ordered(catalogue, _connected(catalogue, row[0]))


def groups_of(catalogue: Catalogue, versions: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Of those versions that are not alone: all versions of their group, the original first."""
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
    """Every group of more than one article, the original first."""
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
    """The versions that one comes to by going from one to another that is alike."""
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
    """Key and article's id of each, the one published first before the others."""
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
    """Each band as a number of 63 bits; none where the text is too short to be compared."""
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
