"""What monitors ask: whether the process lives, whether it can answer, and the metrics."""

from collections.abc import Callable

from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse, Response

from assistant.assistant import Assistant
from assistant.monitoring.readiness import Readiness
from assistant.web.access import METRICS
from index.extras import MissingExtraError, require


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    """Add `/health`, `/ready` and `/metrics`; the assistant's questions are counted from now on."""
    readiness = Readiness(assistant)
    page = _metrics_of(assistant)

    @app.get("/health", include_in_schema=False)
    async def health() -> JSONResponse:
        return JSONResponse({"ok": True})

    @app.get("/ready", include_in_schema=False)
    def ready() -> JSONResponse:
        problem = readiness.problem()
        told = {"ready": not problem} | ({"problem": problem} if problem else {})
        return JSONResponse(told, 503 if problem else 200)

    @app.get(METRICS, include_in_schema=False)
    def metrics() -> Response:
        return page()


def _metrics_of(assistant: Assistant) -> Callable[[], Response]:
    try:
        module = require("metrics", "assistant.monitoring.metrics")
    except MissingExtraError as error:
        missing = str(error)

        def refuse() -> Response:
            raise HTTPException(501, missing)

        return refuse
    observer = module.Metrics(assistant)
    assistant.observers.append(observer)
    return lambda: Response(observer.page(), media_type=module.CONTENT_TYPE)
