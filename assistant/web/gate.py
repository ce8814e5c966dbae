"""The middleware before every page: who may come in, how often, and with which headers."""

import math
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.access import Access
from assistant.web.problems import is_for_programs, problem, told
from assistant.web.rate_limit import RateLimit

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
