"""Slack's Web API with rate limits and retries.

The SDK's own rate limit handler lets each request wait alone while the others run into the same
limit; here all requests to a limited method wait. A request whose reply was lost
(`UncertainError`) is sent again only if a repetition does no harm.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

# Methods that show something twice if they are sent twice.
_ONCE = {"chat.postMessage", "chat.startStream", "chat.appendStream", "chat.stopStream"}
# Methods that fail instead of waiting when they are limited.
_IMPATIENT = {"chat.startStream", "chat.appendStream", "assistant.threads.setStatus", "views.open"}
# Slack: "some aspect of the operation may have succeeded before the error was raised".
_UNCERTAIN = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_TRIES = 4
# One message a second and channel: https://docs.slack.dev/apis/web-api/rate-limits
_BETWEEN_POSTS = 1.0
_DEFAULT_HOLD = 5.0


class UncertainError(Exception):
    """It is unknown whether Slack did what was asked."""


class LimitedError(Exception):
    """Slack limits a method that is not worth waiting for."""


class Web(AsyncWebClient):
    """The SDK's client, which waits for rate limits and retries."""

    def __init__(self, token: str | None, address: str, session: aiohttp.ClientSession) -> None:
        super().__init__(token=token, base_url=address, session=session, retry_handlers=[])
        self._http = session
        self._held: defaultdict[str, float] = defaultdict(float)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def api_call(self, api_method: str, **request: Any) -> AsyncSlackResponse:
        """Call a method; raises `SlackApiError` for errors that a retry would not fix."""
        tries = 0
        while True:
            await self._turn(api_method, request)
            try:
                return await super().api_call(api_method, **request)
            except SlackApiError as error:
                status = getattr(error.response, "status_code", 500)
                code = error_code(error)
                if status == 429 or code == "ratelimited":
                    self._hold(api_method, error)
                    if api_method in _IMPATIENT:
                        raise LimitedError(api_method) from error
                    continue
                if status < 500 and code and code not in _UNCERTAIN:
                    raise
                lost: Exception = error
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                lost = error
            tries += 1
            if api_method in _ONCE or tries == _TRIES:
                raise UncertainError(f"{api_method}: {lost}") from lost
            await asyncio.sleep(2**tries * 0.1 * (1 + random.random()))

    async def respond(
        self, address: str, text: str, blocks: Sequence[dict[str, Any]], *, replaces: bool
    ) -> None:
        """Show this to one person alone, by a response_url: as another message, or in its place.

        Slack accepts five replies within half an hour. If each replaces the one before, a reply
        that is sent twice appears once. Raises `UncertainError`, and `SlackApiError` once the
        address is used up or expired.
        """
        message: dict[str, Any] = {"text": text, "blocks": list(blocks)}
        message |= {"response_type": "ephemeral", "replace_original": replaces}
        try:
            async with self._http.post(address, json=message) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise UncertainError(f"response_url: {error}") from error
        if status == 429 or status >= 500:
            raise UncertainError(f"response_url: status {status}")
        if status >= 400:
            words = f"response_url: status {status}"
            raise SlackApiError(words, {"ok": False})  # type: ignore[no-untyped-call]

    async def _turn(self, method: str, request: dict[str, Any]) -> None:
        """Wait while the method is limited; posts to one channel go one a second."""
        now = asyncio.get_running_loop().time
        if self._held[method] > now() and method in _IMPATIENT:
            raise LimitedError(method)
        if method != "chat.postMessage":
            while (wait := self._held[method] - now()) > 0:
                await asyncio.sleep(wait)
            return
        place = f"{method} {(request.get('json') or {}).get('channel')}"
        async with self._turns[place]:
            while (wait := max(self._held[method], self._held[place]) - now()) > 0:
                await asyncio.sleep(wait)
            self._held[place] = now() + _BETWEEN_POSTS

    def _hold(self, method: str, error: SlackApiError) -> None:
        try:
            seconds = float(error.response.headers["Retry-After"])
        except (KeyError, ValueError):  # there is none, or it is a date
            seconds = _DEFAULT_HOLD
        until = asyncio.get_running_loop().time() + seconds
        self._held[method] = max(self._held[method], until)


def error_code(error: SlackApiError) -> str:
    """Slack's code for the error; empty if the reply was not readable."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""
