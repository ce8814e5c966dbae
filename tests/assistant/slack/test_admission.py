"""Who is answered, where and how often; and what people and machines write that is no question."""

import json
from pathlib import Path

import pytest

from assistant import Assistant
from tests.assistant.slack.conftest import Bot
from tests.assistant.slack.serving import eventually, finished, serving
from tests.openai_server import OpenAIServer
from tests.slack_server import SlackServer, shown, texts

QUESTION = "Which fighter program was Turkey withdrawn from?"


@pytest.mark.parametrize(
    "person",
    [
        {"team_id": "THOME", "is_restricted": True},
        {"team_id": "THOME", "is_ultra_restricted": True},
        {"team_id": "THOME", "is_stranger": True},
        {"team_id": "TELSEWHERE"},
    ],
    ids=str,
)
def test_guests_and_outsiders_are_refused(slack: SlackServer, bot: Bot, person: dict):
    name = f"U{sorted(person.items())}"  # what Slack said of one is believed for a while
    slack.people[name] = person
    with bot():
        (reply,) = finished(slack, slack.say(QUESTION, person=name))
    assert shown(reply).startswith(("I answer members", "I do not answer guests"))


def test_members_of_a_workspace_on_the_list_are_answered(slack: SlackServer, bot: Bot):
    slack.people["UANNA"] = {"team_id": "TPARTNER", "is_stranger": True}
    with bot(workspaces=["TPARTNER"]):
        (reply,) = finished(slack, slack.say(QUESTION))
    assert "F-35" in shown(reply)


def test_only_channels_on_the_list_are_answered_in(slack: SlackServer, bot: Bot):
    with bot(channels=["CNEWS"]):
        yes = slack.say(f"<@UBOT> {QUESTION}", channel="CNEWS")
        no = slack.say(f"<@UBOT> {QUESTION}", channel="CFUN")
        assert "F-35" in shown(finished(slack, yes, "CNEWS")[0])
        assert "not answer in this channel" in shown(finished(slack, no, "CFUN")[0])


def test_a_person_and_a_day_have_their_limits(slack: SlackServer, bot: Bot):
    with bot(per_person=1, per_day=2):
        replies = [
            shown(finished(slack, slack.say(QUESTION, person=person))[0])
            for person in ("UANNA", "UANNA", "UBEN", "UCLEO")
        ]
    assert "F-35" in replies[0]
    assert replies[1].startswith("You have asked 1 questions today")
    assert "F-35" in replies[2]
    assert replies[3].startswith("I have been asked 2 questions today")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("x" * 40_000, "I cannot answer: the question has 40,000 characters"),
        ("", "Ask me a question in words"),
        (":tada: :wave:", "Ask me a question in words"),
        ("<!channel>", "Ask me a question in words"),
    ],
    ids=["40,000 characters", "a file only", "emoji", "a ping"],
)
def test_what_is_no_question_is_told_so(slack: SlackServer, bot: Bot, said: str, told: str):
    with bot():
        ts = slack.say(said, subtype="file_share", files=[{"id": "F1"}])
        (reply,) = finished(slack, ts)
    assert shown(reply).startswith(told)


def test_bots_are_never_answered_and_it_does_not_answer_itself(slack: SlackServer, bot: Bot):
    with bot():
        slack.say("<@UBOT> hello", channel="CNEWS", bot_id="BOTHER")
        slack.say("<@UBOT> hello", channel="CNEWS", person="UBOT", bot_id="BBOT")
        slack.say("<@UBOT> hello", channel="CNEWS", subtype="bot_message", bot_id="BOTHER")
        eventually(slack.is_quiet)
        finished(slack, slack.say(QUESTION))
    said = [message for message in slack.posts("CNEWS") if message.get("thread_ts")]
    assert said == []


def test_article_text_is_shown_literally_and_pings_no_one(slack: SlackServer, tmp_path: Path):
    hostile = {
        "title": "<!here> *Quay* closed",
        "source": "<!channel>",
        "url": "https://a.example/x",
        "text": "The Orsund quay was closed by <@UBEN> and <!channel> on *Monday* :tada: `x`.",
    }
    article = tmp_path / "articles.jsonl"
    article.write_text(json.dumps(hostile))
    with Assistant(tmp_path / "archive", llm="none", slack={"api": slack.api}) as assistant:
        assistant.index([article])
        with serving(assistant):
            (reply,) = finished(slack, slack.say("When was the Orsund quay closed?"))
    said = [block for block in reply["blocks"] if block["type"] == "rich_text"]
    assert "closed by <@UBEN> and <!channel> on *Monday*" in "".join(texts(said))
    kinds = {e["type"] for b in said for s in b["elements"] for e in s["elements"]}
    assert kinds <= {"text", "link"}
    others = [block for block in reply["blocks"] if block["type"] != "rich_text"]
    assert "<" not in "".join(texts(others)) + reply.get("text", "")


def test_a_budget_that_is_used_up_is_said(
    slack: SlackServer, openai_server: OpenAIServer, folder: Path
):
    given = {"llm": "openai:gpt-5-mini", "budget_day": 0.0, "slack": {"api": slack.api}}
    with Assistant(folder, **given) as assistant, serving(assistant):
        (reply,) = finished(slack, slack.say(QUESTION))
    assert shown(reply).startswith("I cannot answer: ")
    assert "budget" in shown(reply)
    assert openai_server.requests == []
