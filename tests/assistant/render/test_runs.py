"""The words that answer, and the dateline before them, as each face shows them."""

import re
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Console

from assistant.render.paragraphs import print_all
from assistant.render.text import answer_parts, render_answer, render_timeline
from assistant.schema.answer import Answer, Statement
from assistant.schema.timeline import Entry, Timeline
from assistant.slack.blocks import answer_blocks
from tests.assistant.notebook.making import HOSTILE, a_citation, an_abstention, an_answer

DATELINE = "BRACK, Jan. 17 (NNA) - "
QUOTE = f"{DATELINE}Repairs of the pier cost 41 million crowns."
BOLD, FAINT, END = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def answering(words: str | None, text: str = QUOTE, **about: object) -> Answer:
    """An answer of one quotation, in which those words answer."""
    said = Statement(text=text, support="quoted", citations=[1], answer=words)
    cited = a_citation(1, text)
    return an_answer(cited, statements=[said.model_copy(update=about)], text=f"{text} [1]")


def coloured(answer: Answer) -> str:
    console = Console(file=StringIO(), width=100, force_terminal=True, color_system="standard")
    print_all(console, answer_parts(answer, True))
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def strong_in_markdown(answer: Answer) -> list[str]:
    html = MarkdownIt().render(answer.to_markdown(question=False))
    return re.findall("<strong>(.*?)</strong>", html)


def strong_in_html(answer: Answer) -> list[str]:
    return re.findall("<strong>(.*?)</strong>", answer._repr_html_())


def strong_in_slack(answer: Answer) -> list[str]:
    said = answer_blocks(answer)[0]["elements"][0]["elements"][:-1]
    return [one["text"] for one in said if "style" in one]


def test_a_terminal_shows_the_words_strong_and_the_dateline_faint():
    shown = coloured(answering("41 million crowns"))
    assert f"{FAINT}{DATELINE}{END}Repairs of the pier cost {BOLD}41 million crowns{END}." in shown


def test_plain_text_has_nothing_added():
    assert render_answer(answering("41 million crowns")) == render_answer(answering(None))
    assert render_answer(answering("41 million crowns")).startswith(f"{QUOTE} [1]\n")


def test_every_face_shows_the_words_strong():
    answer = answering("41 million crowns")
    for strong in (strong_in_markdown, strong_in_html, strong_in_slack):
        assert strong(answer) == ["41 million crowns"]
        assert strong(answering(None)) == []


def test_words_of_another_text_are_not_strong():
    for strong in (strong_in_markdown, strong_in_html, strong_in_slack):
        assert strong(answering("42 million")) == []


def test_words_are_marked_rather_than_parts_of_words():
    answer = answering("12", "In 2012 there were 12 boats; 12 sank.")
    assert "In 2012 there were **12** boats; 12 sank." in answer.to_markdown()
    assert "In 2012 there were <strong>12</strong> boats" in answer._repr_html_()


def test_words_are_marked_rather_behind_the_dateline():
    answer = answering("BRACK", "BRACK (NNA) - The mayor of BRACK left.")
    assert "The mayor of **BRACK** left." in answer.to_markdown()


def test_words_of_the_dateline_can_answer():
    html = answering("Jan. 17")._repr_html_()
    dim = '<span class="dateline">{}</span>'
    assert dim.format("BRACK, ") + "<strong>Jan. 17</strong>" + dim.format(" (NNA) - ") in html


def test_a_cell_shows_the_dateline_small_and_the_quotation_exact():
    html = answering(None)._repr_html_()
    dim = f'<span class="dateline">{DATELINE}</span>'
    assert html.count(dim + "Repairs of the pier cost 41 million crowns.") == 2
    assert answering(None).citations[0].quote == answering(None).statements[0].text == QUOTE


def test_nearest_coverage_has_its_dateline_faint():
    answer = an_abstention(a_citation(1, QUOTE))
    assert f"“{FAINT}{DATELINE}{END}Repairs" in coloured(answer)
    assert f'<mark><span class="dateline">{DATELINE}</span>Repairs' in answer._repr_html_()
    assert f"“{QUOTE}”" in render_answer(answer)


def test_a_dateline_behind_a_heading_is_faint():
    shown = coloured(answering(None, f"Northern Ledger: {QUOTE}"))
    assert f"Northern Ledger: {FAINT}{DATELINE}{END}Repairs" in shown


def test_words_of_a_model_have_no_dateline():
    answer = answering(None, support="verified")
    assert coloured(answer).startswith(f"{QUOTE} ")


def test_an_event_has_its_dateline_small():
    entry = Entry(day="2024-01-17", when="17 January", text=QUOTE, citation=a_citation(1, QUOTE))
    timeline = Timeline(about="pier", meaning="name it", entries=(entry,), coverage=())
    assert f'<bdi><span class="dateline">{DATELINE}</span>Repairs' in timeline._repr_html_()
    assert f"17 January: {QUOTE} [1]" in " ".join(render_timeline(timeline).split())


def test_other_exports_stay_as_they_are():
    with_words, without = answering("41 million crowns"), answering(None)
    assert str(with_words) == str(without)
    assert with_words.to_csl_json() == without.to_csl_json()
    assert with_words.to_bibtex() == without.to_bibtex()
    assert with_words.to_frame().equals(without.to_frame())


def test_hostile_words_stay_text():
    answer = answering("<script>alert(1)</script>", HOSTILE)
    assert strong_in_html(answer) == ["&lt;script&gt;alert(1)&lt;/script&gt;"]
    assert strong_in_markdown(answer) == ["&lt;script&gt;alert(1)&lt;/script&gt;"]
    assert "<script" not in answer._repr_html_()
    assert strong_in_markdown(answering("*bold* _it_", HOSTILE)) == ["*bold* _it_"]


@pytest.mark.parametrize(
    ("text", "words", "strong"),
    [
        ("It cost $41 (or less).", "$41 (or less)", "$41 (or less)"),
        ("橋は「三月」に閉鎖された。", "「三月」", "三月"),
        ("Es kostet„41“Kronen.", "„41“", "41"),
        ("41 boats left.", "41", "41"),
        ("1. May it was.", "1. May", "1. May"),
        ("They left at nine.", "at nine.", "at nine."),
        ("пришли 12% людей", "12%", "12%"),
        ("a snake_case_name", "case", "case"),
    ],
)
def test_strong_words_are_markup_beside_any_character(text: str, words: str, strong: str):
    assert strong_in_markdown(answering(words, text)) == [strong]


@given(st.text(max_size=20), st.text(min_size=1, max_size=10), st.text(max_size=20))
def test_whatever_answers_the_text_that_is_read_is_the_same(before: str, words: str, after: str):
    text = f"{before}{words}{after}"
    read = [
        re.sub("<[^>]+>", "", MarkdownIt().render(one.to_markdown(question=False)))
        for one in (answering(words, text), answering(None, text))
    ]
    assert read[0] == read[1]
    told = ["".join(e["text"] for e in answer_blocks(a)[0]["elements"][0]["elements"])
            for a in (answering(words, text), answering(None, text))]  # fmt: skip
    assert told[0] == told[1]
