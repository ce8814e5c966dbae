"""Sorts relevant hits by recency."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.schema.hits import Hit
from assistant.text.recency import without_latest
from assistant.text.words import content_stems, share_of

_RELEVANT = 0.75  # of the best hit's share of the question's words


def newest_first(question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The relevant hits by day of publication, newest first; then the others in their old order.

    A hit is relevant if its title and text have nearly as many of the question's words as the hit
    that has most; retrieval scores do not show it. Hits without a date stay among the others.
    """
    wanted = content_stems(without_latest(question))
    shares = [share_of(wanted, f"{h.chunk.article.title or ''} {h.chunk.text}") for h in hits]
    enough = _RELEVANT * max(shares, default=0)
    relevant = [
        hit
        for hit, share in zip(hits, shares, strict=True)
        if share >= enough and hit.chunk.article.published_at
    ]
    by_day = sorted(relevant, key=_day, reverse=True)
    others = [hit for hit in hits if hit not in relevant]
    return [replace(hit, rank=n) for n, hit in enumerate([*by_day, *others], start=1)]


def _day(hit: Hit) -> float:
    published = hit.chunk.article.published_at
    assert published is not None
    return published.timestamp() // 86_400
