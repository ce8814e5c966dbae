"""The bot's work: open questions, some at once, each until Slack shows what it should.

What may get better by itself is tried again, later and later; what does not is noted as failed.
"""

import asyncio
import logging
import time
from contextlib import suppress

import aiohttp
from slack_sdk.errors import SlackApiError

from assistant.slack.client import LimitedError, UncertainError
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.ephemeral import WhisperRefusedError
from assistant.slack.messages import StillStreamingError
from assistant.slack.question import Question
from assistant.slack.reply import Responder

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0  # seconds between two tries
_MOST_TRIES = 60  # about an hour
_FAULT = "Something went wrong here; the operator's log says what."
_FAULTS = 3  # tries after which a fault of ours is told to the person who asked

_TEMPORARY = (
    UncertainError,
    LimitedError,
    StillStreamingError,
    aiohttp.ClientError,
    TimeoutError,
)


class QueueWorker:
    """Takes open questions and has them answered; questions of one thread go one by one."""

    def __init__(self, deliveries: Deliveries, responder: Responder, at_once: int) -> None:
        self._deliveries, self._responder, self._at_once = deliveries, responder, at_once
        self._busy: set[tuple[str, str]] = set()
        self._news = asyncio.Event()

    def wake(self) -> None:
        """There may be something to do."""
        self._news.set()

    async def run(self) -> None:
        """Works until it is cancelled; what is left open then is taken up at the next start."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._at_once):
                group.create_task(self._work())

    async def _work(self) -> None:
        while True:
            self._news.clear()
            question = self._deliveries.take(self._busy)
            if question is None:
                await self._rest()
                continue
            self._busy.add(question.line)
            try:
                await self._handle(question)
            finally:
                self._busy.discard(question.line)
                self.wake()

    async def _rest(self) -> None:
        due = self._deliveries.next_due()
        pause = None if due is None else max(0.05, due - time.time())
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._news.wait()

    async def _handle(self, question: Question) -> None:
        try:
            outcome = await self._responder.settle(question)
            if outcome:
                self._deliveries.settle(question, outcome)
        except _TEMPORARY as error:
            log.info("question %s waits for another try: %s", question.id, error)
            self._try_again(question)
        except (SlackApiError, WhisperRefusedError) as error:
            log.warning("question %s: Slack refuses: %s", question.id, error)
            self._deliveries.settle(question, "failed")
        except Exception:
            log.exception("question %s: a fault of ours", question.id)
            await self._give_up(question)

    def _try_again(self, question: Question) -> None:
        if question.tries >= _MOST_TRIES:
            log.error("question %s is given up after %s tries", question.id, question.tries)
            self._deliveries.settle(question, "failed")
            return
        self._deliveries.postpone(question, min(_LONGEST_PAUSE, 0.25 * 2**question.tries))

    async def _give_up(self, question: Question) -> None:
        """Tells of a fault of ours, when trying again did not help."""
        if question.tries < _FAULTS:
            self._deliveries.postpone(question, 0.25 * 2**question.tries)
            return
        self._deliveries.settle(question, "failed")
        with suppress(*_TEMPORARY, SlackApiError, WhisperRefusedError):
            now = self._deliveries.get(question.id)
            await self._responder.say(now, _FAULT)
