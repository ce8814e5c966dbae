"""An article, read in the browser: the cited sentence marked, versions compared, what cites it."""

import re
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query
from fastapi.responses import HTMLResponse

from assistant.assistant import Assistant
from assistant.web.data import InQuery, Version, article_of
from assistant.web.differences import Piece, differences
from assistant.web.templates import page
from index.catalog.reprints import copies_of
from index.models import Article

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


def add_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/articles/{article_id:path}", include_in_schema=False)
    def read(
        article_id: str,
        version: Version = None,
        at: Annotated[str, Query(max_length=24)] = "",
        against: Version = None,
        in_query: InQuery = "",
    ) -> HTMLResponse:
        article_id = article_id or in_query
        article = article_of(assistant, article_id, version)
        catalogue = assistant.archive.catalogue
        if against is None:
            pieces = _read(article, at)
        else:
            pieces = differences(catalogue, article_of(assistant, article_id, against), article)
        return page(
            "article.html.j2",
            article=article,
            pieces=pieces,
            against=against,
            versions=catalogue.next_versions([article_id])[article_id] - 1,
            copies=copies_of(catalogue, article_id),
            answers=[record.answer for record in assistant.answers.citing(article_id)],
        )


def _read(article: Article, at: str) -> list[Piece]:
    """The text: before the marked sentence, the sentence, after it."""
    text = article.text
    if not at:
        return [Piece("same", text)]
    span = _SPAN.fullmatch(at)
    start, end = map(int, span.groups()) if span else (0, 0)
    if not start < end <= len(text):
        raise HTTPException(404, "There is no such place in the article; write it as START-END.")
    return [
        Piece("same", text[:start]),
        Piece("marked", text[start:end]),
        Piece("same", text[end:]),
    ]
