"""Nearest-neighbour search within a scope: Chroma's, and SQL's for what Chroma has not seen yet."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.catalog import embeddings
from index.catalog.catalogue import Catalogue
from index.catalog.scope import Scope
from index.chroma_server import MOST_IN_WHERE
from index.errors import ArchiveError
from index.vector_store import VectorStore

_MOST_NAMED = 40_000  # chunks within a scope whose ids are passed to Chroma
_MOST_FETCHED = 1_000  # to be filtered; takes a third of the time that naming chunks does
_MOST_NEW = 5_000  # chunks that another process added, compared without Chroma: 20 ms
_FIRST = 4  # times as many as are wanted: of a wide scope enough, so that none of it is counted
_SPARE = 1.5  # times as many as would do if a scope's chunks were as near as others


@dataclass(frozen=True, slots=True)
class VectorSearch:
    """Searches an archive's vectors; `size` counts its chunks."""

    catalogue: Catalogue
    vectors: VectorStore
    size: Callable[[], int]

    def nearest(self, vector: Sequence[float], limit: int, scope: Scope) -> dict[int, float]:
        """Chunk key -> cosine, best first."""
        after, generation = self._up_to_date()
        if scope != Scope():
            found = self._nearest_within(vector, limit, scope, generation, after)
        else:
            hits = self.vectors.nearest(vector, limit, generation)
            if not hits and self.size() and after is None:
                raise ArchiveError(
                    f"the vectors of {self.catalogue.path.parent} are missing;"
                    " `assistant index` makes them again"
                )
            found = self._keyed(hits, scope)
        if after is None:
            return found
        identity = self.catalogue.fact("identity")
        found |= embeddings.nearest_after(self.catalogue, identity, after, vector, scope)
        return dict(sorted(found.items(), key=lambda hit: -hit[1])[:limit])

    def _up_to_date(self) -> tuple[int | None, int]:
        """After which chunk SQL's vectors are compared, and the generation Chroma has to be of.

        While another process writes, Chroma would index its log again at each change: seconds for
        thousands of records. So its folder stays open until many chunks are new.
        """
        vectors, generation = self.vectors, self.catalogue.generation
        newest = self.catalogue.last_chunk()
        if vectors.is_behind and vectors.covers:
            key, name = vectors.covers
            if newest[0] - key <= _MOST_NEW and self.catalogue.has_chunk(key, name):
                return key, 0
        vectors.refresh(generation)
        vectors.covers = newest
        return None, generation

    def _nearest_within(
        self,
        vector: Sequence[float],
        limit: int,
        scope: Scope,
        generation: int,
        after: int | None,
    ) -> dict[int, float]:
        """Of many chunks, the nearest of all are filtered; few are named to Chroma.

        Chroma's own filter lists every record that it lets in before it searches.
        """
        if self.vectors.is_limited:
            is_any = self.catalogue.count_within(scope)
            return self._nearest_where(vector, limit, scope) if is_any else {}
        found: dict[int, float] = {}
        if (fetched := _FIRST * limit) <= _MOST_FETCHED:
            found = self._filtered(vector, fetched, scope, generation)
        if len(found) >= limit:
            return dict(list(found.items())[:limit])
        count = self.catalogue.count_within(scope)
        if not count:
            return {}
        if fetched < (enough := math.ceil(_SPARE * limit * self.size() / count)) <= _MOST_FETCHED:
            found = self._filtered(vector, enough, scope, generation)
        if len(found) >= min(limit, count):
            return dict(list(found.items())[:limit])
        if count <= _MOST_NAMED:
            keys = self.catalogue.vectors_within(scope)
            names = [name for name, key in keys.items() if after is None or key <= after]
            hits = self.vectors.nearest(vector, limit, generation, ids=names)
        else:
            hits = self.vectors.nearest(vector, limit, generation, where=scope.chroma())
        return self._keyed(hits, scope)

    def _filtered(
        self, vector: Sequence[float], fetched: int, scope: Scope, generation: int
    ) -> dict[int, float]:
        """Those of the nearest of all that are within `scope`."""
        return self._keyed(self.vectors.nearest(vector, fetched, generation), scope)

    def _nearest_where(self, vector: Sequence[float], limit: int, scope: Scope) -> dict[int, float]:
        """By Chroma's filter, on a server that takes no long lists of ids; articles in parts."""
        articles, generation = scope.articles, self.catalogue.generation
        parts = range(0, len(articles), MOST_IN_WHERE)
        hits: list[tuple[str, float]] = []
        for some in [articles[i : i + MOST_IN_WHERE] for i in parts] or [()]:
            where = replace(scope, articles=some).chroma()
            hits += self.vectors.nearest(vector, limit, generation, where=where)
        hits.sort(key=lambda hit: -hit[1])
        return self._keyed(hits[:limit], scope)

    def _keyed(self, hits: Sequence[tuple[str, float]], scope: Scope) -> dict[int, float]:
        """Chunk key -> cosine of those hits that are within `scope` and searched still."""
        keys = self.catalogue.chunk_keys([name for name, _ in hits], scope)
        return {keys[name]: cosine for name, cosine in hits if name in keys}
