"""Bolt's listeners: they store what Slack sends, then acknowledge it.

A listener finishes before Slack gets the acknowledgement (`process_before_response`). If it fails,
Slack gets none and sends the event again.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.slack import channel_settings, feedback
from assistant.slack.client import LimitedError, UncertainError, Web
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.ephemeral import SHARE
from assistant.slack.event_parser import Asked, Bot, plain, read_event
from assistant.slack.interactions import Interactions
from assistant.slack.manifest import ABOUT, COMMAND, PROMPTS

log = logging.getLogger(__name__)

Body = dict[str, Any]

_LOOKING = "Searching the archive…"
SETTINGS = "settings"  # after /ask
_USAGE = f"Type a question after {COMMAND}, such as: {COMMAND} Who is repairing the bridge?"


class EventListeners:
    """Stores events and wakes the worker."""

    def __init__(
        self,
        web: Web,
        deliveries: Deliveries,
        bot: Bot,
        interactions: Interactions,
        wake: Callable[[], None],
    ) -> None:
        self._web, self._deliveries, self._bot, self._wake = web, deliveries, bot, wake
        self._interactions = interactions

    async def message(self, body: Body, event: Body) -> None:
        """A message or mention, its edit or its deletion."""
        said = read_event(event, self._bot)
        if said is not None and self._deliveries.receive(body["event_id"], said):
            self._wake()

    async def home(self, event: Body) -> None:
        """A person opened the conversation with the bot: suggest questions."""
        if event.get("tab") != "messages":
            return
        prompts = [{"title": title, "message": words} for title, words in PROMPTS]
        with suppress(SlackApiError, LimitedError, UncertainError):
            await self._web.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], prompts=prompts
            )

    async def command(self, ack: AsyncAck, body: Body) -> None:
        """`/ask`: answer in private."""
        text = plain(body.get("text") or "")
        if text.casefold() == SETTINGS:
            await self._interactions.settings(ack, body)
            return
        if not text:
            await ack(_USAGE)
            return
        ts = f"ask:{body['trigger_id']}"
        asked = Asked(
            channel=body["channel_id"],
            ts=ts,
            thread=ts,
            person=body["user_id"],
            team=body.get("team_id"),
            text=text,
            is_meant=True,
            is_reply=False,
            mentions=False,
        )
        if self._deliveries.command(ts, asked, body["response_url"]):
            self._wake()
        await ack(_LOOKING)


def make_app(
    listeners: EventListeners,
    interactions: Interactions,
    api: str,
    bot: Bot,
    token: str,
    secret: str,
) -> AsyncApp:
    """The Bolt app; `authorize` does not ask Slack, as the bot's identity is known."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=bot.user,
            bot_id=bot.bot,
            bot_token=token,
        )

    app = AsyncApp(
        client=AsyncWebClient(base_url=api),
        authorize=authorize,
        signing_secret=secret,
        process_before_response=True,
    )
    app.event("app_mention")(listeners.message)
    app.event("message")(listeners.message)
    app.event("app_home_opened")(listeners.home)
    app.command(COMMAND)(listeners.command)
    app.message_shortcut(ABOUT)(interactions.about)
    app.action(SHARE)(interactions.share)
    app.action(feedback.THUMBS)(interactions.thumb)
    app.action(feedback.WRONG)(interactions.wrong)
    app.action(feedback.WITHHELD)(interactions.withheld)
    app.view(feedback.FORM)(interactions.wrong_form)
    app.view(channel_settings.FORM)(interactions.settings_form)
    return app
