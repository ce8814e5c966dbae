"""Conversations: questions that may refer to earlier ones."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing, closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.chain import Chain
from assistant.llm.meter import Meter
from assistant.planning.turns import MOST_TURNS, cited_in, turn_of
from assistant.schema.answer import Answer
from assistant.schema.events import Done, Event, aanswer_of, answer_of
from assistant.schema.question import Question, new_id

if TYPE_CHECKING:
    from assistant.history.answers import Answers

_MOST_RECORDED = 200  # answers loaded to continue a conversation
Begin = Callable[..., tuple[Question, Meter]]


class Conversation:
    """A conversation: each question is asked with the turns before it.

    A chat model rewrites a follow-up so that it can be understood alone. Without one it is asked as
    typed; if it contains no name, the topic of the turn before is added to the search.

    `turns` are the answers so far. Not thread-safe.

    >>> conversation = assistant.conversation()  # doctest: +SKIP
    >>> conversation.ask("When was the bridge closed?")  # doctest: +SKIP
    >>> conversation.ask("And by whom?").resolved  # doctest: +SKIP
    'By whom was the bridge closed?'
    """

    def __init__(self, stages: Chain, begin: Begin) -> None:
        self.id = new_id()
        self.turns: tuple[Answer, ...] = ()
        self._stages, self._begin = stages, begin

    def ask(self, question: str, **scope: Any) -> Answer:
        """Answer `question` in the context of the turns before; `scope` as in `Assistant.ask`.

        `Answer.resolved` is a follow-up question as a chat model rewrote it.
        """
        return answer_of(self.stream(question, **scope))

    async def aask(self, question: str, **scope: Any) -> Answer:
        """`ask` for asynchronous code; cancelling it also ends the request to the model."""
        return await aanswer_of(self.astream(question, **scope))

    def stream(self, question: str, **scope: Any) -> Generator[Event]:
        """`ask` as a stream of events; `Resolved` comes first for a rewritten question."""
        asked, meter = self._start(question, scope)
        with closing(self._stages.stream(asked, self._stages.run(meter))) as events:
            for event in events:
                self._note(event)
                yield event

    async def astream(self, question: str, **scope: Any) -> AsyncGenerator[Event]:
        """`stream` for asynchronous code."""
        asked, meter = await asyncio.to_thread(self._start, question, scope)
        async with aclosing(self._stages.astream(asked, self._stages.run(meter))) as events:
            async for event in events:
                self._note(event)
                yield event

    def clear(self) -> None:
        """Forget the turns and take a new id."""
        self.turns = ()
        self.id = new_id()

    def _start(self, question: str, scope: dict[str, Any]) -> tuple[Question, Meter]:
        """The question with the turns before it, and the sentences that they cited."""
        asked, meter = self._begin(question, conversation=self.id, **scope)
        recent = self.turns[-MOST_TURNS:]
        earlier = cited_in(reversed(recent), self._stages.archive)
        return replace(asked, turns=tuple(map(turn_of, recent)), earlier=earlier), meter

    def _note(self, event: Event) -> None:
        if isinstance(event, Done):
            self.turns = (*self.turns, event.answer)


def load_turns(answer_id: str, answers: "Answers") -> tuple[str, tuple[Answer, ...]]:
    """The id of a recorded answer's conversation, and its answers up to that one.

    Raises `ArchiveError` if there is no such answer.
    """
    last = answers.record(answer_id)
    kept = answers.latest(_MOST_RECORDED, conversation=last.conversation)
    until = [record for record in reversed(kept) if record.asked_at <= last.asked_at]
    return last.conversation, tuple(record.answer for record in until)
