"""What monitors ask of the bot: whether it lives, whether it can answer, and the metrics."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from ipaddress import ip_address
from typing import Any

from aiohttp import web

from assistant.assistant import Assistant
from assistant.monitoring.readiness import Readiness, observe
from assistant.slack.delivery_queue import Deliveries
from index.errors import ArchiveError
from index.sql import Error


class Status:
    """The state of one bot; its questions are counted from now on, if the extra is installed.

    `is_connected` tells whether Slack reaches it.
    """

    def __init__(self, assistant: Assistant, deliveries: Deliveries) -> None:
        self._deliveries = deliveries
        self._readiness = Readiness(assistant)
        self._token = assistant.settings.metrics_key
        self._metrics, self._missing = observe(assistant, deliveries.waiting)
        self.is_connected: Callable[[], Awaitable[bool]] | None = None

    def add_probes(self, site: web.Application) -> None:
        """Add `/health` and `/ready`, which tell no secret."""
        site.router.add_get("/health", self._health)
        site.router.add_get("/ready", self._ready)

    async def _health(self, request: web.Request) -> web.Response:
        told: dict[str, Any] = {"ok": True}
        with suppress(Error):  # it lives, even if its database does not
            told["waiting"] = self._deliveries.waiting()
        return web.json_response(told)

    async def _ready(self, request: web.Request) -> web.Response:
        is_cut_off = self.is_connected and not await self.is_connected()
        more = "Slack is not connected" if is_cut_off else ""
        told, status = await asyncio.to_thread(self._readiness.told, more)
        return web.json_response(told, status=status)

    async def metrics(self, request: web.Request) -> web.Response:
        """The metrics: for the token of the settings or, without one, for this machine."""
        if not self._admits(request):
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        if self._metrics is None:
            return web.Response(status=501, text=self._missing)
        # In this thread, which alone may read the queue.
        return web.Response(body=self._metrics.page(), content_type="text/plain", charset="utf-8")

    def _admits(self, request: web.Request) -> bool:
        if not self._token:
            with suppress(ValueError):
                return ip_address(request.remote or "").is_loopback
            return False
        given = request.headers.get("Authorization", "").partition(" ")[2].strip()
        return hmac.compare_digest(given.encode(errors="replace"), self._token.encode())


@asynccontextmanager
async def listening(site: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """Serve `site` at that address."""
    runner = web.AppRunner(site)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def serving(status: Status, host: str, port: int | None) -> AsyncIterator[None]:
    """Serve the status on that port, if there is one.

    Raises `ArchiveError` if the port cannot be used.
    """
    async with AsyncExitStack() as stack:
        if port is not None:
            site = web.Application()
            status.add_probes(site)
            site.router.add_get("/metrics", status.metrics)
            try:
                await stack.enter_async_context(listening(site, host, port))
            except OSError as error:
                raise ArchiveError(
                    f"the status cannot be served on {host}:{port} ({error.strerror or error});"
                    " change ASSISTANT_SLACK__STATUS_PORT"
                ) from error
        yield
