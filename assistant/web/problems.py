"""Errors as one line: a page for people, JSON for programs, OpenAI's form for its clients."""

import logging
from collections.abc import Mapping

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.history.answers import UnknownAnswerError
from assistant.llm import ModelError
from assistant.llm.meter import BudgetError
from assistant.web.templates import page
from index.errors import ArchiveError

_LOG = logging.getLogger("assistant.web")
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (UnknownAnswerError, 404),
    (BudgetError, 429),
    (ModelError, 502),
    (ArchiveError, 400),
)


def is_for_programs(request: Request) -> bool:
    """Whether a program asks, which reads JSON."""
    return request.url.path.startswith(("/api/", "/v1/", "/mcp", "/openapi.json"))


def problem(
    request: Request, status: int, text: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that says what is wrong."""
    line = " ".join(text.split())
    if request.url.path.startswith("/v1/"):
        kind = "invalid_request_error" if status < 500 else "server_error"
        error = {"message": line, "type": kind, "param": None, "code": None}
        return JSONResponse({"error": error}, status, headers)
    if is_for_programs(request):
        return JSONResponse({"detail": line}, status, headers)
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(line, status, headers)
    return page("problem.html.j2", status, headers, problem=line)


def told(error: Exception) -> tuple[int, str]:
    """The status and the line for an error; what nobody expected is logged and not shown."""
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail)
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status, str(error)
    _LOG.error("internal error", exc_info=error)
    return 500, "Internal error; the server's log has more."


def add_handlers(app: FastAPI) -> None:
    """Has the errors of `app` reported in one line; the gate reports what nobody expected."""

    @app.exception_handler(HTTPException)
    async def refuse(request: Request, error: HTTPException) -> Response:
        return problem(request, error.status_code, str(error.detail), error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query"))
        return problem(request, 422, f"{where or 'body'}: {first['msg']}")

    @app.exception_handler(ArchiveError)
    async def fail(request: Request, error: Exception) -> Response:
        return problem(request, *told(error))
