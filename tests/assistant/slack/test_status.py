"""The bot's status: health, readiness and metrics, by Socket Mode, too."""

import socket

import httpx
import pytest

from index.errors import ArchiveError
from tests.assistant.slack.conftest import Bot
from tests.assistant.slack.serving import eventually, finished
from tests.slack_server import SlackServer

QUESTION = "Which fighter program was Turkey withdrawn from?"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("ASSISTANT_METRICS_TOKEN", "only-for-prometheus")
    return "only-for-prometheus"


def test_in_socket_mode_a_port_tells_the_state(slack: SlackServer, bot: Bot, port: int):
    with bot(status_port=port), httpx.Client(base_url=f"http://127.0.0.1:{port}") as web:
        eventually(lambda: web.get("/ready").status_code == 200)
        assert web.get("/health").json() == {"ok": True, "waiting": 0}
        finished(slack, slack.say(QUESTION))
        eventually(lambda: "assistant_queue 0.0" in web.get("/metrics").text)
        page = web.get("/metrics").text
    assert 'assistant_questions_total{outcome="answered"} 1.0' in page
    assert "fighter" not in page


def test_a_token_guards_the_metrics_alone(slack: SlackServer, bot: Bot, port: int, token: str):
    with bot(status_port=port), httpx.Client(base_url=f"http://127.0.0.1:{port}") as web:
        assert web.get("/health").status_code == 200
        for given, status in (("none", 401), ("wrong", 401), (token, 200)):
            told = web.get("/metrics", headers={"Authorization": f"Bearer {given}"})
            assert told.status_code == status


def test_a_bot_that_slack_cannot_reach_is_not_ready(bot: Bot, port: int):
    server = SlackServer()
    with (
        bot(status_port=port, api=server.api),
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as web,
    ):
        eventually(lambda: web.get("/ready").status_code == 200)
        server.close()
        told = eventually(lambda: (found := web.get("/ready")).status_code == 503 and found)
    assert told.json() == {"ready": False, "problem": "Slack is not connected"}


def test_a_port_that_is_taken_is_said(slack: SlackServer, bot: Bot):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ArchiveError, match="STATUS_PORT"), bot(status_port=port):
            pass
