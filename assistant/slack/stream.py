"""An answer shown statement by statement, each when it has stood the check; its sources come last.

A stream of Slack's can only grow. Where it does not hold what the answer came to be (a statement
was taken back, Slack lost a part, it has expired), the whole message is put in its place.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from slack_sdk.errors import SlackApiError

from assistant.schema.answer import Answer, Statement
from assistant.schema.events import Event
from assistant.slack.blocks import answer_blocks, statement_block
from assistant.slack.client import LimitedError, UncertainError
from assistant.slack.feedback import judging_blocks
from assistant.slack.messages import MessagePoster
from assistant.slack.question import Question


class Stream:
    """A message that grows; what Slack does not take at once waits for the next time."""

    def __init__(self, poster: MessagePoster, question: Question) -> None:
        self._poster, self._question = poster, question
        self._waiting: list[Statement] = []
        self._shown: list[Statement] = []
        self._ts: str | None = None
        self._is_sound = True  # Slack shows just what was sent

    def add(self, statement: Statement) -> None:
        """One more statement to show."""
        self._waiting.append(statement)

    async def push(self) -> None:
        """Sends what waits."""
        if not self._waiting or not self._is_sound:
            return
        blocks = list(map(statement_block, self._waiting))
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
        """Ends the message with its sources; False where it has to be shown anew."""
        every = [statement_block(statement) for statement in answer.statements]
        whole = answer_blocks(answer, judging_blocks(answer))
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


async def gathered(events: AsyncGenerator[Event]) -> AsyncGenerator[list[Event]]:
    """All events since the last time at once: Slack takes longer than a model's next word."""
    queue: asyncio.Queue[Event | None] = asyncio.Queue()

    async def pour() -> None:
        try:
            async with aclosing(events):
                async for event in events:
                    queue.put_nowait(event)
        finally:
            queue.put_nowait(None)

    pouring = asyncio.create_task(pour())
    try:
        is_open = True
        while is_open:
            batch = [await queue.get()]
            while not queue.empty():
                batch.append(queue.get_nowait())
            is_open = None not in batch
            if told := [event for event in batch if event is not None]:
                yield told
        await pouring
    finally:
        pouring.cancel()
        with suppress(asyncio.CancelledError):
            await pouring
