"""What monitors ask: whether the process lives, whether it can answer, and the metrics."""

from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse, Response

from assistant.assistant import Assistant
from assistant.monitoring.readiness import Readiness, observe
from assistant.web.access import METRICS


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    """Add `/health`, `/ready` and `/metrics`; the assistant's questions are counted from now on."""
    readiness = Readiness(assistant)
    observer, missing = observe(assistant)

    @app.get("/health", include_in_schema=False)
    async def health() -> JSONResponse:
        return JSONResponse({"ok": True})

    @app.get("/ready", include_in_schema=False)
    def ready() -> JSONResponse:
        return JSONResponse(*readiness.told())

    @app.get(METRICS, include_in_schema=False)
    def metrics() -> Response:
        if observer is None:
            raise HTTPException(501, missing)
        return Response(observer.page(), media_type=observer.content_type)
