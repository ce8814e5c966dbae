"""Collapses reprints: of a passage in several articles the original is shown, the others listed.

Only passages from different sources with nearly the same words are collapsed: what an update added
remains its own hit. Articles outside the scope are not listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.schema.hits import Reprint
from index.archive import Archive
from index.catalog.catalogue import Candidate
from index.catalog.scope import Scope

_NEAR = 10  # candidates that are compared beyond the limit
_SAME = 0.7  # of the shorter passage's stems must be in the other one, too


@dataclass(frozen=True, slots=True)
class Passage:
    """A candidate's `place` in the input, and the other articles that contain it."""

    place: int
    also_in: tuple[Reprint, ...] = ()


def collapse(
    archive: Archive, ranked: Sequence[Candidate], limit: int, scope: Scope
) -> list[Passage]:
    """The first `limit` distinct passages of `ranked`, each at the place of its best copy.

    Only as many candidates are compared as are needed; usually the first ones have no reprints.
    """
    first = ranked[:limit]
    if not archive.reprints({candidate.version for candidate in first}):
        return [Passage(place) for place in range(len(first))]
    near = ranked[: limit + _NEAR]
    passages = _collapse(archive, near, limit, scope)
    if len(passages) < limit and len(near) < len(ranked):
        return _collapse(archive, ranked, limit, scope)
    return passages


def _collapse(
    archive: Archive, ranked: Sequence[Candidate], limit: int, scope: Scope
) -> list[Passage]:
    groups = archive.reprints({candidate.version for candidate in ranked})
    passages: list[list[int]] = []  # places in `ranked` of the copies of one passage
    for place, candidate in enumerate(ranked):
        group = groups.get(candidate.version)
        same = next(
            (
                passage
                for passage in passages
                if group
                and groups.get(ranked[passage[0]].version) == group
                and all(ranked[other].source != candidate.source for other in passage)
                and _are_same(ranked[passage[0]], candidate)
            ),
            None,
        )
        if same is not None:
            same.append(place)
        else:
            passages.append([place])
    return [_shown(archive, ranked, copies, groups, scope) for copies in passages[:limit]]


def _shown(
    archive: Archive,
    ranked: Sequence[Candidate],
    copies: Sequence[int],
    groups: dict[int, tuple[int, ...]],
    scope: Scope,
) -> Passage:
    group = groups.get(ranked[copies[0]].version)
    if group is None:
        return Passage(copies[0])
    first = min(copies, key=lambda place: group.index(ranked[place].version))
    others = [version for version in group if version != ranked[first].version]
    return Passage(first, tuple(Reprint(*row) for row in archive.catalogue.listed(others, scope)))


def _are_same(one: Candidate, other: Candidate) -> bool:
    if not (one.stems and other.stems):
        return False
    first, second = (set(np.frombuffer(c.stems or b"", np.uint32).tolist()) for c in (one, other))
    return len(first & second) >= _SAME * min(len(first), len(second))
