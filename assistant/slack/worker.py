"""Works off the queue: several questions at a time, each until Slack shows its answer.

Temporary errors are retried with growing pauses; other errors end the question as failed.
"""

import asyncio
import logging
import time
from contextlib import suppress

import aiohttp
from slack_sdk.errors import SlackApiError

from assistant.slack.client import LimitedError, UncertainError
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.messages import StillStreamingError
from assistant.slack.queue_database import QueuedQuestion
from assistant.slack.reply import Responder
from index.sql import Lost

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0  # seconds between two attempts
_LOST_PAUSE = 1.0
_MOST_TRIES = 60  # about an hour
_ERROR = "Something went wrong. The bot's log has the details."
_MOST_ERRORS = 3  # attempts before an internal error is shown to the person who asked

_TEMPORARY = (UncertainError, LimitedError, StillStreamingError, aiohttp.ClientError, TimeoutError)


class QueueWorker:
    """Answers open questions; those of one thread one after another."""

    def __init__(self, deliveries: Deliveries, responder: Responder, at_once: int) -> None:
        self._deliveries, self._responder, self._at_once = deliveries, responder, at_once
        self._busy: set[tuple[str, str]] = set()
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Look for open questions now."""
        self._news.set()

    async def run(self) -> None:
        """Work until cancelled; unfinished questions stay open for the next start."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._at_once):
                group.create_task(self._work())

    async def _work(self) -> None:
        while True:
            try:
                await self._next()
            except Lost as error:  # the question is still open
                log.warning("the queue cannot be reached, trying again: %s", error)
                await asyncio.sleep(_LOST_PAUSE)

    async def _next(self) -> None:
        self._news.clear()
        question = self._deliveries.take(self._busy)
        if question is None:
            await self._rest()
            return
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

    async def _handle(self, question: QueuedQuestion) -> None:
        try:
            outcome = await self._responder.settle(question)
            if outcome:
                self._deliveries.settle(question, outcome)
        except _TEMPORARY as error:
            log.info("question %s will be tried again: %s", question.id, error)
            self._try_again(question)
        except SlackApiError as error:
            log.warning("question %s: Slack refuses: %s", question.id, error)
            self._deliveries.settle(question, "failed")
        except Lost:
            raise
        except Exception:
            log.exception("question %s: internal error", question.id)
            await self._give_up(question)

    def _try_again(self, question: QueuedQuestion) -> None:
        if question.tries >= _MOST_TRIES:
            log.error("question %s: giving up after %s attempts", question.id, question.tries)
            self._deliveries.settle(question, "failed")
            return
        self._deliveries.postpone(question, min(_LONGEST_PAUSE, 0.25 * 2**question.tries))

    async def _give_up(self, question: QueuedQuestion) -> None:
        """Try again after an internal error; tell the person if that does not help."""
        if question.tries < _MOST_ERRORS:
            self._deliveries.postpone(question, 0.25 * 2**question.tries)
            return
        self._deliveries.settle(question, "failed")
        with suppress(*_TEMPORARY, SlackApiError):
            now = self._deliveries.get(question.id)
            await self._responder.say(now, _ERROR)
