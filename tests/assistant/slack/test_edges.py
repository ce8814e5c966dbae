"""What Slack refuses for good, what is lost on the way back, and faults of ours."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.slack.archives import Archives
from tests.assistant.slack.conftest import Bot
from tests.assistant.slack.serving import eventually, finished
from tests.slack_server import SlackServer, shown

QUESTION = "Which fighter program was Turkey withdrawn from?"
OTHER = "What will it cost to repair the bridge?"


def outcome(assistant: Assistant, ts: str) -> str:
    """What became of a question, once something has."""
    file: Path = assistant.settings.archive / "slack.sqlite"

    def look() -> str:
        with closing(sqlite3.connect(file)) as base:
            found = base.execute(
                "SELECT outcome FROM question WHERE ts = ? AND NOT open", (ts,)
            ).fetchone()
        return str(found[0]) if found else ""

    return eventually(look)


def test_an_answer_that_somebody_has_deleted_is_not_brought_back(slack: SlackServer, bot: Bot):
    with bot() as assistant:
        ts = slack.say(QUESTION)
        (reply,) = finished(slack, ts)
        del slack.messages["DANNA"][reply["ts"]]
        slack.edit(ts, OTHER)
        eventually(lambda: slack.called("chat.update"))
        assert outcome(assistant, ts) == "answered"
        slack.delete(ts)
        eventually(lambda: slack.called("chat.delete"))
        assert outcome(assistant, ts) == "removed"
    assert slack.posts("DANNA") == []


def test_a_message_still_streaming_is_updated_later(slack: SlackServer, bot: Bot):
    left = ["streaming_state_conflict"]
    with bot():
        ts = slack.say(QUESTION)
        finished(slack, ts)
        slack.fail = lambda method, _: left.pop() if method == "chat.update" and left else None
        slack.edit(ts, OTHER)
        eventually(lambda: "41 million crowns" in shown(slack.replies(ts)[0]))
    assert not left


@pytest.mark.parametrize("word", ["channel_not_found", "is_archived", "restricted_action"])
def test_what_slack_refuses_for_good_is_noted_as_failed(slack: SlackServer, bot: Bot, word: str):
    slack.fail = lambda method, _: word if method.startswith("chat.") else None
    with bot() as assistant:
        ts = slack.say(QUESTION)
        assert outcome(assistant, ts) == "failed"
    assert slack.replies(ts) == []


@pytest.mark.parametrize("failure", ["500", "500 after", "429"])
def test_a_private_answer_that_was_lost_is_sent_again(slack: SlackServer, bot: Bot, failure: str):
    left = [failure]
    slack.fail = lambda method, _: left.pop() if method == "response_url" and left else None
    with bot():
        trigger = slack.command(QUESTION)
        eventually(lambda: not left and "Share" in str(slack.whispers[trigger]))
        eventually(slack.is_quiet)
    assert all(told["replace_original"] for told in slack.whispers[trigger])


def test_a_private_address_that_is_too_old_is_given_up(slack: SlackServer, bot: Bot):
    with bot() as assistant:
        trigger = slack.command(QUESTION, response_url=f"{slack.url}/respond/none/at/all")
        assert outcome(assistant, f"ask:{trigger}") == "failed"
        nowhere = slack.command(QUESTION, response_url="http://127.0.0.1:9/respond")
        eventually(slack.is_quiet)
    assert not slack.whispers[nowhere]


def test_somebody_whom_slack_does_not_show_is_an_outsider(slack: SlackServer, bot: Bot):
    slack.fail = lambda method, _: "user_not_visible" if method == "users.info" else None
    with bot():
        (reply,) = finished(slack, slack.say(QUESTION, person="UUNSEEN"))
    assert "members of this workspace only" in shown(reply)


def test_a_missing_scope_makes_nobody_a_guest(slack: SlackServer, bot: Bot):
    slack.fail = lambda method, _: "missing_scope" if method == "users.info" else None
    with bot() as assistant:
        ts = slack.say(QUESTION, person="UNEW")
        assert outcome(assistant, ts) == "failed"


def test_an_internal_error_is_reported_when_retries_fail(
    slack: SlackServer, bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with bot() as assistant:
        with monkeypatch.context() as fault:
            fault.setattr(Archives, "_conversation", broken)
            ts = slack.say(QUESTION)
            (reply,) = finished(slack, ts)
        assert "Something went wrong" in shown(reply)
        assert outcome(assistant, ts) == "failed"
        slack.edit(ts, OTHER)
        eventually(lambda: "41 million crowns" in shown(slack.replies(ts)[0]))


def test_an_archive_that_is_no_longer_set_up_is_said(slack: SlackServer, bot: Bot):
    with bot(fresh=True) as assistant:
        with closing(sqlite3.connect(assistant.settings.archive / "slack.sqlite")) as base, base:
            rules = '{"sources": [], "since": null, "archive": "gone", "off": false}'
            base.execute("INSERT INTO channel VALUES ('CNEWS', ?, 'UADMIN', 0)", (rules,))
        ts = slack.say(f"<@UBOT> {QUESTION}", channel="CNEWS")
        (reply,) = finished(slack, ts, "CNEWS")
    assert "the archive 'gone' of this channel is no longer configured" in shown(reply)


def test_an_empty_command_says_how_to_ask(slack: SlackServer, bot: Bot):
    with bot():
        trigger = slack.command("  ")
        told = eventually(lambda: slack.payloads.get(trigger))
    assert "Type a question after /ask" in told["text"]
