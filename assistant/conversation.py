"""Conversations: questions that may refer to earlier ones."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing, closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.chain import Chain
from assistant.llm.meter import Meter
from assistant.planning.english.follow_ups import Turn, complete, points_back
from assistant.planning.turns import cited_in, turn_of
from assistant.schema.answer import Answer
from assistant.schema.events import Done, Event
from assistant.schema.question import Question, new_id
from assistant.text.words import split_words

if TYPE_CHECKING:
    from assistant.history.answers import Answers
    from assistant.planning.query_rewriter import Rewriter

MOST_TURNS = 8  # earlier turns that a question may refer to
_MOST_RECORDED = 200  # answers loaded to continue a conversation
Begin = Callable[..., tuple[Question, Meter]]


class Conversation:
    """A conversation; a follow-up question is rewritten to stand alone before it is asked.

    `turns` are the answers so far. Not thread-safe.

    >>> conversation = assistant.conversation()  # doctest: +SKIP
    >>> conversation.ask("When was the bridge closed?")  # doctest: +SKIP
    >>> conversation.ask("And by whom?").resolved  # doctest: +SKIP
    'By whom was the bridge closed?'
    """

    def __init__(self, stages: Chain, begin: Begin, rewriter: "Rewriter | None" = None) -> None:
        self.id = new_id()
        self.turns: tuple[Answer, ...] = ()
        self._stages, self._begin, self._rewriter = stages, begin, rewriter

    def ask(self, question: str, **scope: Any) -> Answer:
        """Answer `question` in the context of the turns before; `scope` as in `Assistant.ask`.

        `Answer.resolved` is a follow-up question as it was rewritten.
        """
        with closing(self.stream(question, **scope)) as events:
            for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("a stream ends with Done")

    async def aask(self, question: str, **scope: Any) -> Answer:
        """`ask` for asynchronous code; cancelling it also ends the request to the model."""
        async with aclosing(self.astream(question, **scope)) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("a stream ends with Done")

    def stream(self, question: str, **scope: Any) -> Generator[Event]:
        """`ask` as a stream of events; `Resolved` comes first for a follow-up question."""
        asked, meter, turns = self._start(question, scope)
        started = time.perf_counter()
        rewritten = None
        if self._rewriter and turns:
            rewritten = self._rewriter.rewrite(asked.text, turns, meter)
        asked = self._follow(asked, turns, rewritten)
        run = self._stages.run(meter, _since(started) if turns else None)
        with closing(self._stages.stream(asked, run)) as events:
            for event in events:
                self._note(event)
                yield event

    async def astream(self, question: str, **scope: Any) -> AsyncGenerator[Event]:
        """`stream` for asynchronous code."""
        asked, meter, turns = await asyncio.to_thread(self._start, question, scope)
        started = time.perf_counter()
        rewritten = None
        if self._rewriter and turns:
            rewritten = await self._rewriter.arewrite(asked.text, turns, meter)
        asked = await asyncio.to_thread(self._follow, asked, turns, rewritten)
        run = self._stages.run(meter, _since(started) if turns else None)
        async with aclosing(self._stages.astream(asked, run)) as events:
            async for event in events:
                self._note(event)
                yield event

    def clear(self) -> None:
        """Forget the turns and take a new id."""
        self.turns = ()
        self.id = new_id()

    def _start(self, question: str, scope: dict[str, Any]) -> tuple[Question, Meter, list[Turn]]:
        """The question as asked, and the turns it may refer to; none if it does not."""
        asked, meter = self._begin(question, conversation=self.id, **scope)
        if asked.unknown_source or not self.turns or not points_back(asked.text):
            return asked, meter, []
        archive = self._stages.archive
        return asked, meter, [turn_of(answer, archive) for answer in self.turns[-MOST_TURNS:]]

    def _follow(self, question: Question, turns: list[Turn], completed: str | None) -> Question:
        """The rewritten question, by the model if it gave a usable one, else by rules."""
        if not turns:
            return question
        said, scope = question.text, question.scope
        if completed is None:
            planner = self._stages.planner
            completed = complete(said, turns, lambda text: planner.read(text, scope))
        if _same(completed, said):
            return question
        earlier = cited_in(reversed(self.turns[-MOST_TURNS:]), self._stages.archive)
        return replace(question, resolved=completed, earlier=earlier)

    def _note(self, event: Event) -> None:
        if isinstance(event, Done):
            self.turns = (*self.turns, event.answer)


def _since(started: float) -> dict[str, float]:
    return {"follow": round(time.perf_counter() - started, 4)}


def _same(one: str, other: str) -> bool:
    """Whether two questions differ only in case and punctuation."""
    return split_words(one.casefold()) == split_words(other.casefold())


def load_turns(answer_id: str, answers: "Answers") -> tuple[str, tuple[Answer, ...]]:
    """The id of a recorded answer's conversation, and its answers up to that one.

    Raises `ArchiveError` if there is no such answer.
    """
    last = answers.record(answer_id)
    kept = answers.latest(_MOST_RECORDED, conversation=last.conversation)
    until = [record for record in reversed(kept) if record.asked_at <= last.asked_at]
    return last.conversation, tuple(record.answer for record in until)
