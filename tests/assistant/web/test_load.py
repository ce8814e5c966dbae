"""Many ask at once, and some go away."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event as Flag
from time import sleep

import httpx
import pytest

from assistant import Assistant
from tests.assistant.web.serving import serving
from tests.benchmarks.web_load import Load, Mayors, ask_for, served
from tests.openai_server import OpenAIServer, begin_stream, chunk, send_event
from tests.work import until

QUESTION = {"question": "Which fighter program was Turkey withdrawn from?"}
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "ask", "arguments": QUESTION},
}
PEOPLE, SECONDS = 50, 5


def assert_sound(load: Load) -> None:
    assert not load.errors and not load.mixed_up
    assert len(load.seconds) >= PEOPLE


@pytest.mark.slow
@pytest.mark.untraced
def test_fifty_at_once_get_their_own_quotations(tmp_path: Path):
    with served(tmp_path / "archive", PEOPLE, "none") as url:
        assert_sound(asyncio.run(ask_for(url, PEOPLE, SECONDS)))


@pytest.mark.slow
@pytest.mark.untraced
def test_fifty_at_once_get_their_own_answers_of_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    model = Mayors()
    monkeypatch.setenv("OPENAI_API_KEY", "test")
    given = {"base_url": model.url, "judge": "none"}
    with served(tmp_path / "archive", PEOPLE, "openai:scripted", **given) as url:
        assert_sound(asyncio.run(ask_for(url, PEOPLE, SECONDS)))
    assert len(model.requests) >= PEOPLE
    model.close()


def watching(hung_up: Flag) -> Callable[[BaseHTTPRequestHandler], None]:
    """Says one word after the other until nobody listens."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        begin_stream(handler)
        with suppress(OSError):
            for _ in range(6_000):
                send_event(handler, chunk({"content": " on"}))
                sleep(0.01)
            return
        hung_up.set()

    return send


@pytest.mark.parametrize(
    ("path", "body", "accept"),
    [
        ("/api/ask", QUESTION, "application/json"),
        ("/api/ask", QUESTION, "text/event-stream"),
        ("/mcp", CALL, "application/json, text/event-stream"),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "Why?"}]}, "*/*"),
    ],
)
def test_a_client_that_goes_away_ends_the_models_request(
    user_folder: Path, openai_server: OpenAIServer, path: str, body: dict[str, object], accept: str
):
    hung_up = Flag()
    openai_server.sends.append(watching(hung_up))

    async def leave(url: str) -> None:
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            asking = asyncio.create_task(client.post(path, json=body, headers={"Accept": accept}))
            await asyncio.to_thread(until, lambda: openai_server.requests, "the model is asked")
            asking.cancel()

    with Assistant(user_folder, llm="openai:scripted") as assistant, serving(assistant) as web:
        asyncio.run(leave(str(web.base_url)))
        assert hung_up.wait(30)
