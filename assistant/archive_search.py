"""What an archive is searched for without an answer: hits, evidence, stories."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.builder import reranker_of
from assistant.lifecycle import ArchiveLifecycle
from assistant.planning.planner import Planner
from assistant.retrieval.filters import UnknownSourceError, make_scope, read_moment
from assistant.retrieval.hybrid import explain
from assistant.retrieval.retriever import Retriever
from assistant.schema.evidence import Evidence
from assistant.schema.explanation import Explanation
from assistant.schema.hits import Articles, Hits
from assistant.schema.question import InvalidRequestError, Moment, Question, checked
from index.catalog.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever

    from assistant.retrieval.reranker import Reranker
    from assistant.schema.hits import Story


class ArchiveSearch(ArchiveLifecycle):
    """An archive to search."""

    def scope(self, **scope: Any) -> Scope:
        """Resolve sources and days, given as to `ask`, in this archive.

        Raises `ArchiveError` if a source is unknown or a day cannot be parsed.
        """
        return make_scope(self.archive, **scope)

    def new(self, since: Moment = "yesterday") -> "list[Story]":
        """The articles received since that day or moment (UTC) as stories, newest first."""
        from assistant.retrieval.stories import new_stories

        today = self.archive.clock.now().date()
        named = {"today": today, "yesterday": today - timedelta(days=1)}
        day = named.get(since.strip().lower(), since) if isinstance(since, str) else since
        moment = read_moment("since", day, time.min)
        if moment is None:
            raise InvalidRequestError("since: give a day, such as 2024-03-31")
        return new_stories(self.archive, moment)

    def stories(self, articles: int = 200, skip: int = 0, **scope: Any) -> "list[Story]":
        """The stories of the newest articles, after the first `skip`, newest first.

        `scope` as in `ask`.
        """
        from assistant.retrieval.stories import newest_stories

        return newest_stories(self.archive, self.scope(**scope), articles, skip)

    def search(
        self,
        question: str,
        limit: int = 10,
        *,
        sources: str | Sequence[str] | None = None,
        since: Moment = None,
        until: Moment = None,
        as_of: Moment = None,
        authors: Sequence[str] = (),
        languages: Sequence[str] = (),
    ) -> Hits:
        """The `limit` best chunks for `question`, best first; none for an unknown source.

        `authors` and `languages` are as articles state them; other arguments as in `ask`.
        """
        asked = checked(question)
        days = (since, until, as_of)
        try:
            scope = make_scope(self.archive, sources, *days, authors=authors, languages=languages)
        except UnknownSourceError as unknown:
            return Hits(notes=[str(unknown)])
        with closing(self._recorder.meter(Question(asked))) as meter:
            plan = self._planner.read(asked, scope)
            found = self._retriever.paid_by(meter).find(plan, limit, scope)
        return Hits(found.hits, found.notes)

    def explain(self, question: str, limit: int = 10, **scope: Any) -> tuple[Hits, Explanation]:
        """The hits of `search`, and an explanation of them; same arguments."""
        asked = checked(question)
        try:
            within = make_scope(self.archive, **scope)
        except UnknownSourceError as unknown:
            return Hits(), Explanation(relaxed=(str(unknown),))
        with closing(self._recorder.meter(Question(asked))) as meter:
            plan, retriever = self._planner.read(asked, within), self._retriever.paid_by(meter)
            found = retriever.find(plan, limit, within)
            searched = retriever.scope_of(plan, within)
            preference = retriever.preference(plan, within)
            _, told = explain(self.archive, asked, limit, searched, retriever.reranker, preference)
        understood = tuple(plan.in_words())
        return Hits(found.hits, found.notes), replace(
            told, understood=understood, relaxed=found.relaxed
        )

    @cached_property
    def articles(self) -> Articles:
        """The articles of this archive."""
        return Articles(lambda: self.archive.catalogue)

    def evidence(self, question: str, documents: "Iterable[Document]") -> Evidence:
        """The sentences of LangChain documents as evidence for `question`, best first.

        Their metadata has `article`, `version`, `start` and `end`, as documents of `retriever` and
        of the archive's Chroma collection have. Raises `ArchiveError` if the archive has no such
        article.
        """
        from assistant.retrieval.documents import sentences_of

        return Evidence(sentences=sentences_of(self.archive, checked(question), documents))

    @cached_property
    def retriever(self) -> "BaseRetriever":
        """The search as a LangChain retriever, one `Document` per chunk."""
        from assistant.retrieval.documents import ArchiveRetriever

        return ArchiveRetriever(
            retriever=self._retriever,
            plan=self._planner.read,
            meter=lambda asked: self._recorder.meter(Question(asked)),
        )

    @cached_property
    def _reranker(self) -> "Reranker | None":
        return reranker_of(self.settings)

    @cached_property
    def _retriever(self) -> Retriever:
        return Retriever(self.archive, self._reranker)

    @cached_property
    def _planner(self) -> Planner:
        return Planner(self.archive)
