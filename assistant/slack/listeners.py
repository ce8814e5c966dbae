"""Bolt's listeners: they store what Slack sends, then acknowledge it.

A listener finishes before Slack gets the acknowledgement (`process_before_response`). If that of an
event fails, Slack gets none and sends the event again. Slack does not repeat buttons, shortcuts and
forms, so their errors are shown to the person.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.history.record import Verdict
from assistant.render.sections import count_withheld
from assistant.slack import forms
from assistant.slack.archives import Archives
from assistant.slack.blocks import Block, escaped, note_blocks
from assistant.slack.client import LimitedError, UncertainError, Web
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.event_parser import Asked, Bot, about, plain, read_event
from assistant.slack.manifest import ABOUT, COMMAND, PROMPTS
from assistant.slack.permissions import Admission
from assistant.slack.queue_database import Place
from index.errors import ArchiveError

Body = dict[str, Any]

_LOOKING = "Searching the archive…"
_SETTINGS = "settings"  # after /ask
_USAGE = f"Type a question after {COMMAND}, such as: {COMMAND} Who is repairing the bridge?"
_ADMINS_ONLY = "Only admins of this workspace can change the settings of a channel."
_SAVED = "Saved. The settings apply to all further questions."


@dataclass(frozen=True, slots=True)
class Listeners:
    """Handles events, commands, buttons and forms; `wake` tells the worker of new questions."""

    web: Web
    deliveries: Deliveries
    bot: Bot
    admission: Admission
    archives: Archives
    wake: Callable[[], None]

    def app(self, secret: str) -> AsyncApp:
        """The Bolt app; `authorize` does not ask Slack, as the bot's identity is known."""

        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=team_id,
                bot_user_id=self.bot.user,
                bot_id=self.bot.bot,
                bot_token=self.web.token,
            )

        app = AsyncApp(
            client=AsyncWebClient(base_url=self.web.base_url),
            authorize=authorize,
            signing_secret=secret,
            process_before_response=True,
        )
        app.event("app_mention")(self.message)
        app.event("message")(self.message)
        app.event("app_home_opened")(self.home)
        app.command(COMMAND)(self.command)
        app.message_shortcut(ABOUT)(self.about)
        app.action(forms.SHARE)(self.share)
        app.action(forms.THUMBS)(self.thumb)
        app.action(forms.WRONG)(self.wrong)
        app.action(forms.WITHHELD)(self.withheld)
        app.view(forms.CITATION_FORM)(self.wrong_form)
        app.view(forms.CHANNEL_FORM)(self.settings_form)
        return app

    async def message(self, body: Body, event: Body) -> None:
        """A message or mention, its edit or its deletion."""
        said = read_event(event, self.bot)
        if said is not None and self.deliveries.receive(body["event_id"], said):
            self.wake()

    async def home(self, event: Body) -> None:
        """A person opened the conversation with the bot: suggest questions."""
        if event.get("tab") != "messages":
            return
        prompts = [{"title": title, "message": words} for title, words in PROMPTS]
        with suppress(SlackApiError, LimitedError, UncertainError):
            await self.web.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], prompts=prompts
            )

    async def command(self, ack: AsyncAck, body: Body) -> None:
        """`/ask`: answer in private."""
        text = plain(body.get("text") or "")
        if text.casefold() == _SETTINGS:
            await self.settings(ack, body)
            return
        if not text:
            await ack(_USAGE)
            return
        ts = f"ask:{body['trigger_id']}"
        asked = Asked(body["channel_id"], ts, ts, body["user_id"], body.get("team_id"), text)
        if self.deliveries.command(ts, asked, body["response_url"]):
            self.wake()
        await ack(_LOOKING)

    async def about(self, ack: AsyncAck, body: Body) -> None:
        """The message shortcut: answer in private what the archive says about the message."""
        team = (body.get("team") or {}).get("id")
        event = f"about:{body['trigger_id']}"
        asked = about(body["message"], body["channel"]["id"], body["user"]["id"], team, event)
        if self.deliveries.command(event, asked, body["response_url"]):
            self.wake()
        await ack()

    async def share(self, ack: AsyncAck, body: Body) -> None:
        """The Share button below a private answer: show it to all, once."""
        asked = self.deliveries.get(int(body["actions"][0]["value"]))
        if asked.answer and asked.person == body["user"]["id"]:
            ts, is_about = f"share:{asked.id}", asked.ts.startswith("about:")
            thread = asked.thread if is_about else ts
            shared = Asked(asked.channel, ts, thread, asked.person, asked.team, asked.text)
            place: Place = "thread" if is_about else "channel"
            if self.deliveries.share(shared, asked.answer, place, body["response_url"]):
                self.wake()
        await ack()

    async def thumb(self, ack: AsyncAck, body: Body) -> None:
        """A thumb: record it with the answer."""
        verdict, _, answer_id = body["actions"][0]["value"].partition(":")
        if self.deliveries.is_first(f"action:{body['trigger_id']}"):
            try:
                await self._record(answer_id, verdict, by=body["user"]["id"])
            except ArchiveError as error:
                await self._tell(body, f"Your feedback was not recorded: {error}")
        await ack()

    async def wrong(self, ack: AsyncAck, body: Body) -> None:
        """The button for a wrong citation: open its form."""
        try:
            answer = await asyncio.to_thread(self.archives.answer, body["actions"][0]["value"])
            await self._open(body, forms.citation_form(answer))
        except ArchiveError as error:
            await self._tell(body, f"Feedback on this answer cannot be recorded: {error}")
        await ack()

    async def withheld(self, ack: AsyncAck, body: Body) -> None:
        """The button of the withheld statements: show them to the person who pressed it."""
        try:
            answer = await asyncio.to_thread(self.archives.answer, body["actions"][0]["value"])
            await self._tell(body, count_withheld(answer), forms.withheld_blocks(answer))
        except ArchiveError as error:
            await self._tell(body, f"Withheld statements cannot be shown: {error}")
        await ack()

    async def wrong_form(self, ack: AsyncAck, body: Body) -> None:
        """The submitted form: record the wrong citation."""
        answer_id = body["view"]["private_metadata"]
        given = forms.read_citation_form(body["view"])
        try:
            await self._record(answer_id, "wrong-citation", by=body["user"]["id"], **given)
        except ArchiveError as error:
            await ack(response_action="errors", errors={"why": str(error)[:150]})
            return
        await ack()

    async def settings(self, ack: AsyncAck, body: Body) -> None:
        """`/ask settings`: open the form of the channel's settings, for admins."""
        if not await self.admission.is_admin(body["user_id"]):
            await ack(_ADMINS_ONLY)
            return
        channel = body["channel_id"]
        rules = self.deliveries.rules(channel)
        sources = await asyncio.to_thread(self.archives.sources, rules.archive)
        await self._open(body, forms.channel_form(channel, rules, sources, self.archives.names))
        await ack()

    async def settings_form(self, ack: AsyncAck, body: Body) -> None:
        """The submitted settings; checks again that the person is an admin."""
        person = body["user"]["id"]
        if not await self.admission.is_admin(person):
            await ack(response_action="errors", errors={"off": _ADMINS_ONLY})
            return
        channel, rules = forms.read_channel_form(body["view"])
        self.deliveries.change_rules(channel, rules, person)
        title, blocks = forms.plain("This channel"), note_blocks(_SAVED)
        saved = {"type": "modal", "title": title, "blocks": blocks}
        await ack(response_action="update", view=saved)

    async def _record(self, answer_id: str, verdict: Verdict, **given: Any) -> None:
        await asyncio.to_thread(self.archives.record_feedback, answer_id, verdict, **given)

    async def _open(self, body: Body, view: Body) -> None:
        """Open a form if Slack does so in time; otherwise the person presses the button again."""
        with suppress(LimitedError, UncertainError, TimeoutError):
            async with asyncio.timeout(2.5):  # a trigger_id expires after three seconds
                await self.web.views_open(trigger_id=body["trigger_id"], view=view)

    async def _tell(self, body: Body, words: str, blocks: list[Block] | None = None) -> None:
        """Tell the person who pressed a button, without replacing what others may see."""
        told, shown = escaped(words), blocks or note_blocks(words)
        with suppress(UncertainError, SlackApiError):
            await self.web.respond(body["response_url"], told, shown, replaces=False)
