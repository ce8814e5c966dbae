"""Headings, marks and withheld statements, as each face shows them."""

import re

import pytest
from markdown_it import MarkdownIt

from assistant.render.text import render_answer
from assistant.schema.answer import Answer, Statement, Support, Withheld
from assistant.slack.blocks import answer_blocks
from assistant.slack.forms import feedback_blocks, withheld_blocks
from tests.assistant.notebook.making import a_citation, an_answer
from tests.slack_server import texts

QUOTE = "The harbour board met at noon and left at one."


def said(text: str, section: str | None = None, support: Support = "verified") -> Statement:
    return Statement(text=text, support=support, citations=[1], section=section)


@pytest.fixture
def brief() -> Answer:
    """An answer with a lead, two headings, marks and a withheld statement."""
    statements = [
        said("The board met."),
        said("It sat for an hour.", "The meeting"),
        said("Nobody voted.", "The meeting", "checked"),
        said("The harbour stays open.", "What follows", "unverified"),
    ]
    withheld = [{"text": "Nine people came.", "reason": "9 is not in the cited sentence."}]
    return an_answer(a_citation(1, QUOTE), statements=statements, withheld=withheld)


def test_a_terminal_shows_headings_lists_and_marks(brief: Answer):
    assert render_answer(brief, "--withheld shows why") == (
        "The board met. [1]\n\n"
        "The meeting\n- It sat for an hour. [1]\n- Nobody voted. [1]°\n\n"
        "What follows\n- The harbour stays open. [1]†\n"
        "\n° numbers, names and dates checked, not judged by a model; † not verified\n\n"
        f"[1] “{QUOTE}”\n"
        "    Bridge reopens, Northern Ledger, 2024-05-20\n"
        "    https://ledger.example/bridge\n\n"
        "1 statement withheld; --withheld shows why."
    )


def test_withheld_statements_are_shown_on_demand(brief: Answer):
    shown = render_answer(brief, "--withheld shows why", withheld=True)
    assert shown.endswith(
        "1 statement withheld.\n- “Nine people came.”\n  9 is not in the cited sentence."
    )


def test_markdown_has_headings_lists_and_what_is_withheld(brief: Answer):
    html = MarkdownIt().render(brief.to_markdown(question=False))
    assert re.findall(r"<h3>(.*)</h3>", html) == ["The meeting", "What follows"]
    assert html.count("<li>") == 3 + 1
    assert "<em>1 statement withheld:</em>" in html
    assert "“Nine people came.” 9 is not in the cited sentence." in html


def test_a_cell_has_headings_lists_and_folded_details(brief: Answer):
    html = brief._repr_html_().split("</style>")[1]
    assert re.findall(r'aria-level="3">(.*)</p>', html) == ["The meeting", "What follows"]
    assert html.count('<li class="statement">') == 3
    assert re.findall(r'class="badge (\w+)"', html) == ["checked", "unverified"]
    assert "<summary>1 statement withheld</summary>" in html
    assert "Nine people came." in html


def test_slack_has_headings_lists_and_a_button(brief: Answer):
    blocks = answer_blocks(brief)
    bold = [e["text"] for b in blocks for s in b["elements"] for e in s["elements"] if "style" in e]
    assert [text for text in bold if "[" not in text] == ["The meeting", "What follows", "Sources"]
    kinds = [element["type"] for block in blocks for element in block["elements"]]
    assert kinds.count("rich_text_list") == 3
    assert "1 statement withheld" in texts(feedback_blocks(brief))
    told = "".join(texts(withheld_blocks(brief)))
    assert told == "“Nine people came.” 9 is not in the cited sentence."


def test_every_face_tells_what_was_shortened(brief: Answer):
    part = Withheld(text="The board met, angrily.", reason="no anger", shown="The board met.")
    shortened = brief.model_copy(update={"withheld": [*brief.withheld, part]})
    told = "1 statement withheld, 1 statement shortened"
    assert f"{told}.\n- “Nine" in render_answer(shortened, withheld=True)
    assert f"*{told}:*" in shortened.to_markdown()
    assert f"<summary>{told}</summary>" in shortened._repr_html_()
    assert told in texts(feedback_blocks(shortened))
    assert "“The board met, angrily.” no anger" in "".join(texts(withheld_blocks(shortened)))


def test_a_quotation_that_is_the_statement_is_shown_once():
    once = an_answer(a_citation(1, QUOTE), a_citation(2, "Cars queued."))
    slack = "".join(texts(answer_blocks(once)))
    for shown in (render_answer(once), once.to_markdown(), slack):
        assert shown.count(QUOTE) == shown.count("Cars queued.") == 1


def test_quotations_of_one_article_share_a_line():
    two = an_answer(a_citation(1, QUOTE, id="a"), a_citation(2, "Cars queued.", id="a"))
    assert render_answer(two).count("Bridge reopens") == 1
    assert "[1][2] Bridge reopens, Northern Ledger" in render_answer(two)
    assert "\n    https://ledger.example/bridge" in render_answer(two)


def test_a_quotation_that_begins_with_a_mark_gets_no_other():
    spoken = a_citation(1, "“We left,” she said.")
    answer = an_answer(spoken, statements=[said("She left.").model_dump()])
    assert "[1] “We left,” she said.\n" in render_answer(answer)
