"""A conversation: questions that may lean on the ones before, over one archive."""

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

MOST_TURNS = 8  # are looked back at
_MOST_KEPT = 200  # answers of a conversation
Begin = Callable[..., tuple[Question, Meter]]


class Conversation:
    """Turn after turn; a question that leans on earlier ones is completed before it is asked.

    `id` names it, `turns` are its answers so far. For one thread at a time.

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
        """The answer to `question`, understood with the turns before; `scope` as `Assistant.ask`.

        `Answer.resolved` is the question as it was understood, where that is not as it was said.
        """
        with closing(self.stream(question, **scope)) as events:
            for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("a stream ends with Done")

    async def aask(self, question: str, **scope: Any) -> Answer:
        """`ask` for code that runs in an event loop; cancelling it leaves nothing running."""
        async with aclosing(self.astream(question, **scope)) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("a stream ends with Done")

    def stream(self, question: str, **scope: Any) -> Generator[Event]:
        """`ask`, telling what happens; `Resolved` comes first where a follow-up was completed."""
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
        """`stream` for code that runs in an event loop."""
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
        """Forgets the turns: the next question stands alone, in a conversation of another id."""
        self.turns = ()
        self.id = new_id()

    def _start(self, question: str, scope: dict[str, Any]) -> tuple[Question, Meter, list[Turn]]:
        """The question as it was said, and what it may point back at: nothing where it does not."""
        asked, meter = self._begin(question, conversation=self.id, **scope)
        if asked.unknown_source or not self.turns or not points_back(asked.text):
            return asked, meter, []
        archive = self._stages.archive
        return asked, meter, [turn_of(answer, archive) for answer in self.turns[-MOST_TURNS:]]

    def _follow(self, question: Question, turns: list[Turn], completed: str | None) -> Question:
        """The question completed, by the model's words where they can be used, else by rules."""
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
    """Whether two questions differ in capitals and marks alone."""
    return split_words(one.casefold()) == split_words(other.casefold())


def kept_until(answer_id: str, answers: "Answers") -> tuple[str, tuple[Answer, ...]]:
    """The conversation of a kept answer, and its answers up to that one.

    Raises `ArchiveError` where there is no such answer.
    """
    last = answers.record(answer_id)
    kept = answers.latest(_MOST_KEPT, conversation=last.conversation)
    until = [record for record in reversed(kept) if record.asked_at <= last.asked_at]
    return last.conversation, tuple(record.answer for record in until)
