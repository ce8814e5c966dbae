"""One message for one question, whatever is lost on the way.

Slack may accept a message and its reply may never arrive, or the bot may die in between. So it is
noted beforehand that one is being posted, and whoever finds that note looks in the thread for a
message of the bot that no question knows of: questions of one thread are answered one after the
other, hence it is this question's. Everything after the first message (`chat.update`,
`chat.delete`) can be done again.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from slack_sdk.errors import SlackApiError

from assistant.slack.blocks import Block
from assistant.slack.client import LimitedError, UncertainError, Web, said
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.event_parser import Bot
from assistant.slack.question import Question

_KIND = "archive_answer"  # of the metadata that say which question a message answers
_GONE = {"message_not_found", "thread_not_found", "channel_not_found", "is_inactive"}
_NOT_STREAMING = {"message_not_in_streaming_state", "message_not_owned_by_app"}
# Streams are for threads of people; where they are not to be had, a message does.
_PAUSE = 1.0  # seconds for Slack to show what it has just accepted


class StillStreamingError(Exception):
    """The message cannot be changed yet: its stream has not ended."""


class MessagePoster:
    """Posts, streams, changes and removes the message of a question."""

    def __init__(self, web: Web, deliveries: Deliveries, bot: Bot) -> None:
        self._web, self._deliveries, self._bot = web, deliveries, bot

    async def recover(self, question: Question) -> str | None:
        """The ts of the message that an earlier attempt may have posted."""
        await asyncio.sleep(_PAUSE)
        known = self._deliveries.messages(question.channel)
        ts = None
        async for message in self._messages(question):
            if message["ts"] not in known and self._is_for(question, message):
                ts = str(message["ts"])
                break
        self._deliveries.note_message(question, ts)
        return ts

    async def post(self, question: Question, text: str, blocks: Sequence[Block]) -> str:
        """Posts the message; its ts."""
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

    async def start(self, question: Question, blocks: Sequence[Block]) -> str | None:
        """Starts a stream with these blocks; None where there is none to be had."""
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

    async def append(self, question: Question, ts: str, blocks: Sequence[Block]) -> None:
        """Adds to a stream."""
        await self._web.chat_appendStream(channel=question.channel, ts=ts, chunks=_chunks(blocks))

    async def stop(
        self, question: Question, ts: str, more: Sequence[Block] = (), end: Sequence[Block] = ()
    ) -> bool:
        """Ends a stream with what is left of it; False where it had ended, or nobody knows."""
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
            if said(error) in _NOT_STREAMING | _GONE:
                return False
            raise
        return True

    async def update(self, question: Question, ts: str, text: str, blocks: Sequence[Block]) -> bool:
        """Puts a message in place of what it was; False where it is gone."""
        try:
            await self._web.chat_update(
                channel=question.channel,
                ts=ts,
                text=text,
                blocks=blocks,
                metadata=_metadata(question),
            )
        except SlackApiError as error:
            if said(error) == "streaming_state_conflict":
                raise StillStreamingError from error
            if said(error) in _GONE:
                return False
            raise
        return True

    async def remove(self, question: Question, ts: str) -> None:
        """Takes a message away; one that is gone is no error."""
        try:
            await self._web.chat_delete(channel=question.channel, ts=ts)
        except SlackApiError as error:
            if said(error) not in _GONE:
                raise

    async def status(self, question: Question, words: str) -> None:
        """Says what the bot is doing; an answer goes without, where Slack does not take it."""
        try:
            await self._web.assistant_threads_setStatus(
                channel_id=question.channel, thread_ts=question.thread, status=words
            )
        except (SlackApiError, LimitedError, UncertainError):
            return

    async def _messages(self, question: Question) -> AsyncIterator[dict[str, Any]]:
        """What was posted in the question's thread, or in its channel, since it was asked."""
        cursor = None
        while True:
            page = await self._page(question, cursor)
            for message in page.get("messages") or []:
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    async def _page(self, question: Question, cursor: str | None) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "channel": question.channel,
            "include_all_metadata": True,
            "limit": 200,
        } | ({"cursor": cursor} if cursor else {})
        try:
            if question.place == "thread":
                page = await self._web.conversations_replies(ts=question.thread, **asked)
            else:
                oldest = f"{question.received - 60:.6f}"
                page = await self._web.conversations_history(oldest=oldest, **asked)
        except SlackApiError as error:
            if said(error) in _GONE:
                return {}
            raise
        return page.data if isinstance(page.data, dict) else {}

    def _is_for(self, question: Question, message: dict[str, Any]) -> bool:
        is_ours = self._bot.bot == message.get("bot_id") or self._bot.user == message.get("user")
        if not is_ours or message["ts"] == question.thread:
            return False
        named = _answers(message)
        # A stream names no question before its end.
        return named == question.id or (named is None and question.place == "thread")


def _answers(message: dict[str, Any]) -> int | None:
    """The number of the question that a message says it answers; a stream says it at its end."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != _KIND:
        return None
    return int((metadata.get("event_payload") or {}).get("question", -1))


def _metadata(question: Question) -> dict[str, Any]:
    return {"event_type": _KIND, "event_payload": {"question": question.id}}


def _chunks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [{"type": "blocks", "blocks": list(blocks)}] if blocks else []
