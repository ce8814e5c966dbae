"""An article, read in the browser: the cited sentence marked, its versions."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query
from fastapi.responses import HTMLResponse

from assistant.assistant import Assistant
from assistant.web.data import Version, article_of
from assistant.web.templates import page

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in three: before the marked sentence, the sentence, after it."""

    before: str
    marked: str = ""
    after: str = ""


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    """Add `/articles/ID`."""

    @app.get("/articles/{article_id:path}", include_in_schema=False)
    def read(
        article_id: str, version: Version = None, at: Annotated[str, Query(max_length=24)] = ""
    ) -> HTMLResponse:
        article = article_of(assistant, article_id, version)
        versions = assistant.archive.catalogue.next_versions([article_id])[article_id] - 1
        reading = _read(article.text, at)
        return page("article.html.j2", article=article, reading=reading, versions=versions)


def _read(text: str, at: str) -> Reading:
    if not at:
        return Reading(text)
    span = _SPAN.fullmatch(at)
    start, end = map(int, span.groups()) if span else (0, 0)
    if not start < end <= len(text):
        raise HTTPException(404, "There is no such place in the article; write it as START-END.")
    return Reading(text[:start], text[start:end], text[end:])
