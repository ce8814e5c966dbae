"""The page that asks for the token and leaves a cookie for it."""

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.web.access import COOKIE, Access
from assistant.web.problems import problem
from assistant.web.templates import page

_DAYS = 30
_HERE = re.compile(r"/(?![/\\])[^\s\\]*")  # a page of this server, never another's


def add_routes(app: FastAPI, accesses: Sequence[Access]) -> None:
    """Add `/login`, which takes the tokens of all these."""

    @app.get("/login", include_in_schema=False)
    def ask_token(then: str = "/") -> HTMLResponse:
        return page("login.html.j2", then=then)

    @app.post("/login", include_in_schema=False)
    def take_token(
        request: Request, token: Annotated[str, Form()], then: Annotated[str, Form()] = "/"
    ) -> Response:
        access = next((one for one in accesses if one.accepts(token)), None)
        if access is None:
            return problem(request, 401, "That is not the token.")
        response = RedirectResponse(then if _HERE.fullmatch(then) else "/", 303)
        response.set_cookie(
            COOKIE,
            access.cookie,
            max_age=_DAYS * 24 * 3600,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response
