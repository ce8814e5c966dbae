"""Posts exactly one message per question.

Slack may accept a message although its reply is lost, or the bot may die before it reads the reply.
So the queue notes beforehand that a message is being posted. If that note is found later, the
thread is searched for a message of the bot that belongs to no question: questions of one thread
are answered one after another, so it belongs to this one. Everything after the first message
(`chat.update`, `chat.delete`) can be repeated safely.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackApiError

from assistant.slack.blocks import Block
from assistant.slack.client import LimitedError, UncertainError, Web, error_code
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.event_parser import Bot
from assistant.slack.queue_database import QueuedQuestion

_KIND = "archive_answer"  # event_type of the metadata that name the question
_GONE = {"message_not_found", "thread_not_found", "channel_not_found", "is_inactive"}
_NOT_STREAMING = {"message_not_in_streaming_state", "message_not_owned_by_app"}
_PAUSE = 1.0  # seconds for Slack to show what it has just accepted


class StillStreamingError(Exception):
    """The message cannot be updated: its stream has not ended."""


class MessagePoster:
    """Posts, streams, changes and removes the message of a question."""

    def __init__(self, web: Web, deliveries: Deliveries, bot: Bot) -> None:
        self._web, self._deliveries, self._bot = web, deliveries, bot

    async def recover(self, question: QueuedQuestion) -> str | None:
        """Find the message of an earlier attempt; its ts, or None if there is none."""
        await asyncio.sleep(_PAUSE)
        known = self._deliveries.messages(question.channel)
        ts = None
        async for message in self._messages(question):
            if message["ts"] not in known and self._is_for(question, message):
                ts = str(message["ts"])
                break
        self._deliveries.note_message(question, ts)
        return ts

    async def say_in_private(
        self, question: QueuedQuestion, text: str, blocks: Sequence[Block]
    ) -> None:
        """Show this to the person who asked alone, in place of the last reply."""
        assert question.respond
        await self._web.respond(question.respond, text, blocks, replaces=True)

    async def post(self, question: QueuedQuestion, text: str, blocks: Sequence[Block]) -> str:
        """Post the message and return its ts."""
        self._deliveries.note_posting(question)
        try:
            posted = await self._web.chat_postMessage(
                channel=question.channel,
                text=text,
                blocks=blocks,
                metadata=_metadata(question),
                unfurl_links=False,
                unfurl_media=False,
                thread_ts=question.thread if question.place == "thread" else None,
            )
        except SlackApiError:
            self._deliveries.note_message(question, None)  # refused: there is no message
            raise
        ts = str(posted["ts"])
        self._deliveries.note_message(question, ts)
        return ts

    async def start(self, question: QueuedQuestion, blocks: Sequence[Block]) -> str | None:
        """Start a stream and return its ts; None if Slack refuses (streams need a thread)."""
        self._deliveries.note_posting(question)
        try:
            started = await self._web.chat_startStream(
                channel=question.channel,
                thread_ts=question.thread,
                recipient_user_id=question.person,
                recipient_team_id=question.team or self._bot.team,
                chunks=_chunks(blocks),
            )
        except (SlackApiError, LimitedError):
            self._deliveries.note_message(question, None)
            return None
        ts = str(started["ts"])
        self._deliveries.note_message(question, ts)
        return ts

    async def append(self, question: QueuedQuestion, ts: str, blocks: Sequence[Block]) -> None:
        await self._web.chat_appendStream(channel=question.channel, ts=ts, chunks=_chunks(blocks))

    async def stop(
        self,
        question: QueuedQuestion,
        ts: str,
        more: Sequence[Block] = (),
        end: Sequence[Block] = (),
    ) -> bool:
        """End a stream with its last blocks; False if it had ended or Slack's reply was lost."""
        try:
            await self._web.chat_stopStream(
                channel=question.channel,
                ts=ts,
                chunks=_chunks(more) or None,
                blocks=list(end) or None,
                metadata=_metadata(question),
            )
        except UncertainError:
            return False
        except SlackApiError as error:
            if error_code(error) in _NOT_STREAMING | _GONE:
                return False
            raise
        return True

    async def update(
        self, question: QueuedQuestion, ts: str, text: str, blocks: Sequence[Block]
    ) -> None:
        """Replace the content of a message, unless it is gone."""
        try:
            await self._web.chat_update(
                channel=question.channel,
                ts=ts,
                text=text,
                blocks=blocks,
                metadata=_metadata(question),
            )
        except SlackApiError as error:
            if error_code(error) == "streaming_state_conflict":
                raise StillStreamingError from error
            if error_code(error) not in _GONE:
                raise

    async def remove(self, question: QueuedQuestion, ts: str) -> None:
        """Delete a message, unless it is gone already."""
        try:
            await self._web.chat_delete(channel=question.channel, ts=ts)
        except SlackApiError as error:
            if error_code(error) not in _GONE:
                raise

    async def status(self, question: QueuedQuestion, words: str) -> None:
        """Show what the bot is doing; failures are ignored."""
        with suppress(SlackApiError, LimitedError, UncertainError):
            await self._web.assistant_threads_setStatus(
                channel_id=question.channel, thread_ts=question.thread, status=words
            )

    async def _messages(self, question: QueuedQuestion) -> AsyncIterator[dict[str, Any]]:
        """The messages in the question's thread or channel since it was asked."""
        cursor = None
        while True:
            page = await self._page(question, cursor)
            for message in page.get("messages") or []:
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    async def _page(self, question: QueuedQuestion, cursor: str | None) -> dict[str, Any]:
        asked: dict[str, Any] = {"channel": question.channel, "cursor": cursor, "limit": 200}
        asked["include_all_metadata"] = True
        try:
            if question.place == "thread":
                page = await self._web.conversations_replies(ts=question.thread, **asked)
            else:
                oldest = f"{question.received - 60:.6f}"
                page = await self._web.conversations_history(oldest=oldest, **asked)
        except SlackApiError as error:
            if error_code(error) in _GONE:
                return {}
            raise
        return page.data if isinstance(page.data, dict) else {}

    def _is_for(self, question: QueuedQuestion, message: dict[str, Any]) -> bool:
        is_ours = self._bot.bot == message.get("bot_id") or self._bot.user == message.get("user")
        if not is_ours or message["ts"] == question.thread:
            return False
        metadata = message.get("metadata") or {}
        named = None  # the id of the question in the metadata
        if metadata.get("event_type") == _KIND:
            named = int((metadata.get("event_payload") or {}).get("question", -1))
        # A stream names its question only when it ends.
        return named == question.id or (named is None and question.place == "thread")


def _metadata(question: QueuedQuestion) -> dict[str, Any]:
    return {"event_type": _KIND, "event_payload": {"question": question.id}}


def _chunks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [{"type": "blocks", "blocks": list(blocks)}] if blocks else []
