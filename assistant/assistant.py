"""The Python interface to one archive: index, ask, search."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import aclosing, closing
from dataclasses import replace
from datetime import time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from assistant.builder import assemble, reranker_of
from assistant.chain import Chain, Run
from assistant.history.answers import Answers
from assistant.lifecycle import ArchiveLifecycle
from assistant.llm.meter import Meter
from assistant.planning.planner import Planner
from assistant.retrieval.filters import UnknownSourceError, make_scope, read_moment
from assistant.retrieval.hybrid import explain
from assistant.retrieval.retriever import Retriever
from assistant.schema.answer import Answer
from assistant.schema.articles import Articles
from assistant.schema.events import Done
from assistant.schema.evidence import Evidence
from assistant.schema.explanation import Explanation
from assistant.schema.hits import Hits
from assistant.schema.question import InvalidRequestError, Moment, Question, checked
from index.catalog.scope import Scope
from index.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Iterable

    import pandas
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    from assistant.conversation import Conversation
    from assistant.history.retention import Removed
    from assistant.history.usage import Usage
    from assistant.retrieval.reranker import Reranker
    from assistant.schema.events import Event
    from assistant.schema.stories import Story
    from assistant.schema.timeline import Timeline


class Assistant(ArchiveLifecycle):
    """An archive to ask. Thread-safe; a context manager.

    `path` is the folder of the archive, `llm` the chat model ("openai:gpt-5-mini", "none" to quote
    the sources, or a LangChain chat model), `embedder` the embedder of a new archive. The settings
    are the defaults.

    >>> with Assistant("archive") as assistant:  # doctest: +SKIP
    ...     assistant.index(["articles/"])
    ...     print(assistant.ask("Who is repairing the bridge?"))
    """

    def ask(
        self,
        question: str,
        *,
        sources: str | Sequence[str] | None = None,
        since: Moment = None,
        until: Moment = None,
        as_of: Moment = None,
        conversation: str | None = None,
    ) -> Answer:
        """Answer `question` from the archive, or abstain.

        `sources` are names of publishers, `since` and `until` limit the day of publication (both
        included), `as_of` hides articles that became known later, and `conversation` is the id of
        the conversation that the question belongs to. Raises `ArchiveError` if nothing is indexed,
        `ModelError` if the chat model cannot be reached, and `BudgetError` if a budget would be
        exceeded.
        """
        asked, run = self._begin_run(question, sources, since, until, as_of, conversation)
        return self._stages.answer(asked, run)

    async def aask(self, question: str, **scope: Any) -> Answer:
        """`ask` for asynchronous code; cancelling it also ends the request to the model."""
        async with aclosing(self.astream(question, **scope)) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("a stream ends with Done")

    def ask_many(
        self, questions: Iterable[str], *, progress: bool = True, **scope: Any
    ) -> "pandas.DataFrame":
        """Ask each question; a table with a row for each (extra `notebook`).

        Columns: question, answered, text, citations (how many), sources, reason (of an abstention,
        or "error", with the error as text), seconds, id. `progress` shows a bar on standard error;
        other arguments as in `ask`.
        """
        from assistant.render.frames import asked_in_frame

        return asked_in_frame(questions, lambda asked: self.ask(asked, **scope), progress)

    def stream(self, question: str, **scope: Any) -> "Generator[Event]":
        """`ask` as a stream of events (assistant/schema/events.py); the last one is `Done`.

        Closing the iterator ends the current request to the model. With `confined=True`, nothing
        outside `sources`, `since` and `until` is mentioned, not even as nearest coverage.

        >>> for event in assistant.stream("Who resigned?"):  # doctest: +SKIP
        ...     print(event)
        """
        return self._stages.stream(*self._begin_run(question, **scope))

    async def astream(self, question: str, **scope: Any) -> "AsyncGenerator[Event]":
        """`stream` for asynchronous code."""
        asked, run = await asyncio.to_thread(self._begin_run, question, **scope)
        async with aclosing(self._stages.astream(asked, run)) as events:
            async for event in events:
                yield event

    def _begin_run(self, text: str, *scope: Any, **more: Any) -> tuple[Question, Run]:
        question, meter = self._begin(text, *scope, **more)
        return question, self._stages.run(meter)

    def _begin(
        self,
        question: str,
        sources: str | Sequence[str] | None = None,
        since: Moment = None,
        until: Moment = None,
        as_of: Moment = None,
        conversation: str | None = None,
        *,
        confined: bool = False,
    ) -> tuple[Question, Meter]:
        asked = Question(checked(question), conversation=conversation)
        try:
            scope = make_scope(self.archive, sources, since, until, as_of, confined=confined)
            asked = replace(asked, scope=scope)
        except UnknownSourceError as unknown:
            wanted = (sources,) if isinstance(sources, str) else tuple(sources or ())
            scope = Scope(sources=wanted, confined=confined)
            asked = replace(asked, scope=scope, unknown_source=str(unknown))
        return asked, self._recorder.meter(asked)

    def scope(self, **scope: Any) -> Scope:
        """Resolve sources and days, given as to `ask`, in this archive.

        Raises `ArchiveError` if a source is unknown or a day cannot be parsed.
        """
        return make_scope(self.archive, **scope)

    def conversation(self, resume: str | None = None) -> "Conversation":
        """A new conversation, or the one of the recorded answer `resume`.

        Raises `ArchiveError` if no answer with that id is recorded.
        """
        from assistant.conversation import Conversation, load_turns

        conversation = Conversation(self._stages, self._begin)
        if resume is not None:
            conversation.id, conversation.turns = load_turns(resume, self.answers)
        return conversation

    def timeline(
        self,
        about: str,
        *,
        sources: str | Sequence[str] | None = None,
        since: Moment = None,
        until: Moment = None,
        as_of: Moment = None,
    ) -> "Timeline":
        """The events of the topic `about` in chronological order; other arguments as in `ask`.

        `since` and `until` also limit the events.
        """
        from assistant.generation.intents.timeline import make_timeline, nothing_from

        topic = checked(about)
        try:
            scope = make_scope(self.archive, sources, since, until, as_of)
        except UnknownSourceError as unknown:
            return nothing_from(topic, str(unknown))
        made = make_timeline(self._stages.context, topic, scope)
        return made.with_citations(self._stages.link)

    def new(self, since: Moment = "yesterday") -> "list[Story]":
        """What came in since that day or moment (UTC): the stories, the newest first."""
        from assistant.retrieval.stories import new_stories

        today = self.archive.clock.now().date()
        named = {"today": today, "yesterday": today - timedelta(days=1)}
        day = named.get(since.strip().lower(), since) if isinstance(since, str) else since
        moment = read_moment("since", day, time.min)
        if moment is None:
            raise InvalidRequestError("since: give a day, as 2024-03-31")
        return new_stories(self.archive, moment)

    def stories(self, articles: int = 200, skip: int = 0, **scope: Any) -> "list[Story]":
        """The stories of the newest articles, after the first `skip`, the newest first.

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
    def chain(self) -> "Runnable[str, Answer]":
        """The stages as a LangChain runnable from a question to an `Answer`.

        Its `steps` are `plan`, `retrieve`, `generate`, `verify` and `finish`.
        """
        from assistant.runnables import runnable_of

        return runnable_of(self._stages, self._begin_run)

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
        from assistant.retrieval.langchain_retriever import ArchiveRetriever

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

    @property
    def stages(self) -> Chain:
        """The stages of `ask`, to run or inspect them one by one."""
        return self._stages

    @cached_property
    def _stages(self) -> Chain:
        chain = assemble(self.archive, self.settings, self._reranker, self._recorder)
        chain.observers = self.observers
        return chain

    @cached_property
    def answers(self) -> Answers:
        """The recorded answers of this archive."""
        return Answers(self._recorder, lambda: self.archive.catalogue)

    @cached_property
    def articles(self) -> Articles:
        """The articles of this archive."""
        return Articles(lambda: self.archive.catalogue)

    def remove(
        self,
        *article_ids: str,
        keep_answers: bool = False,
        overwrite: bool = False,
        wait: float = 0,
    ) -> "Removed":
        """Remove articles with all their versions, and the answers that were written from them.

        To `overwrite` leaves nothing of them in the files of the archive, Chroma's included; that
        takes about a minute for 100,000 chunks. `wait` is the time in seconds to wait for another
        writer. Raises `ArchiveError` if there is no such article.
        """
        from assistant.history.retention import Removed

        known = self.archive.catalogue.current_versions(article_ids)
        if unknown := next((one for one in article_ids if one not in known), None):
            raise ArchiveError(f"no article {unknown!r}; see `assistant articles list`")
        count = self.archive.remove_all(article_ids, overwrite=overwrite, wait=wait)
        answers = [] if keep_answers else self.answers.remove(articles=article_ids)
        return Removed(count, tuple(answers))

    def usage(
        self,
        *,
        since: Moment = None,
        until: Moment = None,
        by: Literal["day", "model", "conversation"] | None = None,
    ) -> "Usage":
        """The number of questions asked, and the tokens and dollars they took.

        Days are in UTC. `by` adds a row for each day, model or conversation.
        """
        from assistant.history.usage import sum_up

        bounds = (read_moment("since", since, time.min), read_moment("until", until, time.max))
        return sum_up(self._recorder.store, *bounds, by)
