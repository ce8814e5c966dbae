"""Streams an answer to Slack: each statement once it has passed the check, then the sources.

A Slack stream can only grow. If it differs from the final answer (a statement was withdrawn, a part
was lost or the stream expired), the whole message replaces it.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from slack_sdk.errors import SlackApiError

from assistant.schema.answer import Answer, Statement
from assistant.schema.events import Event
from assistant.slack.blocks import answer_blocks, statement_blocks
from assistant.slack.client import LimitedError, UncertainError
from assistant.slack.forms import feedback_blocks
from assistant.slack.messages import MessagePoster
from assistant.slack.queue_database import QueuedQuestion


class Stream:
    """A growing message; what Slack does not accept now is sent with the next push."""

    def __init__(self, poster: MessagePoster, question: QueuedQuestion) -> None:
        self._poster, self._question = poster, question
        self._waiting: list[Statement] = []
        self._shown: list[Statement] = []
        self._ts: str | None = None
        self._is_sound = True  # Slack shows exactly what was sent

    def add(self, statement: Statement) -> None:
        self._waiting.append(statement)

    async def push(self) -> None:
        """Send the statements that are waiting."""
        if not self._waiting or not self._is_sound:
            return
        done = len(self._shown)
        blocks = statement_blocks([*self._shown, *self._waiting])[done:]
        try:
            if self._ts is None:
                self._ts = await self._poster.start(self._question, blocks)
                self._is_sound = self._ts is not None
            else:
                await self._poster.append(self._question, self._ts, blocks)
        except LimitedError:
            return
        except (UncertainError, SlackApiError):
            if self._ts is None:
                raise
            self._is_sound = False
        self._shown += self._waiting
        self._waiting = []

    async def end(self, answer: Answer) -> bool:
        """End the message with its sources; False if the whole message must be shown again."""
        every = statement_blocks(answer.statements)
        whole = answer_blocks(answer, feedback_blocks(answer))
        if not every or whole[: len(every)] != every:
            return False
        if self._ts is None:
            self._waiting = answer.statements[:1]
            await self.push()
        done = len(self._shown)
        if not self._ts or not self._is_sound or self._shown != answer.statements[:done]:
            return False
        more, end = every[done:], whole[len(every) :]
        return await self._poster.stop(self._question, self._ts, more, end)


async def batch(events: AsyncGenerator[Event]) -> AsyncGenerator[list[Event]]:
    """The events in batches, since Slack is slower than a model: each has all that arrived."""
    queue: asyncio.Queue[Event | None] = asyncio.Queue()

    async def enqueue() -> None:
        try:
            async with aclosing(events):
                async for event in events:
                    queue.put_nowait(event)
        finally:
            queue.put_nowait(None)

    task = asyncio.create_task(enqueue())
    try:
        is_open = True
        while is_open:
            arrived = [await queue.get()]
            while not queue.empty():
                arrived.append(queue.get_nowait())
            is_open = None not in arrived
            if some := [event for event in arrived if event is not None]:
                yield some
        await task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
