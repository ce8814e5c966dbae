"""The Python interface to one archive: index, ask, search."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from assistant.archive_search import ArchiveSearch
from assistant.builder import assemble
from assistant.chain import Chain
from assistant.history.answers import Answers
from assistant.llm.meter import Meter
from assistant.retrieval.filters import UnknownSourceError, make_scope, read_period
from assistant.run import Run
from assistant.schema.answer import Answer
from assistant.schema.events import aanswer_of
from assistant.schema.question import Moment, Question, checked
from index.catalog.scope import Scope
from index.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Iterable

    import pandas
    from langchain_core.runnables import Runnable

    from assistant.conversation import Conversation
    from assistant.history.retention import Removed
    from assistant.history.usage import Usage
    from assistant.schema.events import Event
    from assistant.schema.timeline import Timeline


class Assistant(ArchiveSearch):
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
        return await aanswer_of(self.astream(question, **scope))

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

    @cached_property
    def chain(self) -> "Runnable[str, Answer]":
        """The stages as a LangChain runnable from a question to an `Answer`.

        Its `steps` are `plan`, `retrieve`, `generate`, `verify` and `finish`.
        """
        from assistant.runnables import runnable_of

        return runnable_of(self._stages, self._begin_run)

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

    def remove(
        self,
        *article_ids: str,
        keep_answers: bool = False,
        overwrite: bool = False,
        wait: float = 0,
        dry_run: bool = False,
    ) -> "Removed":
        """Remove articles with all their versions, and the answers that were written from them.

        To `overwrite` leaves nothing of them in the files of the archive, Chroma's included; that
        takes about a minute for 100,000 chunks. `wait` is the time in seconds to wait for another
        writer. A `dry_run` only tells what would be removed. Raises `ArchiveError` if there is no
        such article.
        """
        from assistant.history.retention import Removed
        from index.removal import remove_all

        known = self.archive.catalogue.current_versions(article_ids)
        if unknown := [one for one in article_ids if one not in known]:
            raise ArchiveError(f"no article {unknown[0]!r}; see `assistant articles list`")
        count = len(known)
        if not dry_run:
            count = remove_all(self.archive, article_ids, overwrite=overwrite, wait=wait)
        answers = [] if keep_answers else self.answers.remove(articles=article_ids, dry_run=dry_run)
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

        return sum_up(self._recorder.store, *read_period(since, until), by)
