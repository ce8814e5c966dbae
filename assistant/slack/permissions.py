"""Permissions: who may ask, where, and how often."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_sdk.errors import SlackApiError

from assistant.service_settings import SlackOptions
from assistant.slack.client import Web, error_code
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.event_parser import Bot
from assistant.slack.queue_database import QueuedQuestion

# Seconds for which what Slack says about a person is cached.
_CACHE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack says about a person."""

    is_guest: bool
    is_stranger: bool
    is_admin: bool
    teams: frozenset[str]


def read_person(user: dict[str, Any]) -> Person:
    """Parse a `user` of users.info; bots and deleted users count as guests."""
    guest = ("is_restricted", "is_ultra_restricted", "is_bot", "deleted")
    teams = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or [])}
    return Person(
        is_guest=any(map(user.get, guest)),
        is_stranger=bool(user.get("is_stranger")),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        teams=frozenset(filter(None, teams)),
    )


NOBODY = Person(is_guest=True, is_stranger=True, is_admin=False, teams=frozenset())
_UNKNOWN = {"user_not_found", "user_not_visible", "users_not_found"}


class Admission:
    """Decides whether a question is answered."""

    def __init__(self, web: Web, deliveries: Deliveries, options: SlackOptions, bot: Bot) -> None:
        self._web, self._deliveries, self._options, self._bot = web, deliveries, options, bot
        self._known: dict[str, tuple[float, Person]] = {}

    async def refusal(self, question: QueuedQuestion) -> str | None:
        """Why the question is refused; None if it is allowed."""
        return self._refuse_channel(question.channel) or (
            await self._refuse_person(question.person) or self._refuse_excess(question)
        )

    async def is_admin(self, person: str) -> bool:
        """Whether a person is an admin of this workspace."""
        known = await self._person(person)
        return known.is_admin and not known.is_guest and self._bot.team in known.teams

    def _refuse_channel(self, channel: str) -> str | None:
        allowed = self._options.channels
        if allowed and not channel.startswith("D") and channel not in allowed:
            return "I do not answer in this channel."
        if self._deliveries.rules(channel).off:
            return "I am switched off in this channel."
        return None

    async def _refuse_person(self, name: str) -> str | None:
        if self._options.guests:
            return None
        person = await self._person(name)
        is_invited = bool(person.teams & set(self._options.workspaces))
        if not is_invited and (person.is_stranger or self._bot.team not in person.teams):
            return "I answer members of this workspace only."
        return "I do not answer guests." if person.is_guest else None

    def _refuse_excess(self, question: QueuedQuestion) -> str | None:
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
        options, count = self._options, self._deliveries.asked_since
        if count(today, question, by_person=True) >= options.per_person:
            return f"You have asked {options.per_person} questions today; ask again tomorrow (UTC)."
        if count(today, question, by_person=False) >= options.per_day:
            return f"I have been asked {options.per_day} questions today; ask again tomorrow (UTC)."
        return None

    async def _person(self, name: str) -> Person:
        since, person = self._known.get(name, (0.0, NOBODY))
        if time.monotonic() - since < _CACHE_SECONDS and name in self._known:
            return person
        try:
            told = await self._web.users_info(user=name)
            person = read_person(told["user"])
        except SlackApiError as error:
            if error_code(error) not in _UNKNOWN:
                raise
            person = NOBODY
        self._known[name] = (time.monotonic(), person)
        return person
