"""Clients that mean harm: huge bodies, half requests, old cookies, an article without an end."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from assistant import Assistant
from index.models import Article
from tests.assistant.web.serving import serving
from tests.assistant.web.test_pages import Page
from tests.making import add

TOKENS = ("correct-horse", "battery-staple")
HALVES = (
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    b"POST /ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 40\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nquestion=",
    b"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 40\r\n\r\n{",
)


@pytest.mark.parametrize("path", ["/ask", "/api/ask", "/v1/chat/completions", "/mcp", "/login"])
@pytest.mark.parametrize("is_told", [True, False])
def test_no_body_is_too_large_for_the_server(web: httpx.Client, path: str, is_told: bool):
    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b"x" * 1_000

    body = b"".join(endless()) if is_told else endless()
    kind = "application/x-www-form-urlencoded" if path in ("/ask", "/login") else "application/json"
    headers = {"Content-Type": kind, "Accept": "application/json, text/event-stream"}
    assert web.post(path, content=body, headers=headers).status_code == 413


def test_clients_that_dawdle_hold_up_nobody(web: httpx.Client):
    with ExitStack() as opened:
        for half in HALVES * 20:
            slow = socket.create_connection(("127.0.0.1", web.base_url.port or 0))
            opened.enter_context(slow).sendall(half)
        assert web.get("/", timeout=20).status_code == 200
        asked = web.post("/ask", data={"question": "Thank you!"}, timeout=20)
        assert asked.status_code == 303


def test_a_cookie_of_an_earlier_token_opens_nothing(asking: Assistant):
    with serving(asking, host="0.0.0.0", token=TOKENS[0]) as web:
        web.post("/login", data={"token": TOKENS[0]})
        cookies = dict(web.cookies)
        assert web.get("/").status_code == 200
    with serving(asking, host="0.0.0.0", token=TOKENS[1]) as web:
        web.cookies.update(cookies)
        assert web.get("/").headers["location"].startswith("/login")
        assert web.post("/ask", data={"question": "Why?"}).status_code == 401


def test_another_site_cannot_use_the_cookie(asking: Assistant):
    with serving(asking, host="0.0.0.0", token=TOKENS[0]) as web:
        web.post("/login", data={"token": TOKENS[0]})
        for path in ("/ask", "/doctor", "/login", "/api/ask", "/mcp"):
            forged = web.post(path, data={"question": "Why?"}, headers={"Origin": "https://a.b"})
            assert forged.status_code == 403


@pytest.mark.slow
def test_a_million_characters_are_read_to_their_end(user_to_copy: Path, tmp_path: Path):
    last = "The mayor of Pell read it aloud."
    text = f"A line of a million characters went {'on and ' * 142_860}on. {last}"
    with Assistant(copytree(user_to_copy, tmp_path / "archive"), llm="none") as assistant:
        add(assistant.archive, Article(id="million", text=text))
        with serving(assistant) as web:
            asked = web.post("/ask", data={"question": "Who read it aloud?"}, follow_redirects=True)
            link = next(link for link in Page(asked.text).links if "/articles/million" in link)
            read = web.get(link)
    assert Page(read.text).marked == last and len(read.text) > 1_000_000
