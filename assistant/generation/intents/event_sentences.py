"""The dated sentences of articles about a topic: one for each event, reprints and retellings once.

Candidates are an article's first sentence on the topic and those with their own date.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from assistant.generation.intents.event_dates import Occurrence, occurred
from assistant.generation.intents.topic_articles import Place, sentences_of
from assistant.text.date_ranges import Days, hull, period_of
from assistant.text.words import content_stems, share_of
from index.archive import Archive
from index.catalog.phrases import Listed
from index.models import Article

if TYPE_CHECKING:
    from index.embedders.minilm import MiniLM

_MOST = 70  # words; more is a list
_ENOUGH = 0.5  # of the topic's words that a sentence or its title has
_SOME = 0.25  # that a sentence dated to the day has whose article is about it by its title
# Of one event: dated the same (a day's difference is an evening's), and so near in meaning. Judged
# by the timelines of seeds/, not fitted.
_SAME = 0.62
_SAME_WORDS = 0.7  # of the shorter one's; whatever the days, it is one sentence told again
_UPDATES = timedelta(days=6)  # later ones mend a word
_LEADING = 4  # of an article's first sentences the first that names the topic is its lead
_MENTION_WEIGHT, _LEAD_WEIGHT, _TOLD_WEIGHT = 1.0, 0.5, 0.3


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """A sentence about an event, the date of the event, and how well it represents the event."""

    place: Place
    when: Occurrence
    worth: float


def find_events(
    archive: Archive, articles: Sequence[Listed], topic: str, window: Days, minilm: "MiniLM"
) -> list[DatedEvent]:
    """The events within `window` that `articles` report, in order, each once."""
    found = (archive.catalogue.article(listed.id) for listed in articles)
    told = [
        event
        for article in found
        if article is not None
        for event in _of_article(archive, article, topic)
        if _within(event.when, window)
    ]
    return sorted(_collapsed(told, minilm), key=lambda one: (one.when.day, -one.worth))


def _of_article(archive: Archive, article: Article, topic: str) -> Iterator[DatedEvent]:
    wanted = content_stems(topic)
    is_titled = share_of(wanted, article.title or "") >= _ENOUGH
    places = [one for one in sentences_of(archive, article) if len(one.text.split()) <= _MOST]
    shares = [share_of(wanted, one.text) for one in places]
    told_on = _told_on(article)
    lead = next((n for n, share in enumerate(shares[:_LEADING]) if share >= _ENOUGH), None)
    for number, (place, share) in enumerate(zip(places, shares, strict=True)):
        when = occurred(place.text, told_on)
        if when is None and number == lead and told_on:
            when = Occurrence(told_on.date(), is_own=False)
        is_dated = when is not None and when.is_own and when.precision == "day"
        if when and (share >= _ENOUGH or (is_titled and is_dated and share >= _SOME)):
            worth = _MENTION_WEIGHT * share + _LEAD_WEIGHT * (number == lead)
            yield DatedEvent(place, when, worth)


def _told_on(article: Article) -> datetime | None:
    """When "on Tuesday" was written: a story that is updated for days is rewritten."""
    published, updated = article.published_at, article.updated_at
    if published and updated and timedelta() < updated - published < _UPDATES:
        return updated
    return published


def _within(when: Occurrence, window: Days) -> bool:
    """Whether all of the day, month or year is in the window."""
    return hull([window, period_of(when.precision, when.day)]) == window


def _collapsed(told: Sequence[DatedEvent], minilm: "MiniLM") -> list[DatedEvent]:
    """One sentence an event: of those that tell of the same, the one of most worth.

    It is worth more with each further source that tells of it.
    """
    ordered = sorted(told, key=lambda one: -one.worth)
    if not ordered:
        return []
    texts = [" ".join(one.place.text.split()) for one in ordered]
    vectors = np.array([text.vector for text in minilm.embed_words(texts)])
    near = vectors @ vectors.T
    stems = [content_stems(text) for text in texts]
    tellers: dict[int, set[str | None]] = {}
    for number, one in enumerate(ordered):
        same = (
            kept
            for kept in tellers
            if _is_retold(stems[kept], stems[number])
            or (_are_close(ordered[kept].when, one.when) and near[kept, number] >= _SAME)
        )
        tellers.setdefault(next(same, number), set()).add(one.place.article.source)
    return [
        replace(ordered[number], worth=ordered[number].worth + _TOLD_WEIGHT * (len(by) - 1))
        for number, by in tellers.items()
    ]


def _is_retold(stems: frozenset[str], others: frozenset[str]) -> bool:
    return len(stems & others) >= _SAME_WORDS * min(len(stems), len(others))


def _are_close(when: Occurrence, other: Occurrence) -> bool:
    return when.precision == other.precision and abs((when.day - other.day).days) <= 1
