"""The dated sentences of articles about a topic: one for each event, reprints and retellings once.

Candidates are an article's first sentence and those with their own date; sentences that can be
understood alone (they name the topic, do not begin with "he") come first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from assistant.generation.intents.event_dates import Occurrence, occurred
from assistant.retrieval.readable import readable_sentences
from assistant.text.date_ranges import Days, hull, period_of
from assistant.text.words import content_stems, share_of
from index.archive import Archive
from index.catalog.phrases import Listed
from index.models import Article, Sentence

if TYPE_CHECKING:
    from index.embedders.minilm import MiniLM

_LEAST, _MOST = 5, 70  # words; less is a heading or a scrap, more a list
_ENOUGH = 0.5  # of the topic's words that a sentence or its title has
_SOME = 0.25  # that a sentence dated to the day has whose article is about it by its title
# Of one event: dated the same (a day's difference is an evening's), and so near in meaning. Judged
# by the timelines of seeds/, not fitted.
_SAME = 0.62
_SAME_WORDS = 0.7  # of the shorter one's; whatever the days, it is one sentence told again
_UPDATES = timedelta(days=6)  # later ones mend a word
_LEADING = 4  # of an article's first sentences the first that names the topic is its lead
_MENTION_WEIGHT, _LEAD_WEIGHT, _TOLD_WEIGHT = 1.0, 0.5, 0.3
_SPEECH, _PRONOUN = 0.5, 0.4
_SPEAKS = re.compile(r"^[“\"‘']|[”\"’'],?\s+(?:\w+\s+){0,4}(?:said|says|told|added|asked)\b")
_OWN_VOICE = re.compile(r"\b(?:I|[Mm]y|[Ww]e|[Oo]ur)\b")  # a column, or somebody quoted
_PRONOUNS = re.compile(
    r"^(?:he|she|it|they|his|her|their|its|this|that|these|those|there|but|and|then)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """A sentence about an event, the date of the event, and how well it represents the event.

    `told_by` are the sources of all sentences that were collapsed into this one.
    """

    article: Article
    span: Sentence
    number: int
    when: Occurrence
    worth: float
    told_by: frozenset[str] = field(default_factory=frozenset)

    @property
    def text(self) -> str:
        """The sentence in one line."""
        return " ".join(self.article.text[self.span.start : self.span.end].split())


def find_events(
    archive: Archive, articles: Sequence[Listed], topic: str, window: Days, minilm: "MiniLM"
) -> list[DatedEvent]:
    """The events within `window` that `articles` report, in order, each once."""
    first = _originals(archive, articles)
    told = [
        happening
        for listed in first
        for happening in _of_article(archive, listed, topic)
        if _within(happening.when, window)
    ]
    return sorted(collapse(told, minilm), key=lambda one: (one.when.day, -one.worth))


def _originals(archive: Archive, articles: Sequence[Listed]) -> list[Listed]:
    """One article of each group of reprints, the original if it is among them."""
    groups = archive.reprints({listed.version for listed in articles})
    best: dict[int, Listed] = {}
    for listed in articles:
        group = groups.get(listed.version, (listed.version,))
        other = best.setdefault(group[0], listed)
        if group.index(listed.version) < group.index(other.version):
            best[group[0]] = listed
    return list(best.values())


def _of_article(archive: Archive, listed: Listed, topic: str) -> list[DatedEvent]:
    article = archive.catalogue.article(listed.id)
    if article is None:
        return []
    wanted = content_stems(topic)
    in_title = share_of(wanted, article.title or "")
    spans = _whole_sentences(archive, article)
    shares = [share_of(wanted, article.text[span.start : span.end]) for _, span in spans]
    told_on = _told_on(article)
    lead = _lead([article.text[span.start : span.end] for _, span in spans[:_LEADING]], shares)
    found = []
    for place, ((number, span), share) in enumerate(zip(spans, shares, strict=True)):
        text = article.text[span.start : span.end]
        when = occurred(text, told_on)
        if when is None and place == lead and told_on:
            when = Occurrence(told_on.date(), is_own=False)
        if when and _is_about(share, in_title, when):
            worth = _MENTION_WEIGHT * share + _LEAD_WEIGHT * (place == lead) - _dependence(text)
            told_by = frozenset({article.source or article.id})
            found.append(DatedEvent(article, span, number, when, worth, told_by))
    return found


def _lead(texts: Sequence[str], shares: Sequence[float]) -> int | None:
    """The index of the first sentence that names the topic and can be understood alone."""
    return next(
        (i for i, text in enumerate(texts) if shares[i] >= _ENOUGH and not _PRONOUNS.search(text)),
        None,
    )


def _told_on(article: Article) -> datetime | None:
    """When "on Tuesday" was written: a story that is updated for days is rewritten."""
    published, updated = article.published_at, article.updated_at
    if published and updated and timedelta() < updated - published < _UPDATES:
        return updated
    return published


def _whole_sentences(archive: Archive, article: Article) -> list[tuple[int, Sentence]]:
    """The sentences that may be evidence and a chunk holds, without headings and lists."""
    chunks = archive.catalogue.chunk_spans(article.id)
    return [
        (number, span)
        for number, span, text in readable_sentences(article, archive.catalogue)
        if any(start <= span.start and span.end <= end for _, start, end in chunks)
        and _LEAST <= len(text.split()) <= _MOST
    ]


def _is_about(share: float, in_title: float, when: Occurrence) -> bool:
    """Whether a sentence tells of the topic, by its own words or by its article's title."""
    return share >= _ENOUGH or (
        in_title >= _ENOUGH and share >= _SOME and when.is_own and when.precision == "day"
    )


def _dependence(text: str) -> float:
    """How much a sentence depends on the text around it."""
    is_speech = _SPEAKS.search(text) or _OWN_VOICE.search(text)
    return _SPEECH * bool(is_speech) + _PRONOUN * bool(_PRONOUNS.search(text))


def _within(when: Occurrence, window: Days) -> bool:
    """Whether all of the day, month or year is in the window."""
    return hull([window, period_of(when.precision, when.day)]) == window


def collapse(told: Sequence[DatedEvent], minilm: "MiniLM") -> list[DatedEvent]:
    """One sentence an event: of those that tell of the same, the one of most worth."""
    ordered = sorted(told, key=lambda one: (-one.worth, one.article.published_at is None))
    if not ordered:
        return []
    vectors = np.array([text.vector for text in minilm.embed_words([one.text for one in ordered])])
    near = vectors @ vectors.T
    stems = [content_stems(one.text) for one in ordered]
    tellers: dict[int, frozenset[str]] = {}
    for place, one in enumerate(ordered):
        same = (
            kept
            for kept in tellers
            if _are_one(ordered[kept], one, float(near[kept, place]), stems[kept], stems[place])
        )
        first = next(same, place)
        tellers[first] = tellers.get(first, frozenset()) | one.told_by
    return [_corroborated(ordered[place], by) for place, by in tellers.items()]


def _corroborated(one: DatedEvent, told_by: frozenset[str]) -> DatedEvent:
    return replace(one, told_by=told_by, worth=one.worth + _TOLD_WEIGHT * (len(told_by) - 1))


def _are_one(
    one: DatedEvent,
    other: DatedEvent,
    likeness: float,
    stems: frozenset[str],
    others: frozenset[str],
) -> bool:
    if len(stems & others) >= _SAME_WORDS * min(len(stems), len(others)):
        return True
    apart = abs((one.when.day - other.when.day).days)
    return apart <= 1 and one.when.precision == other.when.precision and likeness >= _SAME
