"""Fusion: merges several ranked lists into one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from assistant.fitted_weights import load_weights
from assistant.schema.hits import Hit

_CONSTANTS: dict[str, float] = load_weights("retrieval/fusion.json")
# Scores come from a conditional logit, so that exp(score) is proportional to the probability that a
# hit is the right one. They were fitted on short questions and are overconfident on long ones:
# scores are divided by this temperature.
_TEMPERATURE = _CONSTANTS["doubt"]
_UNFOUND = _CONSTANTS["unfound"]  # coverage that each list starts with


def fuse(lists: Sequence[tuple[float, Sequence[Hit]]], constant: int) -> list[Hit]:
    """Weighted reciprocal rank fusion.

    The smaller `constant`, the more the first ranks of a list count. A hit keeps the score and the
    signals of the first list that contains it; ranks are counted again from 1.
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
    """The `limit` hits that together most likely contain what each of the lists searched for.

    Maximises the weighted sum of the logarithms of each list's covered probability, greedily, as a
    submodular function allows (Lin and Bilmes, ACL 2011): a list whose first hit is certain needs
    no second one, and a list without a hit comes before one that has some. A hit keeps the score
    and the signals of the first list that contains it.
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
    """The probability of each hit of a list to be the right one; they add up to 1."""
    scores = np.array([hit.score for hit in found]) / _TEMPERATURE
    likely = np.exp(scores - scores.max())
    shares = (likely / likely.sum()).tolist()
    return dict(zip((hit.chunk.key for hit in found), shares, strict=True))


def ranked(hits: Sequence[Hit]) -> list[Hit]:
    """The same hits, their ranks counted from 1."""
    return [replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1)]
