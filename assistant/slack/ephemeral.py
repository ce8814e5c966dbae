"""Answers that only the person who asked sees, by the address that came with the command.

Slack takes five replies there within half an hour. Each takes the place of the one before, so that
one that is sent twice is seen once.
"""

from collections.abc import Sequence

import aiohttp

from assistant.slack.blocks import Block
from assistant.slack.client import UncertainError
from assistant.slack.question import Question

SHARE = "share"


class WhisperRefusedError(Exception):
    """The address is used up or too old."""


class EphemeralReplies:
    """Says things in private."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def say(self, question: Question, text: str, blocks: Sequence[Block]) -> None:
        """Shows this to the person who asked, in place of what was shown before."""
        assert question.respond
        await self._send(question.respond, text, blocks, replaces=True)

    async def aside(self, address: str, text: str, blocks: Sequence[Block]) -> None:
        """Says something beside a message whose button was pressed."""
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
            raise WhisperRefusedError(f"response_url: status {status}")


def share_button(question: Question) -> Block:
    """Lets the person who asked show the answer to all."""
    button = {
        "type": "button",
        "action_id": SHARE,
        "text": {"type": "plain_text", "text": "Share"},
        "value": str(question.id),
    }
    return {"type": "actions", "elements": [button]}
