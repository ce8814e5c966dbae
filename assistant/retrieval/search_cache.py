"""Caches one question's searches: no text is embedded twice, and no search runs twice."""

from collections.abc import Sequence

from assistant.retrieval.hybrid import search
from assistant.retrieval.reranker import Reranker
from assistant.retrieval.time_preference import TimePreference
from assistant.schema.hits import Hit
from index.archive import Archive
from index.catalog.scope import Scope


class SearchCache:
    """Caches searches for one question, its parts and its clauses."""

    def __init__(
        self,
        archive: Archive,
        reranker: Reranker | None = None,
        preference: TimePreference | None = None,
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
