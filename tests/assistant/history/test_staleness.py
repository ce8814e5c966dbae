"""Answers whose articles have changed, the old sentence beside the new one."""

import json
from pathlib import Path

import pytest

from assistant import Assistant
from index.models import Article
from tests.assistant.test_cli import Run
from tests.making import add

OLM = "The ferry Olm sank on Monday off Varn with 40 passengers on board."
ZOE = "Captain Zoë Lund was the last to leave the ferry Olm."
PORT = "The port of Varn will be dredged in 2031 at a cost of 9 million crowns."


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """An archive of three articles, of each of which something was asked."""
    made = Assistant(tmp_path / "archive", llm="none")
    (tmp_path / "none").mkdir()
    made.index([tmp_path / "none"])
    for name, text in (("olm", OLM), ("zoe", ZOE), ("port", PORT)):
        add(made.archive, Article(id=name, text=f"{text} More was not known at first."))
    for question in (
        "How many passengers were on board of the ferry Olm?",
        "Who was the last to leave the ferry Olm?",
        "What will it cost to dredge the port of Varn?",
    ):
        assert made.ask(question).answered
    return made


def changes(assistant: Assistant) -> dict[str, list[tuple[str, str | None]]]:
    return {
        change.citation.article.id: [(change.what, change.sentence)]
        for stale in assistant.answers.stale()
        for change in stale.changes
    }


def test_as_long_as_nothing_changes_no_answer_is_stale(assistant: Assistant):
    assert assistant.answers.stale() == []


def test_an_answer_is_stale_after_its_article_changed_or_went(assistant: Assistant):
    now = OLM.replace("40", "43")
    add(assistant.archive, Article(id="olm", text=f"{now} A list was published on Friday."))
    add(assistant.archive, Article(id="zoe", text=f"{ZOE} She spoke to nobody."))
    assistant.archive.remove("port")
    assert changes(assistant) == {
        "olm": [("changed", now)],
        "zoe": [("same", ZOE)],
        "port": [("removed", None)],
    }
    questions = [stale.record.answer.question for stale in assistant.answers.stale()]
    assert questions[0].startswith("What will it cost")  # the newest first
    for answer in assistant.answers.latest():  # an old citation still resolves
        (citation,) = answer.answer.citations
        article = assistant.archive.catalogue.article(citation.article.id, 1)
        assert article is None or article.text[citation.start : citation.end] == citation.quote


def test_a_sentence_that_nothing_like_it_has_replaced_is_gone(assistant: Assistant):
    text = "This article was withdrawn by the editors. Nothing in it stands."
    add(assistant.archive, Article(id="olm", text=text))
    assert changes(assistant) == {"olm": [("gone", None)]}


def test_old_and_new_text_are_shown_one_above_the_other(
    assistant: Assistant, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    run = Run(capsys, monkeypatch)
    archive = ["--archive", assistant.archive.folder]
    assert run(*archive, "answers", "--stale").out == "No cited article has changed.\n"
    now = OLM.replace("40", "43")
    add(assistant.archive, Article(id="olm", text=f"{now} A list was published."))
    assistant.archive.remove("port")
    said = " ".join(run(*archive, "answers", "--stale").out.split())
    assert f"[1] “{OLM}” olm, no date → version 2 now says: “{now}”" in said
    assert f"[1] “{PORT}” port, no date → the article was removed" in said
    told = json.loads(run(*archive, "answers", "--stale", "--json").out)
    assert [one["changes"][0]["what"] for one in told] == ["removed", "changed"]
    assert told[1]["changes"][0]["sentence"] == now
    port = told[0]["id"]
    assert "removed since" in run(*archive, "why", port).out
    assert PORT in run(*archive, "replay", port, "--json").out
