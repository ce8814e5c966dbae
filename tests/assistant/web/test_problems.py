"""What is wrong on the server: one line, no path, and not the fault of who asked."""

import logging
import sqlite3
from pathlib import Path
from shutil import copytree, rmtree

import httpx
import pytest

from assistant import Assistant
from tests.assistant.web.serving import serving
from tests.assistant.web.test_mcp import run

PATHS = ("/", "/search", "/stories", "/articles/a", "/api/search?q=bridge", "/api/articles")


def assert_unavailable(told: httpx.Response, folder: Path) -> None:
    assert told.status_code == 503, told.text
    assert "cannot be read now" in told.text and str(folder.parent) not in told.text
    assert "\n" not in told.text.strip()


@pytest.mark.parametrize("path", PATHS)
def test_without_an_archive_the_server_is_unavailable(tmp_path: Path, path: str):
    with Assistant(tmp_path / "none", llm="none") as assistant, serving(assistant) as web:
        assert_unavailable(web.get(path), tmp_path / "none")


def test_a_question_without_an_archive_is_not_blamed(tmp_path: Path):
    question = {"question": "Why?"}
    with Assistant(tmp_path / "none", llm="none") as assistant, serving(assistant) as web:
        for headers in ({}, {"Accept": "text/event-stream"}):
            asked = web.post("/api/ask", json=question, headers=headers)
            assert_unavailable(asked, tmp_path / "none")
        chat = {"messages": [{"role": "user", "content": "Why?"}]}
        told = web.post("/v1/chat/completions", json=chat)
        assert told.json()["error"]["type"] == "server_error"

        async def ask(client) -> None:  # type: ignore[no-untyped-def]
            said = await client.call_tool("ask", question)
            assert said.is_error and "cannot be read now" in said.content[0].text

        run(web, ask)


def test_a_damaged_catalogue_is_told_to_the_log_alone(
    user_to_copy: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    folder = copytree(user_to_copy, tmp_path / "archive")
    with (
        caplog.at_level(logging.ERROR, "assistant.web"),
        Assistant(folder, llm="none") as assistant,
        serving(assistant) as web,
    ):
        assert web.get("/api/articles").status_code == 200
        with sqlite3.connect(folder / "catalogue.sqlite") as db:
            db.execute("DROP TABLE versions")
        assert_unavailable(web.get("/api/articles"), folder)
        assert "no such table: versions" in caplog.text
    rmtree(folder)


def test_no_article_tells_its_path(web: httpx.Client, web_folder: Path):
    question = {"question": "Which fighter program was Turkey withdrawn from?"}
    asked = web.post("/api/ask", json=question)
    events = web.post("/api/ask", json=question, headers={"Accept": "text/event-stream"})
    told = [
        asked,
        events,
        *(web.get(f"/api/answers{one}") for one in ("", f"/{asked.json()['id']}")),
    ]
    told += [web.get(path) for path in ("/api/articles", "/api/search?q=bridge")]
    told += [web.get("/api/timeline?about=bridge")]
    for one in told:
        assert one.status_code == 200
        assert '"path":"' not in one.text.replace(" ", "")
