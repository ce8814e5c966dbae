"""Slack's requests over HTTP: only those that Slack has signed, and lately."""

import hashlib
import hmac
import json
import socket
import time
from typing import Any

import httpx
import pytest

from assistant.slack.app import HttpAddress
from tests.assistant.slack.conftest import Bot
from tests.assistant.slack.serving import finished
from tests.slack_server import SECRET, SlackServer, shown

QUESTION = "Which fighter program was Turkey withdrawn from?"


@pytest.fixture
def door() -> HttpAddress:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return HttpAddress("127.0.0.1", free.getsockname()[1])


def signed(body: str, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    moment = str(int(at or time.time()))
    mac = hmac.new(secret.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256)
    return {
        "X-Slack-Request-Timestamp": moment,
        "X-Slack-Signature": f"v0={mac.hexdigest()}",
        "Content-Type": "application/json",
    }


def event(ts: str) -> dict[str, Any]:
    message = {"type": "message", "channel": "DANNA", "channel_type": "im", "user": "UANNA"}
    told = message | {"text": QUESTION, "ts": ts, "event_ts": ts}
    return {"type": "event_callback", "event_id": f"Ev{ts}", "team_id": "THOME", "event": told}


def test_signed_requests_are_answered_once_and_others_are_refused(
    slack: SlackServer, bot: Bot, door: HttpAddress
):
    url = f"http://127.0.0.1:{door.port}/slack/events"
    body = json.dumps(event("1700000000.000100"))
    with bot(door), httpx.Client() as web:
        for headers in (
            signed(body, "another secret"),
            signed(body, at=time.time() - 600),
            {"Content-Type": "application/json"},
        ):
            assert web.post(url, content=body, headers=headers).status_code == 401
        assert web.get(f"http://127.0.0.1:{door.port}/health").json() == {"ok": True, "waiting": 0}
        for again in range(3):
            headers = signed(body) | {"X-Slack-Retry-Num": str(again)}
            assert web.post(url, content=body, headers=headers).status_code == 200
        (reply,) = finished(slack, "1700000000.000100")
        challenge = json.dumps({"type": "url_verification", "challenge": "c1"})
        told = web.post(url, content=challenge, headers=signed(challenge))
    assert "F-35" in shown(reply)
    assert told.json() == {"challenge": "c1"}
    assert slack.called("apps.connections.open") == []
