"""Finding chunks by their words (BM25) and by their meaning (vectors), fused by rank."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.catalog import StoredChunk
from index.scope import Scope
from index.store import Archive

CANDIDATES = 50
# Reciprocal-rank fusion with the constant of Cormack, Clarke and Buettcher (SIGIR 2009).
_RRF = 60

_COMMON = frozenset(
    "a about an and are as at be been by can could did do does for from had has have how i in is it"
    " its many may me much of on or say says said that the their them there they this to was were"
    " what when where which who whom whose why will with would you".split()
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found: its place (from 1), its score, and what each signal said of it."""

    rank: int
    score: float
    chunk: StoredChunk
    signals: Mapping[str, float]


def search(archive: Archive, question: str, limit: int, scope: Scope) -> list[Hit]:
    """The `limit` best chunks for `question` within `scope`, best first."""
    signals = {
        "words": archive.find_words(terms(question), CANDIDATES, scope),
        "vector": archive.find_nearest(archive.embedder.embed_query(question), CANDIDATES, scope),
    }
    scores: dict[int, float] = {}
    for found in signals.values():
        for place, key in enumerate(found, start=1):
            scores[key] = scores.get(key, 0.0) + 1 / (_RRF + place)
    best = sorted(scores, key=lambda key: (-scores[key], key))[:limit]
    chunks = archive.chunks(best)
    return [
        Hit(rank, scores[key], chunks[key], _signals(key, signals))
        for rank, key in enumerate((key for key in best if key in chunks), start=1)
    ]


def terms(question: str) -> list[str]:
    """The words of a question that are worth looking up, each once; all, if all are common."""
    words = list(dict.fromkeys(re.findall(r"\w+", question.casefold())))
    return [word for word in words if word not in _COMMON] or words


def _signals(key: int, signals: Mapping[str, Mapping[int, float]]) -> dict[str, float]:
    return {name: round(found[key], 4) for name, found in signals.items() if key in found}
