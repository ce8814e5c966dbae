"""An answer as Markdown, read back by a Markdown parser."""

import re
from html import unescape

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from assistant.render.markdown import in_markdown
from assistant.schema.answer import Searched, Unanswered
from tests.assistant.notebook.making import HOSTILE, a_citation, an_abstention, an_answer

PARSER = MarkdownIt("gfm-like", {"linkify": False}).use(footnote_plugin)


def shown(markdown: str) -> str:
    """What a reader sees of it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", PARSER.render(markdown))).split())


def test_each_citation_is_a_footnote_that_links():
    answer = an_answer(a_citation(1), a_citation(2, "Cars queued.", link=None, title=None))
    assert answer.to_markdown() == (
        "**When did the bridge reopen?**\n\n"
        "The bridge reopened on Monday.[^1] Cars queued.[^2]\n\n"
        "[^1]: [Bridge reopens](https://ledger.example/bridge#:~:text=The%20bridge), "
        "Northern Ledger, 2024-05-20\n\n"
        "[^2]: a2, Northern Ledger, 2024-05-20, characters 10 to 22\n"
    )
    html = PARSER.render(answer.to_markdown())
    assert html.count('class="footnote-ref"') == html.count('class="footnote-item"') == 2


def test_several_answers_fit_in_one_file():
    said = [{"text": "Cars waited.", "support": "verified", "citations": [1]}]
    first, second = (
        an_answer(a_citation()),
        an_answer(a_citation(1, "Cars queued."), statements=said),
    )
    both = first.to_markdown(label="1-") + "\n" + second.to_markdown(label="2-")
    html = PARSER.render(both)
    assert html.count('class="footnote-item"') == 2
    assert re.search(r"fn2\b.*Cars queued", html, re.DOTALL)


def test_an_abstention_says_why_and_lists_the_nearest_coverage():
    written = an_abstention(a_citation(1), a_citation(2, "Cars queued.")).to_markdown()
    assert "The archive does not answer this. It does not say when." in written
    assert PARSER.render(written).count("<li>") == 2
    assert "[^" not in written


def test_hostile_text_stays_text():
    answer = an_answer(a_citation(1, HOSTILE, title=HOSTILE, source=HOSTILE), question=HOSTILE)
    html = PARSER.render(answer.to_markdown())
    assert set(re.findall(r"<(\w+)", html)) <= {
        "p",
        "strong",
        "sup",
        "a",
        "hr",
        "section",
        "ol",
        "li",
    }
    assert set(re.findall(r'href="([^"]+)"', html)) == {
        "#fn1", "#fnref1", "https://ledger.example/bridge#:~:text=The%20bridge"
    }  # fmt: skip
    assert shown(answer.to_markdown()).count("<script>alert(1)</script></style>") == 4
    assert "\u202e" not in html


def test_a_link_is_a_whole_web_address():
    for link, destination in (
        ("https://e.example/a (b) <c>[d]", "https://e.example/a%20%28b%29%20%3Cc%3E%5Bd%5D"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
    ):
        html = PARSER.render(an_answer(a_citation(link=link)).to_markdown())
        found = [url for url in re.findall(r'href="([^"]+)"', html) if not url.startswith("#")]
        assert found == ([destination] if destination else [])


@given(st.text(max_size=60))
@example("1. first")
@example("12) twelfth")
@example("# heading")
@example("- item")
@example("+ item")
@example("=== ")
@example("[^1]: note")
@example("a<b>&amp;c")
@example("    code")
@example("***")
@example("- - -")
@example("--- | ---")
def test_whatever_text_is_written_is_what_a_reader_sees(text: str):
    line = " ".join(re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", " ", text).split())
    assert shown(in_markdown(text)) == line
    assert shown(f"before {in_markdown(text)} after") == f"before {line} after".replace("  ", " ")


def test_separate_statements_become_a_list():
    answer = an_answer(a_citation(1), a_citation(2, "Cars queued."), shape="timeline")
    assert PARSER.render(answer.to_markdown(question=False)).count("<li>") == 2
    html = answer._repr_html_().split("</style>")[1]
    assert html.count('<li class="statement">') == 2


def test_how_a_follow_up_was_understood_is_said():
    answer = an_answer(a_citation(1), resolved="When did the <b> bridge reopen?")
    assert "Understood as: When did the \\<b\\> bridge reopen?" in answer.to_markdown()
    assert "Understood as: <bdi>When did the &lt;b&gt; bridge" in answer._repr_html_()


def test_where_was_searched_and_what_is_not_answered_is_said():
    searched = Searched(articles=3, sources=["<b>"], first=None, last=None, parts=[])
    abstention = an_abstention(a_citation(1)).abstention
    assert abstention
    with_it = abstention.model_copy(update={"searched": searched})
    answer = an_answer(answered=False, abstention=with_it)
    assert "Searched: 3 articles of \\<b\\>." in answer.to_markdown()
    assert "Searched: 3 articles of &lt;b&gt;." in answer._repr_html_()
    missing = Unanswered(part="why", reason="insufficient-evidence", detail="Nothing says why.")
    written = an_answer(a_citation(1), unanswered=missing).to_markdown()
    assert "Not answered: “why”. Nothing says why." in written


def test_the_model_s_remarks_reach_the_file():
    told = "The model adds: the figures are a first count."
    assert told in an_answer(a_citation(1), usage={"note": told}).to_markdown()
