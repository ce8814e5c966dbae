"""Near-duplicate detection: which texts say nearly the same.

MinHash over word shingles (Broder 1997), in bands (Leskovec, Rajaraman and Ullman, Mining of
Massive Datasets, ch. 3), finds candidates; their shingles are then compared exactly.
"""

import hashlib
import re

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


def bands_of(text: str) -> set[int]:
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
