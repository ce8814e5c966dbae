"""What monitors ask of the bot: whether it lives, whether it can answer, and the metrics."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_address
from typing import Any

from aiohttp import web

from assistant.assistant import Assistant
from assistant.monitoring.readiness import Readiness
from assistant.slack.delivery_queue import Deliveries
from index.errors import ArchiveError
from index.extras import MissingExtraError, require
from index.sql import Error


class Status:
    """The state of one bot; its questions are counted from now on, if the extra is installed.

    `is_connected` tells whether Slack reaches it.
    """

    def __init__(self, assistant: Assistant, deliveries: Deliveries) -> None:
        self._deliveries = deliveries
        self._readiness = Readiness(assistant)
        self._token = assistant.settings.metrics_key
        self._metrics: Any = None
        self._missing = ""
        self.is_connected: Callable[[], Awaitable[bool]] | None = None
        try:
            module = require("metrics", "assistant.monitoring.metrics")
        except MissingExtraError as error:
            self._missing = str(error)
        else:
            self._metrics = module.Metrics(assistant, deliveries.waiting)
            assistant.observers.append(self._metrics)

    def add_probes(self, site: web.Application) -> None:
        """Add `/health` and `/ready`, which tell no secret."""
        site.router.add_get("/health", self._health)
        site.router.add_get("/ready", self._ready)

    def add_metrics(self, site: web.Application) -> None:
        """Add `/metrics`: for the token of the settings or, without one, for this machine."""
        site.router.add_get("/metrics", self._page)

    async def _health(self, request: web.Request) -> web.Response:
        told: dict[str, Any] = {"ok": True}
        with suppress(Error):  # it lives, even if its database does not
            told["waiting"] = self._deliveries.waiting()
        return web.json_response(told)

    async def _ready(self, request: web.Request) -> web.Response:
        problem = await asyncio.to_thread(self._readiness.problem)
        if not problem and self.is_connected and not await self.is_connected():
            problem = "Slack is not connected"
        told = {"ready": not problem} | ({"problem": problem} if problem else {})
        return web.json_response(told, status=503 if problem else 200)

    async def _page(self, request: web.Request) -> web.Response:
        if not self._admits(request):
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        if self._metrics is None:
            return web.Response(status=501, text=self._missing)
        # In this thread, which alone may read the queue.
        return web.Response(body=self._metrics.page(), content_type="text/plain", charset="utf-8")

    def _admits(self, request: web.Request) -> bool:
        if not self._token:
            return _is_loopback(request.remote or "")
        given = request.headers.get("Authorization", "").partition(" ")[2].strip()
        return hmac.compare_digest(given.encode(errors="replace"), self._token.encode())


@asynccontextmanager
async def serving(status: Status, host: str, port: int | None) -> AsyncIterator[None]:
    """Serve the status on that port, if there is one.

    Raises `ArchiveError` if the port cannot be used.
    """
    if port is None:
        yield
        return
    site = web.Application()
    status.add_probes(site)
    status.add_metrics(site)
    runner = web.AppRunner(site)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise ArchiveError(
                f"the status cannot be served on {host}:{port} ({error.strerror or error}); change"
                " ASSISTANT_SLACK__STATUS_PORT"
            ) from error
        yield
    finally:
        await runner.cleanup()


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
