"""Buttons, shortcuts and forms: sharing, thumbs, wrong citations and channel settings."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError

from assistant.history.record import Verdict
from assistant.render.sections import count_withheld
from assistant.slack import channel_settings, feedback
from assistant.slack.archives import Archives
from assistant.slack.blocks import Block, escaped, note_blocks
from assistant.slack.channel_settings import Channels
from assistant.slack.client import LimitedError, UncertainError, Web
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.ephemeral import EphemeralReplies, ResponseUrlError
from assistant.slack.event_parser import Asked, about
from assistant.slack.feedback import withheld_blocks
from assistant.slack.permissions import Admission
from assistant.slack.queued_question import Place
from index.errors import ArchiveError

Body = dict[str, Any]

_ADMINS_ONLY = "Only admins of this workspace can change the settings of a channel."
_SAVED = "Saved. The settings apply to all further questions."


class Interactions:
    """Handles interactions. Slack does not repeat them, so errors are shown to the person."""

    def __init__(
        self,
        web: Web,
        ephemeral: EphemeralReplies,
        deliveries: Deliveries,
        admission: Admission,
        channels: Channels,
        archives: Archives,
        wake: Callable[[], None],
    ) -> None:
        self._web, self._ephemeral, self._deliveries = web, ephemeral, deliveries
        self._admission, self._channels, self._archives = admission, channels, archives
        self._wake = wake

    async def about(self, ack: AsyncAck, body: Body) -> None:
        """The message shortcut: answer in private what the archive says about the message."""
        team = (body.get("team") or {}).get("id")
        event = f"about:{body['trigger_id']}"
        asked = about(body["message"], body["channel"]["id"], body["user"]["id"], team, event)
        if self._deliveries.command(event, asked, body["response_url"]):
            self._wake()
        await ack()

    async def share(self, ack: AsyncAck, body: Body) -> None:
        """The Share button below a private answer: show it to all, once."""
        question = self._deliveries.get(int(body["actions"][0]["value"]))
        if question.answer and question.person == body["user"]["id"]:
            ts = f"share:{question.id}"
            is_about = question.ts.startswith("about:")
            shared = Asked(
                channel=question.channel,
                ts=ts,
                thread=question.thread if is_about else ts,
                person=question.person,
                team=question.team,
                text=question.text,
                is_meant=True,
                is_reply=False,
                mentions=False,
            )
            place: Place = "thread" if is_about else "channel"
            if self._deliveries.share(shared, question.answer, place, body["response_url"]):
                self._wake()
        await ack()

    async def thumb(self, ack: AsyncAck, body: Body) -> None:
        """A thumb: record it with the answer."""
        verdict, answer_id = feedback.read_thumb(body["actions"][0]["value"])
        if self._deliveries.is_first(f"action:{body['trigger_id']}"):
            try:
                await self._record(answer_id, verdict, by=body["user"]["id"])
            except ArchiveError as error:
                await self._tell(body["response_url"], f"Your feedback was not recorded: {error}")
        await ack()

    async def wrong(self, ack: AsyncAck, body: Body) -> None:
        """The button for a wrong citation: open its form."""
        answer_id = body["actions"][0]["value"]
        try:
            answer = await asyncio.to_thread(self._archives.answer, answer_id)
            view = feedback.form(answer, (body.get("channel") or {}).get("id", ""))
            await self._open(body, view)
        except ArchiveError as error:
            await self._tell(
                body["response_url"], f"Feedback on this answer cannot be recorded: {error}"
            )
        await ack()

    async def withheld(self, ack: AsyncAck, body: Body) -> None:
        """The button of the withheld statements: show them to the person who pressed it."""
        try:
            answer_id = body["actions"][0]["value"]
            answer = await asyncio.to_thread(self._archives.answer, answer_id)
            await self._aside(body["response_url"], count_withheld(answer), withheld_blocks(answer))
        except ArchiveError as error:
            await self._tell(body["response_url"], f"Withheld statements cannot be shown: {error}")
        await ack()

    async def wrong_form(self, ack: AsyncAck, body: Body) -> None:
        """The submitted form: record the wrong citation."""
        answer_id = body["view"]["private_metadata"].split()[0]
        given = feedback.read_form(body["view"])
        try:
            await self._record(answer_id, "wrong-citation", by=body["user"]["id"], **given)
        except ArchiveError as error:
            await ack(response_action="errors", errors={"why": str(error)[:150]})
            return
        await ack()

    async def settings(self, ack: AsyncAck, body: Body) -> None:
        """`/ask settings`: open the form of the channel's settings, for admins."""
        if not await self._admission.is_admin(body["user_id"]):
            await ack(_ADMINS_ONLY)
            return
        channel = body["channel_id"]
        rules = self._channels[channel]
        sources = await asyncio.to_thread(self._archives.sources, rules.archive)
        await self._open(body, channel_settings.form(channel, rules, sources, self._archives.names))
        await ack()

    async def settings_form(self, ack: AsyncAck, body: Body) -> None:
        """The submitted settings; checks again that the person is an admin."""
        person = body["user"]["id"]
        if not await self._admission.is_admin(person):
            await ack(response_action="errors", errors={"off": _ADMINS_ONLY})
            return
        channel, rules = channel_settings.read_form(body["view"])
        self._channels.change(channel, rules, person)
        saved = {
            "type": "modal",
            "title": {"type": "plain_text", "text": "This channel"},
            "blocks": note_blocks(_SAVED),
        }
        await ack(response_action="update", view=saved)

    async def _record(self, answer_id: str, verdict: Verdict, **given: Any) -> None:
        await asyncio.to_thread(self._archives.record_feedback, answer_id, verdict, **given)

    async def _open(self, body: Body, view: Body) -> None:
        """Open a form if Slack does so in time; otherwise the person presses the button again."""
        with suppress(LimitedError, UncertainError, TimeoutError):
            async with asyncio.timeout(2.5):  # a trigger_id expires after three seconds
                await self._web.views_open(trigger_id=body["trigger_id"], view=view)

    async def _tell(self, address: str, words: str) -> None:
        await self._aside(address, words, note_blocks(words))

    async def _aside(self, address: str, words: str, blocks: list[Block]) -> None:
        with suppress(UncertainError, ResponseUrlError, SlackApiError):
            # Do not replace the answer, which others may see, by a message to one person.
            await self._ephemeral.aside(address, escaped(words), blocks)
