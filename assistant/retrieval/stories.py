"""Groups what came in by story: reprints, and articles whose beginnings mean nearly the same."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from assistant.schema.hits import Story
from index.archive import Archive
from index.catalog.arrivals import Arrival, arrivals, lead_vectors, newest
from index.catalog.scope import Scope

# Cosine (minilm) of the first chunks of two articles on one event. Of 28 pairs of news2024 drawn by
# chance from .80 to .90 and read by hand, 27 were on one; of 14 from .70 to .75, 8.
_SAME = 0.8
_APART = timedelta(days=3)  # between publications


def new_stories(archive: Archive, since: datetime) -> list[Story]:
    """The stories of the articles that were received or updated since then, the newest first."""
    return _grouped(archive, arrivals(archive.catalogue, since))


def newest_stories(archive: Archive, scope: Scope, articles: int, skip: int = 0) -> list[Story]:
    """The stories of so many articles within `scope`, those published last first."""
    return _grouped(archive, newest(archive.catalogue, scope, articles, skip))


def _grouped(archive: Archive, found: Sequence[Arrival]) -> list[Story]:
    versions = [one.version for one in found]
    groups = archive.reprints(versions)
    vectors = lead_vectors(archive.catalogue, versions)
    stories: list[list[Arrival]] = []
    for one in found:
        story = next((s for s in stories if _is_of(one, s, groups, vectors)), None)
        if story is None:
            stories.append([one])
        else:
            story.append(one)
    return [_story(members) for members in stories]


def _is_of(
    one: Arrival,
    story: Sequence[Arrival],
    groups: dict[int, tuple[int, ...]],
    vectors: dict[int, np.typing.NDArray[np.float32]],
) -> bool:
    """Whether it reprints one of the story, or is near to the one that the story began with."""
    if any(other.version in groups.get(one.version, ()) for other in story):
        return True
    here, there = vectors.get(one.version), vectors.get(story[0].version)
    first, second = (a.article.published_at or a.received for a in (one, story[0]))
    if here is None or there is None or abs(first - second) > _APART:
        return False
    return float(here @ there) >= _SAME


def _story(members: Sequence[Arrival]) -> Story:
    """The earliest published is the first: the others report or reprint it later."""
    ordered = sorted(members, key=lambda one: one.article.published_at or one.received)
    articles = [one.article for one in ordered]
    return Story(articles[0], tuple(articles[1:]), max(one.received for one in members))
