"""The assistant over one archive, for programs and notebooks: index, ask, search."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing, closing
from dataclasses import replace
from datetime import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from assistant.builder import assemble, reranker_of, rewriter_of
from assistant.chain import Chain, Run
from assistant.history.answers import Answers
from assistant.lifecycle import ArchiveLifecycle
from assistant.llm.meter import Meter
from assistant.planning.planner import Planner
from assistant.retrieval.filters import UnknownSourceError, make_scope, read_moment
from assistant.retrieval.hybrid import explain
from assistant.retrieval.retriever import Retriever
from assistant.schema.answer import Answer
from assistant.schema.events import Done
from assistant.schema.explanation import Explanation
from assistant.schema.hits import Hits
from assistant.schema.question import Moment, Question, checked
from index.catalog.scope import Scope

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    from assistant.conversation import Conversation
    from assistant.history.usage import Usage
    from assistant.retrieval.reranker import Reranker
    from assistant.schema.events import Event
    from assistant.schema.timeline import Timeline


class Assistant(ArchiveLifecycle):
    """Questions to one archive. Safe to use from several threads; a context manager.

    `path` is the archive's folder, `llm` a chat model's name ("openai:gpt-5-mini", or "none" to
    quote), `embedder` that of a new archive; what is left out comes from the settings.

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
        """The answer to `question` from what the archive holds, or an abstention.

        `sources` are names of publishers, `since` and `until` bound the day of publication (both
        included), `as_of` hides what became known later, `conversation` is the id of the one that
        the question belongs to. Raises `ArchiveError` where there is nothing to ask, `ModelError`
        where the language model cannot be reached, and `BudgetError` where it may cost too much.
        """
        asked, run = self._begun(question, sources, since, until, as_of, conversation)
        return self._stages.answer(asked, run)

    async def aask(self, question: str, **scope: Any) -> Answer:
        """`ask` for code that runs in an event loop; cancelling it leaves nothing running."""
        async with aclosing(self.astream(question, **scope)) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("a stream ends with Done")

    def stream(self, question: str, **scope: Any) -> "Generator[Event]":
        """`ask`, telling what happens (assistant/schema/events.py); the last event is `Done`.

        Closing the iterator ends the request to the model that is under way. With `confined=True`,
        what lies outside `sources`, `since` and `until` is not told of, not even as the nearest.

        >>> for event in assistant.stream("Who resigned?"):  # doctest: +SKIP
        ...     print(event)
        """
        return self._stages.stream(*self._begun(question, **scope))

    async def astream(self, question: str, **scope: Any) -> "AsyncGenerator[Event]":
        """`stream` for code that runs in an event loop."""
        asked, run = await asyncio.to_thread(self._begun, question, **scope)
        async with aclosing(self._stages.astream(asked, run)) as events:
            async for event in events:
                yield event

    def _begun(self, text: str, *scope: Any, **more: Any) -> tuple[Question, Run]:
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
        return asked, self._memory.meter(asked)

    def scope(self, **scope: Any) -> Scope:
        """What sources and days, given as to `ask`, come to in this archive.

        Raises `ArchiveError` where there is no such source or a day cannot be read.
        """
        return make_scope(self.archive, **scope)

    def conversation(self, resume: str | None = None) -> "Conversation":
        """Questions that may lean on the ones before; or one that goes on from the answer `resume`.

        Raises `ArchiveError` where no answer of that id is kept.
        """
        from assistant.conversation import Conversation, kept_until

        conversation = Conversation(self._stages, self._begin, rewriter_of(self.settings))
        if resume is not None:
            conversation.id, conversation.turns = kept_until(resume, self.answers)
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
        """What happened with `about`, in order of the events, each cited; arguments as of `ask`.

        `since` and `until` bound the events, too.
        """
        from assistant.generation.intents.timeline import make_timeline, nothing_from

        topic = checked(about)
        try:
            scope = make_scope(self.archive, sources, since, until, as_of)
        except UnknownSourceError as unknown:
            return nothing_from(topic, str(unknown))
        return make_timeline(self._stages.context, topic, scope)

    def search(
        self,
        question: str,
        limit: int = 10,
        *,
        sources: str | Sequence[str] | None = None,
        since: Moment = None,
        until: Moment = None,
        as_of: Moment = None,
    ) -> Hits:
        """The `limit` best chunks for `question`, best first; none from an unknown source."""
        asked = checked(question)
        try:
            scope = make_scope(self.archive, sources, since, until, as_of)
        except UnknownSourceError as unknown:
            return Hits(notes=[str(unknown)])
        with closing(self._memory.meter(Question(asked))) as meter:
            plan = self._planner.read(asked, scope)
            found = self._retriever.paid_by(meter).find(plan, limit, scope)
        return Hits(found.hits, found.notes)

    def explain(self, question: str, limit: int = 10, **scope: Any) -> tuple[Hits, Explanation]:
        """What `search` finds, and how it came to that; arguments as there."""
        asked = checked(question)
        try:
            within = make_scope(self.archive, **scope)
        except UnknownSourceError as unknown:
            return Hits(), Explanation(relaxed=(str(unknown),))
        with closing(self._memory.meter(Question(asked))) as meter:
            plan, retriever = self._planner.read(asked, within), self._retriever.paid_by(meter)
            found = retriever.find(plan, limit, within)
            searched = retriever.scope_of(plan, within)
            _, told = explain(self.archive, asked, limit, searched, retriever.reranker)
        understood = tuple(plan.in_words())
        return Hits(found.hits, found.notes), replace(
            told, understood=understood, relaxed=found.relaxed
        )

    @cached_property
    def chain(self) -> "Runnable[str, Answer]":
        """The stages as a LangChain Runnable, question in, `Answer` out."""
        return self._stages.runnable(self._begun)

    @cached_property
    def retriever(self) -> "BaseRetriever":
        """The search as a LangChain retriever, one `Document` a chunk."""
        from assistant.retrieval.langchain_retriever import ArchiveRetriever

        return ArchiveRetriever(
            retriever=self._retriever,
            plan=self._planner.read,
            meter=lambda asked: self._memory.meter(Question(asked)),
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
        """The stages that `ask` goes through, for whoever wants to look between them."""
        return self._stages

    @cached_property
    def _stages(self) -> Chain:
        return assemble(self.archive, self.settings, self._reranker, self._memory)

    @cached_property
    def answers(self) -> Answers:
        """The answers that this archive has given, by id and the latest first."""
        return Answers(self._memory, lambda: self.archive.catalogue)

    def usage(
        self,
        *,
        since: Moment = None,
        until: Moment = None,
        by: Literal["day", "model", "conversation"] | None = None,
    ) -> "Usage":
        """How many questions were asked of this archive, and the tokens and dollars they took.

        Days are UTC's. `by` adds a row a day, model or conversation to the total.
        """
        from assistant.history.usage import sum_up

        bounds = (read_moment("since", since, time.min), read_moment("until", until, time.max))
        return sum_up(self._memory.store, *bounds, by)
