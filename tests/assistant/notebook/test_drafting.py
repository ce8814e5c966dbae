"""What a reader sees of an answer that is being written."""

import asyncio
from pathlib import Path

import pytest

from assistant import aask, ask
from assistant.render.html import live_as_html
from assistant.render.live_answer import LiveAnswer
from assistant.schema.answer import Statement
from assistant.schema.events import (
    Begun,
    Checked,
    Cited,
    Event,
    Resolved,
    Retrieved,
    Withdrawn,
    Words,
)
from tests.assistant.notebook.making import HOSTILE, a_citation

CHECKED = Statement(text="It reopened.", support="verified", citations=[1])


def after(*events: Event) -> LiveAnswer:
    draft = LiveAnswer()
    for event in events:
        draft.take(event)
    return draft


def test_before_there_are_words_it_says_what_is_being_done():
    assert after().in_markdown() == "Searching the archive…"
    assert "Who resigned then?" in after(Resolved("Who resigned then?")).in_markdown()
    assert "7 sentences of 2 articles" in after(Retrieved(7, ("a", "b"))).in_markdown()


def test_words_grow_and_are_replaced_by_what_was_checked():
    begun = (Begun(1), Words(1, "It re"), Words(1, "opens"))
    assert after(*begun).in_markdown() == "It reopens"
    assert "unchecked" in live_as_html(after(*begun)).split("</style>")[1]
    done = after(*begun, Cited(a_citation()), Checked(1, CHECKED))
    assert done.in_markdown() == "It reopened."
    assert "[1]" in live_as_html(done)
    assert "unchecked" not in live_as_html(done).split("</style>")[1]


def test_headings_are_shown_while_an_answer_is_written():
    under = CHECKED.model_copy(update={"section": "The bridge"})
    html = live_as_html(after(Begun(1), Checked(1, under), Begun(2), Words(2, "Cars")))
    assert html.count("The bridge</p>") == 1
    assert html.count("<li>") == 2


def test_the_words_that_answer_are_strong_once_checked():
    said = Statement(text="It <re>opened.", support="quoted", citations=[1], answer="<re>opened")
    draft = after(Begun(1), Words(1, "It <re>opened."), Cited(a_citation()))
    assert "<strong>" not in live_as_html(draft)
    draft.take(Checked(1, said))
    assert "It <strong>&lt;re&gt;opened</strong>.</span>" in live_as_html(draft)
    assert draft.in_markdown() == "It **\\<re\\>opened**."


def test_withdrawn_words_are_gone_be_they_checked_or_not():
    draft = after(Begun(1), Words(1, "No."), Withdrawn(1), Begun(2), Checked(2, CHECKED))
    assert draft.in_markdown() == "It reopened."
    draft.take(Withdrawn(2))
    assert draft.statements == []


def test_words_that_are_not_checked_are_text_too():
    html = live_as_html(after(Begun(1), Words(1, HOSTILE), Retrieved(1, (HOSTILE,))))
    assert "<script" not in html and "<img" not in html


def test_outside_of_a_notebook_asking_is_just_that(
    seeds_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ASSISTANT_ARCHIVE", str(seeds_folder))
    monkeypatch.setenv("ASSISTANT_LLM", "none")
    question = "How much did the repair of the bridge cost?"
    assert asyncio.run(aask(question)).text == ask(question).text
    assert capsys.readouterr() == ("", "")
