"""Whatever Slack, the bot or the machine loses: each question has one answer."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.slack.delivery_queue import Deliveries
from assistant.slack.event_parser import Asked, Removed
from index.errors import ArchiveError
from tests.assistant.slack.conftest import Bot
from tests.assistant.slack.serving import eventually, finished
from tests.slack_server import SlackServer, shown

QUESTION = "Which fighter program was Turkey withdrawn from?"


@pytest.mark.parametrize(
    "failing",
    [
        {"chat.startStream": "429"},
        {"chat.startStream": "500"},
        {"chat.startStream": "500 after"},
        {"chat.startStream": "method_not_supported_for_channel_type"},
        {"chat.stopStream": "500"},
        {"chat.stopStream": "500 after"},
        {"chat.stopStream": "message_not_in_streaming_state"},
        {"chat.startStream": "429", "chat.postMessage": "500 after"},
        {"chat.startStream": "429", "chat.postMessage": "500"},
        {"chat.startStream": "429", "chat.postMessage": "429"},
        {"assistant.threads.setStatus": "500"},
        {"conversations.replies": "500", "chat.startStream": "500 after"},
    ],
    ids=str,
)
def test_whatever_slack_loses_once_there_is_one_answer(
    slack: SlackServer, bot: Bot, failing: dict[str, str]
):
    left, slack.retry_after = dict(failing), "0"
    slack.fail = lambda method, _: left.pop(method, None)
    with bot():
        (reply,) = finished(slack, slack.say(QUESTION))
        eventually(lambda: "Sources" in shown(slack.replies(reply["thread_ts"])[0]))
    (reply,) = slack.replies(reply["thread_ts"])
    assert shown(reply).count("withdrew NATO ally Turkey") == 1
    assert not left


def test_an_event_that_could_not_be_noted_is_not_acknowledged(
    slack: SlackServer, bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    real, faults = Deliveries.receive, [OSError("disk full")]

    def receive(self: Deliveries, *arguments: Any) -> bool:
        if faults:
            raise faults.pop()
        return real(self, *arguments)

    monkeypatch.setattr(Deliveries, "receive", receive)
    with bot():
        ts = slack.say(QUESTION)
        assert finished(slack, ts)
    assert not faults


def test_the_next_bot_answers_questions_left_open(slack: SlackServer, bot: Bot):
    slack.fail = lambda method, _: "500" if method.startswith("chat.") else None
    with bot(fresh=True):
        ts = slack.say(QUESTION)
        eventually(slack.is_quiet)
        eventually(lambda: slack.called("chat.startStream"))
    slack.fail = lambda method, _: None
    with bot(fresh=True):
        assert len(finished(slack, ts)) == 1


def test_two_bots_over_one_archive_are_one_too_many(slack: SlackServer, bot: Bot):
    refused = pytest.raises(ArchiveError, match="already serves this archive")
    with bot(fresh=True), refused, bot(fresh=True):
        pass


def test_a_wrong_key_is_said_and_not_tried_for_ever(slack: SlackServer, bot: Bot):
    slack.fail = lambda method, _: "invalid_auth" if method == "apps.connections.open" else None
    with pytest.raises(ArchiveError, match="rejected SLACK_APP_TOKEN"), bot(fresh=True):
        pass
    slack.fail = lambda method, _: "account_inactive" if method == "auth.test" else None
    with pytest.raises(ArchiveError, match="rejected SLACK_BOT_TOKEN"), bot(fresh=True):
        pass


def test_removed_or_expired_questions_leave_no_words_behind(folder: Path):
    asked = Asked("D1", "1.1", "1.1", "UANNA", "T", QUESTION, True, False, False)
    deliveries = Deliveries(folder)
    deliveries.receive("Ev1", asked)
    deliveries.receive("Ev2", replace(asked, ts="1.2"))
    first, second = deliveries.get(1), deliveries.get(2)
    deliveries.settle(first, "answered")
    deliveries.receive("Ev3", Removed("D1", "1.2", True))
    deliveries.settle(deliveries.get(second.id), "removed")
    assert deliveries.get(first.id).text == QUESTION
    assert deliveries.get(second.id).text == ""
    deliveries.close()
    later = Deliveries(folder, keep_days=1e-9)
    assert later.get(first.id).text == ""
    later.close()
    assert QUESTION.encode() not in (folder / "slack.sqlite").read_bytes()


def test_a_file_of_a_later_version_is_not_touched(folder: Path):
    Deliveries(folder).close()
    with closing(sqlite3.connect(folder / "slack.sqlite")) as base:
        base.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveError, match="written by a later version"):
        Deliveries(folder)
