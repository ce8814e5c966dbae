"""What people say of an answer in Slack: kept with it, and run by the evaluation."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.commands.cli import cli
from assistant.schema.answer import Withheld
from assistant.slack.archives import Archives
from tests.assistant.notebook.making import a_citation, an_answer
from tests.assistant.slack.conftest import Bot
from tests.assistant.slack.serving import eventually, finished
from tests.slack_server import SlackServer, shown

QUESTION = "Which fighter program was Turkey withdrawn from?"
RIGHT = "It also withdrew NATO ally Turkey from its F-35 fighter program."


def elements(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The buttons of a message, by action."""
    blocks = [b for b in message["blocks"] if b["type"] in ("actions", "context_actions")]
    return {e["action_id"]: e for block in blocks for e in block["elements"]}


def press(slack: SlackServer, element: dict[str, Any], value: str) -> str:
    action = {"action_id": element["action_id"], "type": element["type"], "value": value}
    return slack.interact(
        {"type": "block_actions", "actions": [action | {"block_id": "b"}], "channel": {"id": "D"}}
    )


def submit(slack: SlackServer, view: dict[str, Any], person: str = "UANNA", **values: Any) -> str:
    """Fills in a form."""
    state = {"values": {name: {"value": value} for name, value in values.items()}}
    filled = {"type": "view_submission", "view": view | {"state": state, "id": "V1"}}
    return slack.interact(filled | {"user": {"id": person, "team_id": "THOME"}})


def test_thumbs_are_kept_with_the_answer(slack: SlackServer, bot: Bot):
    with bot() as assistant:
        (reply,) = finished(slack, slack.say(QUESTION))
        thumbs = elements(reply)["thumbs"]
        assert thumbs["type"] == "feedback_buttons"
        press(slack, thumbs, thumbs["positive_button"]["value"])
        (record,) = assistant.answers.latest(1)
        eventually(lambda: assistant.answers.record(record.id).feedback)
        press(slack, thumbs, thumbs["negative_button"]["value"])
        eventually(lambda: len(assistant.answers.record(record.id).feedback) == 2)
        said = assistant.answers.record(record.id).feedback
    assert [(one.verdict, one.by) for one in said] == [("right", "UANNA"), ("wrong", "UANNA")]
    assert f"Answer {record.id}" in shown(reply)


def test_withheld_statements_are_shown_to_whoever_presses(
    slack: SlackServer, bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    withheld = [Withheld(text="It bought <!channel> planes.", reason="no purchase is mentioned")]
    monkeypatch.setattr(
        Archives,
        "answer",
        lambda archives, name: an_answer(a_citation(), id=name, withheld=withheld),
    )
    with bot():
        trigger = press(slack, {"action_id": "withheld", "type": "button"}, "abc")
        (whisper,) = eventually(lambda: slack.whispers[trigger])
    assert whisper["text"] == "1 statement withheld" and not whisper["replace_original"]
    assert shown(whisper) == "“It bought <!channel> planes.” no purchase is mentioned"


@pytest.mark.usefixtures("evaluation_cache")
def test_a_wrong_citation_reported_by_form_becomes_a_case(
    slack: SlackServer, bot: Bot, tmp_path: Path
):
    with bot() as assistant:
        (reply,) = finished(slack, slack.say(QUESTION))
        button = elements(reply)["wrong_citation"]
        press(slack, button, button["value"])
        (view,) = eventually(lambda: slack.views)
        which = view["blocks"][0]["element"]
        assert which["options"][0]["text"]["text"].startswith("[1] “It also withdrew NATO ally")
        submit(
            slack,
            view,
            which={"selected_option": which["options"][0]},
            why={"value": "It says program, not programme."},
            sentence={"value": RIGHT},
        )
        (record,) = assistant.answers.latest(1)
        (said,) = eventually(lambda: assistant.answers.record(record.id).feedback)
        made = assistant.answers.cases(tmp_path / "wrong")
    assert (said.verdict, said.citation, said.by) == ("wrong-citation", 1, "UANNA")
    assert (said.note, said.sentence) == ("It says program, not programme.", RIGHT)
    assert made.written == (record.id,)
    command = ["eval", str(tmp_path / "wrong"), "--llm", "none", "--json"]
    told = json.loads(CliRunner().invoke(cli, command, catch_exceptions=False).stdout)
    assert told["answers"]["citation_recall"]["n"] == 1


def test_a_form_with_a_sentence_of_no_article_says_so(slack: SlackServer, bot: Bot):
    with bot() as assistant:
        (reply,) = finished(slack, slack.say(QUESTION))
        button = elements(reply)["wrong_citation"]
        press(slack, button, button["value"])
        (view,) = eventually(lambda: slack.views)
        which = {"selected_option": view["blocks"][0]["element"]["options"][0]}
        sentence = {"value": "Elephants repaired it for nothing."}
        sent = submit(slack, view, which=which, why={"value": "It is wrong."}, sentence=sentence)
        told = eventually(lambda: slack.payloads.get(sent))
        (record,) = assistant.answers.latest(1)
    assert "no article has that sentence" in told["errors"]["why"]
    assert not record.feedback


def test_feedback_that_cannot_be_kept_is_reported_to_its_sender(slack: SlackServer, bot: Bot):
    with bot():
        (reply,) = finished(slack, slack.say(QUESTION))
        thumbs = elements(reply)["thumbs"]
        pressed = press(slack, thumbs, "right:nosuchid")
        (told,) = eventually(lambda: slack.whispers[pressed])
        button = elements(reply)["wrong_citation"]
        again = press(slack, button, "nosuchid")
        eventually(lambda: slack.whispers[again])
    assert "not recorded" in shown(told)
    assert told["replace_original"] is False


def test_an_abstention_has_thumbs_but_no_citation_to_be_wrong(slack: SlackServer, bot: Bot):
    with bot():
        (reply,) = finished(slack, slack.say("When did Sullivan visit Lisbon?"))
    assert set(elements(reply)) == {"thumbs"}
