"""Recorded answers: a page to share by its link, how one was made, files to save, feedback."""

from collections import Counter
from typing import Annotated, Literal

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from assistant.assistant import Assistant
from assistant.history.report import read_texts, why_sections
from assistant.web.question import record_of
from assistant.web.templates import page, wording

_FILES = {
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/answers/{answer_id}.{ending}", include_in_schema=False)
    def save(answer_id: str, ending: str) -> Response:
        answer = record_of(assistant, answer_id if ending in _FILES else "").answer
        content = answer.to_word() if ending == "docx" else answer.to_markdown()
        named = {"Content-Disposition": f'attachment; filename="answer-{answer_id}.{ending}"'}
        return Response(content, headers=named, media_type=_FILES[ending])

    @app.get("/answers/{answer_id}/why", include_in_schema=False)
    def explain(answer_id: str) -> HTMLResponse:
        record = record_of(assistant, answer_id)
        texts = read_texts(record, assistant.archive.catalogue)
        sections = why_sections(record, texts)
        return page("why.html.j2", answer=record.answer, sections=sections)

    @app.get("/answers/{answer_id}", include_in_schema=False)
    def show(answer_id: str) -> HTMLResponse:
        record = record_of(assistant, answer_id)
        return page(
            "ask.html.j2",
            sources=assistant.archive.catalogue.sources(),
            answer=record.answer,
            feedback=Counter(given.verdict for given in record.feedback),
            is_kept=True,
        )

    @app.post("/answers/{answer_id}/feedback", include_in_schema=False)
    def take_feedback(
        request: Request, answer_id: str, verdict: Annotated[Literal["right", "wrong"], Form()]
    ) -> Response:
        record = record_of(assistant, answer_id)
        assistant.answers.feedback(record.id, verdict)
        if "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(f"/answers/{record.id}", 303)
        return PlainTextResponse(wording("noted"))
