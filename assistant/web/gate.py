"""The middleware before every page: who may come in, how often, and with which headers."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.access import Access
from assistant.web.problems import is_for_programs, problem, told

_OPEN = ("/login", "/static/")  # before a token is given
_PROBES = ("/health", "/ready")  # for whoever watches this server, by any name; they tell no secret
_READING = 0.1  # of what asking costs
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",  # with "no-referrer" forms have the Origin "null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_MOST_CLIENTS = 10_000  # remembered; the one that has not asked for longest goes first


class RateLimit:
    """Each client has `per_minute` to spend at once, and gets as much again in a minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, cost: float = 1.0) -> float:
        """Seconds until `client` may spend `cost`; 0 if it may now, which spends it."""
        now = self._clock()
        left, since = self._left.pop(client, (self._most, now))
        left = min(self._most, left + (now - since) * self._most / 60)
        may = left >= cost
        self._left[client] = (left - cost if may else left, now)
        if len(self._left) > _MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if may else (cost - left) * 60 / self._most


class Gate:
    """Lets in whom `access` knows, as often as `limit` allows."""

    def __init__(self, app: ASGIApp, access: Access, limit: RateLimit) -> None:
        self._app, self._access, self._limit = app, access, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # whose body uvicorn leaves out

        is_begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal is_begun
            if message["type"] == "http.response.start":
                is_begun = True
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        request = Request(scope)
        app = self._refusal(request) or self._app
        try:
            await app(scope, receive, send_with_headers)
        except Exception as error:
            if is_begun:
                raise
            await problem(request, *told(error))(scope, receive, send_with_headers)

    def _refusal(self, request: Request) -> Response | None:
        """Why the request is not let in; None if it is."""
        access, path = self._access, request.url.path
        if path in _PROBES:
            return None
        if not access.knows_host(request):
            return problem(request, 400, "This server has another host name.")
        if not access.knows_origin(request):
            return problem(request, 403, "Requests from other sites are refused.")
        is_known = access.knows_client(request) or access.is_monitor(request)
        if path.startswith("/static/"):
            return None
        costs = request.method == "POST" or not is_known
        seconds = self._limit.wait(access.client(request), 1.0 if costs else _READING)
        if seconds:
            after = {"Retry-After": str(math.ceil(seconds))}
            return problem(request, 429, "Too many requests; wait a little.", after)
        if is_known or path.startswith(_OPEN):
            return None
        if access.token and request.method == "GET" and not is_for_programs(request):
            wanted = path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?then={quote(wanted, safe='')}", 303)
        return problem(request, 401, "A token is needed.", {"WWW-Authenticate": "Bearer"})
