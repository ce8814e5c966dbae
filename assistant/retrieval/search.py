"""From a question to its hits: what was understood of it decides where is looked, and how often.

The search itself is hybrid.py's; here it is asked once, or once for each part, within the sources
and the time that the question names.
"""

import threading
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from assistant.llm.meter import Meter
from assistant.planning.english.planner import Understanding, read, without_scope
from assistant.planning.english.recency import newest_first
from assistant.planning.english.subquestions import Part
from assistant.planning.english.times import Time
from assistant.planning.known_names import Names
from assistant.retrieval.fusion import cover, fuse, ranked
from assistant.retrieval.relaxation import Relaxed, describe, relax, tell_hidden, within_time
from assistant.retrieval.reranker import ChatReranker, Reranker
from assistant.retrieval.search_cache import Looking
from assistant.schema.hits import Hit
from index.archive import Archive
from index.catalog.bylines import Dates, has_articles, is_mentioned, read_bylines, read_dates
from index.catalog.scope import Scope

# How much each search counts where there are several: the whole question (in what it names, in all
# that the user allows, there once more without the names and times in it, and within the source and
# time of each part); each part by its own words; each clause. From .25 to .65 for the first, and
# from .5 to 1 for the last, recall on multihop-facts moves by two questions.
_WHOLE, _PART, _CLAUSE = 0.5, 1.0, 1.0
# A preference: a hit of the right time rises above its neighbours, not above the far better ones.
_PREFERENCE, _PREFERRED = 10, 0.5
_RELEVANT = 20  # so many hits are looked at for the newest, and for those without a date


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, best first, what was understood, and what of it found nothing and was dropped.

    `hints` are what else the user should know.
    Where the user's own filters let nothing through, or the question names only publishers that the
    archive does not have, `reason` says so, `nothing` in words; hits are then the nearest coverage.
    """

    hits: tuple[Hit, ...]
    understanding: Understanding
    relaxed: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    nothing: str = ""
    reason: Literal["no-such-source", "filters-too-narrow"] | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What was relaxed, why there is nothing, and what else there is to know, in words."""
        return (*self.relaxed, *filter(None, [self.nothing]), *self.hints)

    def in_words(self) -> list[str]:
        """What was understood and what was relaxed, a line each."""
        return [*self.understanding.in_words(), *(f"relaxed: {line}" for line in self.relaxed)]


class Finder:
    """Finds within one archive; keeps its names until it changes. Safe in several threads."""

    def __init__(self, archive: Archive, reranker: Reranker | None = None) -> None:
        self._archive = archive
        self.reranker = reranker
        self._lock = threading.Lock()
        self._names: tuple[tuple[int, datetime | None], Names] | None = None

    def paid_by(self, meter: Meter) -> "Finder":
        """The same for one question: what a chat model is asked to read goes by way of `meter`."""
        if not isinstance(self.reranker, ChatReranker):
            return self
        finder = copy(self)
        finder.reranker = self.reranker.paid_by(meter)
        return finder

    def understand(
        self, question: str, scope: Scope | None = None, now: datetime | None = None
    ) -> Understanding:
        """What `question` asks for, asked `now`: by default when the scope ends, else today."""
        known = Scope(as_of=scope.as_of) if scope else Scope()
        today = now or known.as_of or datetime.now(UTC)
        return read(
            question,
            today.date(),
            lambda: self._names_of(known),
            lambda phrase: is_mentioned(self._archive.catalogue, phrase, known),
            lambda: read_dates(self._archive.catalogue, known).last,
        )

    def find(
        self, question: str, limit: int, scope: Scope | None = None, now: datetime | None = None
    ) -> Found:
        """The `limit` best hits for `question` within `scope`, best first."""
        scope = scope or Scope()
        asked = self.understand(question, scope, now)
        found = self._find(asked, limit, scope)
        return replace(found, hints=tell_hidden(self._archive, scope))

    def scope_of(self, asked: Understanding, scope: Scope) -> Scope:
        """`scope` within the source and time of the question, as far as that finds anything."""
        if asked.missing and not asked.sources:
            return scope
        relaxed = relax(self._archive, asked, scope)
        return within_time(relaxed.scope, relaxed.time) or relaxed.scope

    def _find(self, asked: Understanding, limit: int, scope: Scope) -> Found:
        if describe(scope) and self._has(Scope()) and not self._has(scope):
            nothing = f"The archive has nothing {describe(scope)}."
            return Found((), asked, nothing=nothing, reason="filters-too-narrow")
        missing = _missing(asked)
        if asked.missing and not asked.sources and not scope.sources:
            hits = Looking(self._archive, self.reranker).look(asked.question, limit, scope)
            return Found(tuple(hits), asked, nothing=missing, reason="no-such-source")
        relaxed = relax(self._archive, asked, scope)
        hits = self._search(asked, relaxed, scope, limit)
        if asked.latest and not asked.parts:
            hits = newest_first(asked.question, hits)
        notes = (*relaxed.dropped, *([missing] if asked.missing else []))
        return Found(tuple(ranked(hits[:limit])), asked, notes)

    def _search(
        self, asked: Understanding, relaxed: Relaxed, given: Scope, limit: int
    ) -> list[Hit]:
        looking = Looking(self._archive, self.reranker)
        is_wide = asked.latest or asked.parts or asked.clauses or relaxed.time
        many = max(limit, _RELEVANT) if is_wide else limit
        scope = relaxed.scope
        hits = self._within(looking, asked.question, many, scope, relaxed.time)
        time = asked.times[0] if len(asked.times) == 1 and not asked.parts else None
        if time and time.use == "prefer" and (preferred := self._preferred(time, scope)):
            at_the_time = looking.look(asked.question, many, preferred)
            hits = fuse([(1.0, hits), (_PREFERRED, at_the_time)], _PREFERENCE)
        if not asked.parts and not asked.clauses:
            return hits
        lists = [(_WHOLE, hits)]
        if scope != given and relaxed.time is None:  # gold may stand in a source that is not named
            lists.append((_WHOLE, looking.look(asked.question, many, given)))
            if matter := without_scope(asked.question, 0, asked):
                lists.append((_WHOLE, looking.look(matter, many, given)))
        for part, within in self._parts(asked, given):
            lists.append((_PART, looking.look(part.text, many, within)))
            lists.append((_WHOLE, looking.look(asked.question, many, within)))
        for clause in asked.clauses:
            lists.append((_CLAUSE, self._within(looking, clause, many, scope, relaxed.time)))
        return cover(lists, max(limit, _RELEVANT))

    def _parts(self, asked: Understanding, given: Scope) -> Iterator[tuple[Part, Scope]]:
        """Each part with its own sources and time, as far as the user allows."""
        for part in asked.parts:
            allowed = [s for s in part.sources if not given.sources or s in given.sources]
            scope = replace(given, sources=tuple(allowed)) if allowed else given
            if part.sources and not allowed:
                continue
            timely = within_time(scope, part.time)
            if part.time and part.time.use == "filter" and timely and self._has(timely):
                scope = timely
            yield part, scope

    def _within(
        self, looking: Looking, question: str, limit: int, scope: Scope, time: Time | None
    ) -> list[Hit]:
        """Hits of that time, and beside them those without a date: they may be of it."""
        timely = within_time(scope, time)
        if time is None or timely is None:
            return looking.look(question, limit, scope)
        hits = looking.look(question, limit, timely)
        is_bounded_by_user = scope.since or scope.until or scope.as_of
        if is_bounded_by_user or not read_dates(self._archive.catalogue, scope).has_undated:
            return hits
        around = looking.look(question, limit, scope)
        undated = [hit for hit in around if hit.chunk.article.published_at is None]
        return ranked(sorted([*hits, *undated], key=lambda hit: -hit.score))

    def _preferred(self, time: Time, scope: Scope) -> Scope | None:
        """The scope of that time, where the archive has articles of it and of other times."""
        dates = read_dates(self._archive.catalogue, scope)
        timely = within_time(scope, time)
        if timely is None or not _divides(time, dates) or not self._has(timely):
            return None
        return timely

    def _has(self, scope: Scope) -> bool:
        return has_articles(self._archive.catalogue, scope)

    def _names_of(self, scope: Scope) -> Names:
        key = (self._archive.catalogue.generation, scope.as_of)
        with self._lock:
            if self._names is None or self._names[0] != key:
                self._names = (key, Names.of(read_bylines(self._archive.catalogue, scope)))
            return self._names[1]


def _divides(time: Time, dates: Dates) -> bool:
    """Whether some of the archive's days lie in that time and some do not."""
    first, last = time.widened.first, time.widened.last
    if dates.first is None or dates.last is None:
        return False
    return bool((first and first > dates.first) or (last and last < dates.last))


def _missing(asked: Understanding) -> str:
    names = " and ".join(mention.name for mention in asked.missing)
    them = "it" if len(asked.missing) == 1 else "them"
    return f"The archive has nothing from {names}, and no text of it names {them}."
