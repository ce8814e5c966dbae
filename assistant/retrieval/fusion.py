"""Several ranked lists made one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from assistant.fitted import load_weights
from assistant.schema.hits import Hit

_CONSTANTS: dict[str, float] = load_weights("retrieval/fusion.json")
# Scores are those of a conditional logit, so that exp(score) is how likely a hit is the one that is
# sought. Fitted on short questions, they are too sure of themselves with long ones: they are
# divided by this.
_DOUBT = _CONSTANTS["doubt"]
_UNFOUND = _CONSTANTS["unfound"]  # of each list: so much is given before anything is chosen


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


def cover(lists: Sequence[tuple[float, Sequence[Hit]]], limit: int) -> list[Hit]:
    """The `limit` hits that together are likeliest to hold what each of the lists seeks.

    One after the other, the hit is taken that adds most to the sum of the logarithms of what is
    covered of each list, by its weight: a list whose first hit is sure needs no second place, and
    one that has no hit yet comes before one that has. (Greedy, as a submodular sum allows: Lin and
    Bilmes, ACL 2011.) A hit keeps the score and the signals of the first list that has it.
    """
    hits: dict[int, Hit] = {}
    for _, found in lists:
        for hit in found:
            hits.setdefault(hit.chunk.key, hit)
    shares = [(weight, _shares(found)) for weight, found in lists if found]
    covered = [_UNFOUND] * len(shares)
    chosen: list[Hit] = []

    def gain(key: int) -> float:
        return sum(
            weight * math.log1p(share.get(key, 0.0) / already)
            for (weight, share), already in zip(shares, covered, strict=True)
        )

    while hits and len(chosen) < limit:
        key = max(hits, key=gain)
        chosen.append(hits.pop(key))
        covered = [
            already + share.get(key, 0.0)
            for (_, share), already in zip(shares, covered, strict=True)
        ]
    return ranked(chosen)


def _shares(found: Sequence[Hit]) -> Mapping[int, float]:
    """How likely each hit of a list is the one that is sought; together 1."""
    scores = np.array([hit.score for hit in found]) / _DOUBT
    likely = np.exp(scores - scores.max())
    shares = (likely / likely.sum()).tolist()
    return dict(zip((hit.chunk.key for hit in found), shares, strict=True))


def ranked(hits: Sequence[Hit]) -> list[Hit]:
    """The same hits, their ranks counted from 1."""
    return [replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1)]
