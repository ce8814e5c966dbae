"""Ephemeral answers, which only the person who asked sees, by the command's response_url.

Slack accepts five replies within half an hour. Each replaces the one before, so that a reply that
is sent twice appears once.
"""

from collections.abc import Sequence

import aiohttp

from assistant.slack.blocks import Block
from assistant.slack.client import UncertainError
from assistant.slack.queued_question import QueuedQuestion

SHARE = "share"


class ResponseUrlError(Exception):
    """Slack refused the response_url: it is used up or expired."""


class EphemeralReplies:
    """Sends ephemeral messages."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def say(self, question: QueuedQuestion, text: str, blocks: Sequence[Block]) -> None:
        """Show this to the person who asked, in place of the last reply."""
        assert question.respond
        await self._send(question.respond, text, blocks, replaces=True)

    async def aside(self, address: str, text: str, blocks: Sequence[Block]) -> None:
        """Show this in addition to the message whose button was pressed."""
        await self._send(address, text, blocks, replaces=False)

    async def _send(
        self, address: str, text: str, blocks: Sequence[Block], *, replaces: bool
    ) -> None:
        message = {
            "response_type": "ephemeral",
            "replace_original": replaces,
            "text": text,
            "blocks": list(blocks),
        }
        try:
            async with self._session.post(address, json=message) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise UncertainError(f"response_url: {error}") from error
        if status == 429 or status >= 500:
            raise UncertainError(f"response_url: status {status}")
        if status >= 400:
            raise ResponseUrlError(f"response_url: status {status}")


def share_button(question: QueuedQuestion) -> Block:
    """The button with which the person who asked shows the answer to all."""
    button = {
        "type": "button",
        "action_id": SHARE,
        "text": {"type": "plain_text", "text": "Share"},
        "value": str(question.id),
    }
    return {"type": "actions", "elements": [button]}
