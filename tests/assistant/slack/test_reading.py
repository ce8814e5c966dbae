"""What events say: pure functions over what Slack sends."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.slack.event_parser import Asked, Bot, Edited, Removed, plain, read_event

BOT = Bot(user="UBOT", bot="BBOT", team="THOME")
MESSAGE = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "ts": "1.1"}


def read(**event: object) -> Asked | Edited | Removed | None:
    return read_event(MESSAGE | event, BOT)


def test_a_mention_addresses_the_bot_and_is_removed():
    asked = read(text="<@UBOT> who resigned?")
    assert isinstance(asked, Asked)
    assert (asked.text, asked.is_meant, asked.mentions) == ("who resigned?", True, False)
    assert asked.thread == "1.1"


def test_a_direct_message_is_meant_without_a_mention():
    asked = read(text="who resigned?", channel_type="im", thread_ts="0.9")
    assert isinstance(asked, Asked)
    assert (asked.is_meant, asked.is_reply, asked.thread) == (True, True, "0.9")


@pytest.mark.parametrize(
    "event",
    [
        {"text": "<@UBOT> hello", "bot_id": "BOTHER"},
        {"text": "<@UBOT> hello", "user": "UBOT"},
        {"text": "<@UBOT> hello", "user": "USLACKBOT"},
        {"text": "joined", "subtype": "channel_join"},
        {"text": "<@UBOT> hello", "user": None},
    ],
)
def test_bots_and_notices_ask_nothing(event: dict[str, object]):
    assert read(**event) is None


def test_an_edit_by_a_bot_starts_no_loop():
    changed = {"user": "U9", "bot_id": "BOTHER", "ts": "1.1", "text": "<@UBOT> again"}
    assert read(subtype="message_changed", message=changed) is None


def test_an_edit_says_what_the_message_is_now():
    now = {"user": "U1", "ts": "1.1", "text": "<@UBOT> who won?", "edited": {"ts": "2.0"}}
    edited = read(subtype="message_changed", message=now, ts="2.1")
    assert isinstance(edited, Edited)
    assert (edited.asked.ts, edited.asked.text, edited.revision) == ("1.1", "who won?", "2.0")


@pytest.mark.parametrize(
    "event",
    [
        {"subtype": "message_deleted", "deleted_ts": "1.1"},
        {"subtype": "message_changed", "message": {"subtype": "tombstone", "ts": "1.1"}},
    ],
)
def test_a_deleted_message_is_gone_with_or_without_its_thread(event: dict[str, object]):
    before = {"user": "U1", "text": "<@UBOT> who won?", "ts": "1.1"}
    assert read(previous_message=before, **event) == Removed("C1", "1.1", True)


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("<#C1|news> and <https://a.example/b|the paper>", "#news and the paper"),
        ("<!channel> <!subteam^S1|@desk> who?", "who?"),
        ("on <!date^1700000000^{date}|14 May>", "on 14 May"),
        ("Q&amp;A :tada: at 10:30:15", "Q&A at 10:30:15"),
        ("&amp;lt;", "&lt;"),
        (":tada:", ""),
        ("see <https://a.example/b>", "see https://a.example/b"),
    ],
)
def test_marks_of_slack_are_read_as_words(said: str, read_as: str):
    assert plain(said) == read_as


@given(st.text(alphabet="<>@#!|&;:abUC1 \n", max_size=60))
def test_no_mention_comes_through_whatever_is_written(said: str):
    assert not re.search("<@U[^<>]*>", plain(said.replace("&", "")))


@given(st.dictionaries(st.sampled_from(["subtype", "user", "text", "ts", "channel"]), st.text()))
def test_no_event_of_strings_is_too_odd_to_be_read(event: dict[str, str]):
    assert isinstance(read_event(event, BOT), Asked | Edited | Removed | None)
