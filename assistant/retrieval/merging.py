"""Several ranked lists made one."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.retrieval.hybrid import Hit


def fuse(lists: Sequence[tuple[float, Sequence[Hit]]], constant: int) -> list[Hit]:
    """Hits by reciprocal rank, each list with its weight; the first of each list ends up high.

    A small `constant` lets a list's first places count for much. A hit keeps the score and the
    signals that it had in the first list that has it; ranks are counted anew.
    """
    scores: dict[int, float] = {}
    hits: dict[int, Hit] = {}
    for weight, found in lists:
        for place, hit in enumerate(found, start=1):
            key = hit.chunk.key
            scores[key] = scores.get(key, 0.0) + weight / (constant + place)
            hits.setdefault(key, hit)
    best = sorted(scores, key=lambda key: -scores[key])
    return ranked([hits[key] for key in best])


def ranked(hits: Sequence[Hit]) -> list[Hit]:
    """The same hits, their ranks counted from 1."""
    return [replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1)]
