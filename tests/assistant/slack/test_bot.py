"""The bot against a real server in Slack's role: what is asked, and what then stands there."""

from typing import Any

from tests.assistant.slack.conftest import Bot
from tests.assistant.slack.serving import eventually, finished
from tests.slack_server import SlackServer, shown, texts

QUESTION = "Which fighter program was Turkey withdrawn from?"
OTHER = "What will it cost to repair the bridge?"


def rich(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in message["blocks"] if block["type"] == "rich_text"]


def test_a_direct_message_is_answered_in_thread_with_its_source(slack: SlackServer, bot: Bot):
    with bot():
        ts = slack.say(QUESTION)
        (reply,) = finished(slack, ts)
    assert "It also withdrew NATO ally Turkey from its F-35 fighter program. [1]" in shown(reply)
    assert "Sources" in shown(reply)
    (status, *_) = slack.called("assistant.threads.setStatus")
    assert (status["channel_id"], status["thread_ts"]) == ("DANNA", ts)
    (started,) = slack.called("chat.startStream")
    assert started["recipient_user_id"] == "UANNA"
    assert max(slack.acknowledged.values()) < 3


def test_a_source_has_outlet_day_and_link_without_preview(slack: SlackServer, bot: Bot):
    with bot():
        (reply,) = finished(slack, slack.say(OTHER))
        finished(slack, slack.say("Who won the 1998 chess cup of Oslo?"))
    assert "prices bridge repair, The Harbour Courier, 2024-04-09" in shown(reply)
    sections = [section for block in rich(reply) for section in block["elements"]]
    links = [part["url"] for section in sections for part in section["elements"] if "url" in part]
    assert any(link.startswith("https://harbourcourier.example/2024/04/09/") for link in links)
    for posted in slack.called("chat.postMessage"):
        assert posted["unfurl_links"] is posted["unfurl_media"] is False


def test_a_mention_told_of_twice_and_often_is_answered_once(slack: SlackServer, bot: Bot):
    with bot():
        ts = slack.say(f"<@UBOT> {QUESTION}", channel="CNEWS", times=4)
        finished(slack, ts, "CNEWS")
        eventually(slack.is_quiet)
        finished(slack, slack.say(QUESTION))
    assert len(slack.posts("CNEWS")) == 1


def test_an_abstention_says_so_and_shows_the_nearest_coverage(slack: SlackServer, bot: Bot):
    with bot():
        (reply,) = finished(slack, slack.say("When did Sullivan visit Lisbon?"))
    assert shown(reply).startswith("The archive does not answer this.")
    assert "Nearest coverage[1] “" in shown(reply)


def test_no_mention_is_needed_in_the_bots_threads(slack: SlackServer, bot: Bot):
    with bot():
        ts = slack.say(f"<@UBOT> {QUESTION}", channel="CNEWS")
        finished(slack, ts, "CNEWS")
        slack.say("<@UBEN> do you know?", channel="CNEWS", thread=ts)
        slack.say(OTHER, channel="CNEWS")
        slack.say(OTHER, channel="CNEWS", thread=ts)
        replies = eventually(
            lambda: len(slack.replies(ts, "CNEWS")) == 2 and finished(slack, ts, "CNEWS")
        )
    assert "41 million crowns" in shown(replies[1])
    assert len(slack.posts("CNEWS")) == 2


def test_an_edited_question_changes_the_same_answer(slack: SlackServer, bot: Bot):
    with bot():
        ts = slack.say(QUESTION)
        (before,) = finished(slack, ts)
        slack.edit(ts, OTHER, times=2)
        eventually(lambda: "41 million crowns" in shown(slack.replies(ts)[0]))
        (after,) = slack.replies(ts)
        slack.edit(ts, OTHER)  # a link was unfolded: nothing has changed
        eventually(slack.is_quiet)
    assert after["ts"] == before["ts"]
    assert "F-35" not in shown(after)
    assert len(slack.called("chat.update")) == 1


def test_a_deleted_question_takes_its_answer_along(slack: SlackServer, bot: Bot):
    with bot():
        ts = slack.say(QUESTION)
        finished(slack, ts)
        slack.delete(ts)
        eventually(lambda: not slack.replies(ts))


def test_a_question_deleted_before_it_arrives_is_not_answered(slack: SlackServer, bot: Bot):
    with bot():
        gone = {"subtype": "message_deleted", "deleted_ts": "1700000000.000100"}
        asked = {"user": "UANNA", "text": QUESTION, "ts": "1700000000.000100"}
        message = {"type": "message", "channel": "DANNA", "channel_type": "im"}
        slack.event(message | gone | {"previous_message": asked})
        eventually(slack.is_quiet)
        slack.event(message | asked)
        finished(slack, slack.say(OTHER))
    assert slack.replies("1700000000.000100") == []


def test_a_command_is_answered_in_private_and_shared_once(slack: SlackServer, bot: Bot):
    with bot():
        trigger = slack.command(QUESTION)
        (whisper,) = eventually(lambda: slack.whispers[trigger])
        assert whisper["response_type"] == "ephemeral"
        assert "F-35 fighter program" in shown(whisper)
        assert slack.posts("CNEWS") == []
        (button,) = whisper["blocks"][-3]["elements"]
        for _ in range(3):
            slack.interact({"type": "block_actions", "actions": [button | {"block_id": "b"}]})
        (posted,) = eventually(lambda: slack.posts("CNEWS"))
        eventually(slack.is_quiet)
        finished(slack, slack.say(OTHER))
    assert len(slack.posts("CNEWS")) == 1
    assert shown(posted).startswith(f"Asked: {QUESTION}")
    with bot() as assistant:  # in the thread of the shared answer the conversation goes on
        slack.say(OTHER, channel="CNEWS", thread=posted["ts"])
        finished(slack, posted["ts"], "CNEWS")
        later, *_ = assistant.answers.latest(1)
        earlier = [one for one in assistant.answers.latest(9) if one.answer.question == QUESTION]
    assert later.conversation == earlier[0].conversation
    assert slack.payloads[trigger] == {"text": "Searching the archive…"}


def test_sharing_into_a_foreign_channel_explains_how_to_invite(slack: SlackServer, bot: Bot):
    with bot():
        slack.absent.add("CNEWS")
        trigger = slack.command(QUESTION)
        (whisper,) = eventually(lambda: slack.whispers[trigger])
        press = {"type": "block_actions", "actions": [whisper["blocks"][-3]["elements"][0]]}
        refused = slack.interact(press)
        assert "/invite" in shown(eventually(lambda: slack.whispers[refused])[0])
        slack.absent.clear()
        slack.interact(press)
        assert eventually(lambda: slack.posts("CNEWS"))


def test_a_shortcuts_answer_is_shared_in_the_messages_thread(slack: SlackServer, bot: Bot):
    with bot():
        ts = slack.say(QUESTION, channel="CNEWS")  # not to the bot
        message = {"ts": ts, "text": QUESTION, "user": "UBEN", "type": "message"}
        trigger = slack.interact(
            {
                "type": "message_action",
                "callback_id": "what_does_the_archive_say",
                "message": message,
                "channel": {"id": "CNEWS"},
            }
        )
        (whisper,) = eventually(lambda: slack.whispers[trigger])
        press = {"type": "block_actions", "actions": [whisper["blocks"][-3]["elements"][0]]}
        slack.interact(press)
        (reply,) = eventually(lambda: slack.replies(ts, "CNEWS"))
    assert "F-35 fighter program" in shown(reply)


def test_opening_a_conversation_suggests_questions(slack: SlackServer, bot: Bot):
    with bot():
        slack.event({"type": "app_home_opened", "tab": "home", "channel": "DANNA", "user": "UANNA"})
        slack.event(
            {"type": "app_home_opened", "tab": "messages", "channel": "DANNA", "user": "UANNA"}
        )
        eventually(lambda: slack.called("assistant.threads.setSuggestedPrompts"))
        eventually(slack.is_quiet)
    (suggested,) = slack.called("assistant.threads.setSuggestedPrompts")
    assert suggested["channel_id"] == "DANNA"
    assert "thread_ts" not in suggested  # with it Slack does nothing in the agent's conversation


def test_all_that_is_said_keeps_mentions_from_pinging(slack: SlackServer, bot: Bot):
    with bot():
        (reply,) = finished(slack, slack.say("<!channel> <@UBEN> zebra <https://evil.example|x>?"))
    assert "<!" not in reply["text"]
    assert all("<!channel>" not in text for text in texts(reply["blocks"]))


def test_a_thread_is_a_conversation_that_can_be_continued_elsewhere(slack: SlackServer, bot: Bot):
    with bot() as assistant:
        ts = slack.say("Who won the election in Tarsenia?")
        finished(slack, ts)
        slack.say("When was she elected?", thread=ts)
        eventually(lambda: len(slack.replies(ts)) == 2)
        (_, second) = finished(slack, ts)
        later, first = assistant.answers.latest(2)
        assert later.conversation == first.conversation
        assert later.answer.plan and later.answer.plan.follows and "elected" in shown(second)
        resumed = assistant.conversation(resume=later.id)
    assert [turn.id for turn in resumed.turns] == [first.id, later.id]
