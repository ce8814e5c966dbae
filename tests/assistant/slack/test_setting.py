"""What admins set for a channel."""

from typing import Any

import pytest

from assistant import Assistant
from assistant.slack import forms
from assistant.slack.queue_database import Rules
from tests.assistant.slack.conftest import Bot
from tests.assistant.slack.serving import eventually, finished
from tests.assistant.slack.test_judging import submit
from tests.slack_server import SlackServer, shown

QUESTION = "Which fighter program was Turkey withdrawn from?"
BRIDGE = "What will it cost to repair the bridge?"


def filled(**values: Any) -> dict[str, Any]:
    """The form as an admin leaves it."""
    return {"off": {}, "sources": {}, "since": {}} | values


def opened(slack: SlackServer) -> dict[str, Any]:
    slack.people["UADMIN"] = {"team_id": "THOME", "is_admin": True}
    slack.command("settings", person="UADMIN")
    eventually(lambda: slack.views)
    return slack.views.pop()


def asked(slack: SlackServer, words: str) -> str:
    ts = slack.say(f"<@UBOT> {words}", channel="CNEWS")
    (reply,) = finished(slack, ts, "CNEWS")
    return shown(reply)


# What other sources than The Lantern have, asked for as an answer, a count, a timeline, by name.
ELSEWHERE = (
    "How many articles were published about the ferry?",
    "What happened with the Crown Cup?",
    "What did the Harbour Courier report on the bridge?",
)
SOURCES = ("Harbour Courier", "Northern Ledger", "Meridian Wire", "Valdoria Tribune", "The Lantern")


def test_who_is_no_admin_sets_nothing(slack: SlackServer, bot: Bot):
    with bot():
        trigger = slack.command("settings")
        eventually(lambda: slack.payloads.get(trigger))
        view = {"private_metadata": "CNEWS", "callback_id": forms.CHANNEL_FORM, "type": "modal"}
        off = {"selected_options": [{"value": "off"}]}
        form = submit(slack, view, **filled(off=off))
        eventually(lambda: slack.payloads.get(form))
        assert "F-35" in asked(slack, QUESTION)
    assert "Only admins" in slack.payloads[trigger]["text"]
    assert slack.payloads[form]["response_action"] == "errors"
    assert slack.views == []


def test_a_channel_is_switched_off_and_on(slack: SlackServer, bot: Bot):
    with bot():
        view = opened(slack)
        submit(slack, view, person="UADMIN", **filled(off={"selected_options": [{"value": "off"}]}))
        eventually(slack.is_quiet)
        assert "switched off" in asked(slack, QUESTION)
        view = opened(slack)
        assert view["blocks"][0]["element"]["initial_options"][0]["value"] == "off"
        submit(slack, view, person="UADMIN", **filled())
        eventually(slack.is_quiet)
        assert "F-35" in asked(slack, QUESTION)


def test_only_the_sources_and_days_of_the_channel_are_asked(slack: SlackServer, bot: Bot):
    with bot():
        view = opened(slack)
        sources = {"selected_options": [{"value": "The Lantern"}]}
        submit(
            slack,
            view,
            person="UADMIN",
            **filled(sources=sources, since={"selected_date": "2024-04-01"}),
        )
        eventually(slack.is_quiet)
        told = [asked(slack, words) for words in (BRIDGE, *ELSEWHERE)]
        again = opened(slack)
    for words in told:
        assert words.startswith("The archive does not answer this.")
        assert not any(source in words for source in SOURCES if source != "The Lantern")
    assert again["blocks"][1]["element"]["initial_options"][0]["value"] == "The Lantern"
    assert again["blocks"][2]["element"]["initial_date"] == "2024-04-01"


def test_a_channel_is_given_another_archive_by_name(
    slack: SlackServer, bot: Bot, user_to_copy: Any, tmp_path: Any
):
    import shutil

    other = shutil.copytree(user_to_copy, tmp_path / "other")
    with bot(archives={"one article": str(other)}):
        view = opened(slack)
        options = view["blocks"][3]["element"]["options"]
        assert [option["value"] for option in options] == ["-", "one article"]
        submit(slack, view, person="UADMIN", **filled(archive={"selected_option": options[1]}))
        eventually(slack.is_quiet)
        told = asked(slack, BRIDGE)
        ask_again = asked(slack, QUESTION)
    assert "does not answer" in told
    assert "F-35" in ask_again
    with Assistant(other) as kept:
        assert {record.answer.question for record in kept.answers.latest(2)} == {BRIDGE, QUESTION}


@pytest.mark.parametrize(
    "sources", [[f"Paper {number}" for number in range(101)], ["x" * 80], []], ids=len
)
def test_more_sources_than_slack_lists_are_written_in_a_line(sources: list[str]):
    rules = Rules(sources=("Paper 1", "Paper 2"))
    element = forms.channel_form("C1", rules, sources, ())["blocks"][1]["element"]
    assert element["type"] == "plain_text_input"
    assert element["initial_value"] == "Paper 1; Paper 2"
    state = {name: {"value": {}} for name in ("off", "since")}
    values = state | {"sources": {"value": {"value": " Paper 1;Paper 3 ; "}}}
    read = forms.read_channel_form({"private_metadata": "C1", "state": {"values": values}})
    assert read == ("C1", Rules(sources=("Paper 1", "Paper 3")))
