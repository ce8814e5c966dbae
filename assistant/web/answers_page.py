"""Recorded answers: a page to share by its link, and Markdown to save."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from assistant.assistant import Assistant
from assistant.web.question import record_of
from assistant.web.templates import page


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    """Add `/answers/ID` and `/answers/ID.md`."""

    @app.get("/answers/{answer_id}.md", include_in_schema=False)
    def save(answer_id: str) -> Response:
        text = record_of(assistant, answer_id).answer.to_markdown()
        named = {"Content-Disposition": f'attachment; filename="answer-{answer_id}.md"'}
        return Response(text, headers=named, media_type="text/markdown")

    @app.get("/answers/{answer_id}", include_in_schema=False)
    def show(answer_id: str) -> HTMLResponse:
        answer = record_of(assistant, answer_id).answer
        sources = assistant.archive.catalogue.sources()
        return page("ask.html.j2", sources=sources, answer=answer, is_kept=True)
