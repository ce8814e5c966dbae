"""Runs the searches that a query plan needs and merges their hits.

Each search is a hybrid search (hybrid.py): one for the question, or one for each of its parts,
within the sources and the time that the question names.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace

from assistant.fitted_weights import load_weights
from assistant.llm.meter import Meter
from assistant.retrieval.fusion import cover, fuse, ranked
from assistant.retrieval.hit_selection import is_comparable, related, sides
from assistant.retrieval.hybrid import search
from assistant.retrieval.relaxation import (
    RelaxedScope,
    describe,
    relax,
    tell_hidden,
    tell_missing,
    within_time,
)
from assistant.retrieval.reranker import ChatReranker, Reranker
from assistant.retrieval.time_preference import TimePreference, preference_of
from assistant.schema.hits import Hit, SearchResult
from assistant.schema.query_plan import QueryPlan, Subquestion, Time
from assistant.text import refusals
from index.archive import Archive
from index.catalog.bylines import has_articles, read_dates
from index.catalog.scope import Scope

# The weight of each list where there are several. Whole: the question within the sources it names,
# within all that the user allows (also without its names and times), and within the source and time
# of each part. Part: the words of one part. Clause: one clause.
_LISTS: dict[str, float] = load_weights("retrieval/retriever.json")
_WHOLE, _PART, _CLAUSE = _LISTS["whole"], _LISTS["part"], _LISTS["clause"]
_RELEVANT = 20  # hits of each list where there are several
_QUERIED = 10  # fusion constant of a plan's own queries and the question, which count alike


class _Searches:
    """The searches for one question, its parts and its clauses: none runs twice."""

    def __init__(
        self,
        archive: Archive,
        reranker: Reranker | None,
        preference: TimePreference,
    ) -> None:
        self._archive = archive
        self._reranker = reranker
        self._preference = preference
        self._vectors: dict[str, Sequence[float]] = {}
        self._found: dict[tuple[str, int, Scope], list[Hit]] = {}

    def search(self, text: str, limit: int, scope: Scope) -> list[Hit]:
        """The `limit` best hits for `text` within `scope`, best first."""
        asked = (text, limit, scope)
        if asked not in self._found:
            if text not in self._vectors:
                self._vectors[text] = self._archive.embedder.embed_query(text)
            self._found[asked] = search(
                self._archive,
                text,
                limit,
                scope,
                self._reranker,
                self._vectors[text],
                self._preference,
            )
        return self._found[asked]


class Retriever:
    """Searches one archive for a query plan. Thread-safe."""

    def __init__(self, archive: Archive, reranker: Reranker | None = None) -> None:
        self._archive = archive
        self.reranker = reranker

    def paid_by(self, meter: Meter) -> "Retriever":
        """This retriever, recording a chat model's reranking requests on `meter`."""
        if not isinstance(self.reranker, ChatReranker):
            return self
        retriever = copy(self)
        retriever.reranker = self.reranker.paid_by(meter)
        return retriever

    def find(self, plan: QueryPlan, limit: int, scope: Scope | None = None) -> SearchResult:
        """The `limit` best hits for `plan` within `scope`, best first."""
        scope = scope or Scope()
        found = self._find(plan, limit, scope)
        return replace(found, hints=tell_hidden(self._archive, scope))

    def scope_of(self, plan: QueryPlan, scope: Scope) -> Scope:
        """`scope` narrowed to the source and time of the question, if they match any article."""
        if plan.missing and not plan.sources:
            return scope
        relaxed = relax(self._archive, plan, scope)
        return within_time(relaxed.scope, relaxed.time) or relaxed.scope

    def _find(self, plan: QueryPlan, limit: int, scope: Scope) -> SearchResult:
        if describe(scope) and self._has(Scope()) and not self._has(scope):
            nothing = refusals.NOTHING_WITHIN.format(describe(scope))
            return SearchResult((), nothing=nothing, reason="filters-too-narrow")
        missing = tell_missing(plan)
        if plan.missing and not plan.sources and not scope.sources:
            hits = self._searches(plan, scope).search(plan.question, limit, scope)
            return SearchResult(tuple(hits), nothing=" ".join(missing), reason="no-such-source")
        relaxed = relax(self._archive, plan, scope)
        hits = self._search(plan, relaxed, scope, limit)
        return SearchResult(tuple(ranked(hits[:limit])), (*relaxed.dropped, *missing))

    def _search(
        self, plan: QueryPlan, relaxed: RelaxedScope, given: Scope, limit: int
    ) -> list[Hit]:
        searches = self._searches(plan, given)
        parts = plan.parts or sides(plan)
        is_wide = parts or plan.clauses or relaxed.time
        many = max(limit, _RELEVANT) if is_wide else limit
        scope = relaxed.scope
        hits = self._within(searches, plan.question, many, scope, relaxed.time)
        if plan.queries:
            found = [
                self._within(searches, query, many, scope, relaxed.time) for query in plan.queries
            ]
            merged = fuse([(1.0, one) for one in (hits, *found)], _QUERIED)
            is_read = plan.by_model and is_comparable(plan)
            hits = related(merged, (hits, *found)) if is_read else merged
        if not parts and not plan.clauses:
            return hits
        lists = [(_WHOLE, hits)]
        if scope != given and relaxed.time is None:  # a source not named may have the answer
            lists.append((_WHOLE, searches.search(plan.question, many, given)))
            if plan.topic:
                lists.append((_WHOLE, searches.search(plan.topic, many, given)))
        for part, within in self._parts(parts, given):
            lists.append((_PART, searches.search(part.text, many, within)))
            lists.append((_WHOLE, searches.search(plan.question, many, within)))
        for clause in plan.clauses:
            lists.append((_CLAUSE, self._within(searches, clause, many, scope, relaxed.time)))
        return cover(lists, max(limit, _RELEVANT))

    def _parts(
        self, parts: Sequence[Subquestion], given: Scope
    ) -> Iterator[tuple[Subquestion, Scope]]:
        """Each part with its own sources and time, within the user's filters."""
        for part in parts:
            allowed = [s for s in part.sources if not given.sources or s in given.sources]
            scope = replace(given, sources=tuple(allowed)) if allowed else given
            if part.sources and not allowed:
                continue
            timely = within_time(scope, part.time)
            if part.time and part.time.use == "filter" and timely and self._has(timely):
                scope = timely
            yield part, scope

    def _within(
        self, searches: _Searches, question: str, limit: int, scope: Scope, time: Time | None
    ) -> list[Hit]:
        """Hits of that time, and hits without a date, which may belong to it."""
        timely = within_time(scope, time)
        if time is None or timely is None:
            return searches.search(question, limit, scope)
        hits = searches.search(question, limit, timely)
        is_bounded_by_user = scope.since or scope.until or scope.as_of
        if is_bounded_by_user or not read_dates(self._archive.catalogue, scope).has_undated:
            return hits
        around = searches.search(question, limit, scope)
        undated = [hit for hit in around if hit.chunk.article.published_at is None]
        return ranked(sorted([*hits, *undated], key=lambda hit: -hit.score))

    def preference(self, plan: QueryPlan, scope: Scope) -> TimePreference:
        """The days on which an article that answers was probably published."""
        known = read_dates(self._archive.catalogue, scope)
        return preference_of(plan, scope, known, self._archive.clock.now())

    def _searches(self, plan: QueryPlan, scope: Scope) -> _Searches:
        return _Searches(self._archive, self.reranker, self.preference(plan, scope))

    def _has(self, scope: Scope) -> bool:
        return has_articles(self._archive.catalogue, scope)
