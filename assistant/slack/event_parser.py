"""Slack's message events: questions, edits and deletions. Messages of bots are ignored."""

import html
import re
from dataclasses import dataclass
from typing import Any

# Subtypes of messages written by people: https://docs.slack.dev/reference/events/message
_WRITTEN = (None, "file_share", "thread_broadcast")
_SLACKBOT = "USLACKBOT"

# <@U1>, <#C1|name>, <!here>, <!date^..|words>, <https://..|words>
_MARK = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_EMOJI = re.compile(r":[a-z][a-z0-9_+'-]*:")


@dataclass(frozen=True, slots=True)
class Bot:
    """The identity of this bot, from auth.test."""

    user: str
    bot: str
    team: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that may be a question; `is_meant` if it is a direct message or mentions the bot.

    `thread` is the thread that it belongs to or begins; `mentions` says that it mentions others.
    """

    channel: str
    ts: str
    thread: str
    person: str
    team: str | None
    text: str
    is_meant: bool = True
    is_reply: bool = False
    mentions: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """A message after an edit; `revision` grows with every edit."""

    asked: Asked
    revision: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A deleted message; `was_meant` if it was meant for the bot."""

    channel: str
    ts: str
    was_meant: bool


def read_event(event: dict[str, Any], bot: Bot) -> Asked | Edited | Removed | None:
    """Parse an `app_mention` or `message` event; None if it is not for the bot."""
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _read_change(event, bot)
    if subtype == "message_deleted":
        return _removed(event, event.get("previous_message") or {}, event.get("deleted_ts"), bot)
    return _read_message(event, bot)


def _read_change(event: dict[str, Any], bot: Bot) -> Edited | Removed | None:
    message = event.get("message") or {}
    if message.get("subtype") == "tombstone":  # deleted, but its thread stays
        return _removed(event, event.get("previous_message") or {}, message.get("ts"), bot)
    place = {name: event[name] for name in ("channel", "channel_type") if name in event}
    asked = _read_message(message | place, bot)
    if asked is None:
        return None
    edited = (message.get("edited") or {}).get("ts")
    return Edited(asked, str(edited or event.get("event_ts") or event.get("ts") or ""))


def _removed(
    event: dict[str, Any], previous: dict[str, Any], ts: str | None, bot: Bot
) -> Removed | None:
    if not ts or not event.get("channel"):
        return None
    place = {name: event[name] for name in ("channel", "channel_type") if name in event}
    before = _read_message(previous | place | {"ts": ts}, bot)
    return Removed(event["channel"], ts, before is not None and before.is_meant)


def _read_message(message: dict[str, Any], bot: Bot) -> Asked | None:
    person, channel, ts = (message.get(name) for name in ("user", "channel", "ts"))
    if message.get("bot_id") or message.get("subtype") not in _WRITTEN:
        return None
    if not person or not channel or not ts or person in (bot.user, _SLACKBOT):
        return None
    text = message.get("text") or ""
    named = {mark[2] for mark in _MARK.finditer(text) if mark[1] == "@"}
    is_direct = message.get("channel_type") == "im"
    return Asked(
        channel=channel,
        ts=ts,
        thread=message.get("thread_ts") or ts,
        person=person,
        team=message.get("user_team") or message.get("team"),
        text=plain(text),
        is_meant=is_direct or bot.user in named,
        is_reply=bool(message.get("thread_ts")),
        mentions=bool(named - {bot.user}),
    )


def about(message: dict[str, Any], channel: str, person: str, team: str | None, ts: str) -> Asked:
    """The question of the message shortcut: what the archive says about a message."""
    thread = message.get("thread_ts") or message["ts"]
    text = plain(message.get("text") or "")
    return Asked(channel, ts, thread, person, team, text)


def plain(text: str) -> str:
    """The text of a message without mentions, emoji and markup; channel names and links stay."""
    words = html.unescape(_MARK.sub(_word, text))
    return " ".join(_EMOJI.sub(" ", words).split())


def _word(mark: re.Match[str]) -> str:
    kind, name, label = mark.groups()
    if kind == "#":
        return f"#{label or name}"
    if kind == "@" or (kind == "!" and not name.startswith("date")):
        return " "
    return label or ("" if kind else name)
