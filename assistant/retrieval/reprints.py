"""Reprints: of one passage in several articles the original is shown, and the others are named.

Only passages of different sources are collapsed, and only if they say nearly the same: what an
update has added stays a hit of its own. What the scope hides is not named either.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.schema.hits import Reprint
from index.archive import Archive
from index.catalog.catalogue import Candidate
from index.catalog.scope import Scope

_NEAR = 10  # so many candidates more than passages are looked at
_SAME = 0.7  # of the shorter passage's stems stand in the other one, too


@dataclass(frozen=True, slots=True)
class Passage:
    """A candidate's `place` in what was given, and the articles that it is also in."""

    place: int
    also_in: tuple[Reprint, ...] = ()


def collapse(
    archive: Archive, ranked: Sequence[Candidate], limit: int, scope: Scope
) -> list[Passage]:
    """The first `limit` different passages of `ranked`, each at the place of its best copy.

    Reprints are looked for among the first of `ranked` only, as far as that gives passages enough:
    most often none of those has any.
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
