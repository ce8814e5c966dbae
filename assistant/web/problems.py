"""Errors as one line: a page for people, JSON for programs, OpenAI's form for its clients."""

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal, Self

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.history.answers import UnknownAnswerError
from assistant.llm.chat_models import ModelError
from assistant.llm.meter import BudgetError
from assistant.schema.question import InvalidRequestError
from assistant.web.templates import page
from index.errors import ArchiveError


class Problem(BaseModel):
    """The message for programs about an error, in one line."""

    detail: str


class OpenAIProblem(BaseModel):
    """The message about an error in OpenAI's form."""

    class Error(BaseModel):
        message: str
        type: Literal["invalid_request_error", "server_error"]
        param: str | None = None
        code: str | None = None

    error: Error

    @classmethod
    def of(cls, message: str, status: int) -> Self:
        """An error of the server, or of the request."""
        kind: Any = "server_error" if status >= 500 else "invalid_request_error"
        return cls(error=cls.Error(message=message, type=kind))


def responses(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI page says of errors."""
    return {status: {"model": model} for status in ("4XX", "5XX")}


_MOST = 3  # mistakes of one request that are reported
_LOG = logging.getLogger("assistant.web")
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (UnknownAnswerError, 404),
    (BudgetError, 429),
    (ModelError, 502),
    (InvalidRequestError, 400),
)
# What is wrong on the server, and names its files: the log has more.
_UNAVAILABLE = (ArchiveError, sqlite3.Error, OSError)


def is_for_programs(request: Request) -> bool:
    """Whether a program asks, which reads JSON."""
    return request.url.path.startswith(("/api/", "/v1/", "/mcp", "/openapi.json"))


def problem(
    request: Request, status: int, text: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that says what is wrong."""
    line = " ".join(text.split())
    if request.url.path.startswith("/v1/"):
        return JSONResponse(OpenAIProblem.of(line, status).model_dump(), status, headers)
    if is_for_programs(request):
        return JSONResponse(Problem(detail=line).model_dump(), status, headers)
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(line, status, headers)
    return page("problem.html.j2", status, headers, problem=line)


def mistakes(errors: Sequence[Mapping[str, Any]], depth: int = 0) -> str:
    """What pydantic found wrong with a request: the first few of it, each after its place.

    Places are given without their first `depth` parts.
    """
    said = []
    for error in errors[:_MOST]:
        place = ".".join(map(str, error["loc"][depth:])) or "body"
        told = error["ctx"]["error"] if error["type"] == "value_error" else error["msg"]
        if error["type"] == "json_invalid":
            place, told = "body", f"not JSON: {error['ctx']['error']}"
        said.append(f"{place}: {told}")
    return "; ".join(said)


def told(error: Exception) -> tuple[int, str]:
    """The status and the line for an error; what nobody expected is logged and not shown."""
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail)
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status, str(error)
    if isinstance(error, _UNAVAILABLE):
        _LOG.error("unavailable: %s", error)
        return 503, "The archive cannot be read now; the server's log says why."
    _LOG.error("internal error", exc_info=error)
    return 500, "Internal error; the server's log has more."


def _detail(request: Request, error: HTTPException) -> str:
    """What the error says; what the framework says in two words, in a sentence."""
    path, allowed = request.url.path[:100], (error.headers or {}).get("Allow")
    if error.detail == HTTPStatus.NOT_FOUND.phrase:
        return f"There is no page {path}; /docs lists the paths for programs."
    if error.detail == HTTPStatus.METHOD_NOT_ALLOWED.phrase and allowed:
        return f"{path} takes {allowed}, not {request.method}."
    return str(error.detail)


def add_handlers(app: FastAPI) -> None:
    """Has the errors of `app` reported in one line; the gate reports what nobody expected."""

    @app.exception_handler(HTTPException)
    async def refuse(request: Request, error: HTTPException) -> Response:
        return problem(request, error.status_code, _detail(request, error), error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return problem(request, 422, mistakes(error.errors(), 1))

    @app.exception_handler(ArchiveError)
    async def fail(request: Request, error: Exception) -> Response:
        return problem(request, *told(error))
