"""Answers as blocks: Slack's limits hold for any answer, and every citation stays."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.schema.answer import Abstention, Answer, Citation, CitedArticle, Statement
from assistant.slack.blocks import (
    MOST_BLOCKS,
    MOST_IN_ALL,
    MOST_TEXT,
    answer_blocks,
    preview,
    size,
)
from tests.slack_server import texts

WORDS = st.text(min_size=1, max_size=40) | st.sampled_from(
    ["<!channel>", "*bold* _it_ `x`", "<https://evil.example|click>", "@here", "x" * 5_000]
)


@st.composite
def citations(draw: st.DrawFn, most: int) -> list[Citation]:
    count = draw(st.integers(0, most))
    article = CitedArticle(
        id=draw(WORDS),
        version=1,
        title=draw(st.none() | WORDS),
        source=draw(st.none() | WORDS),
        url=None,
        published_at=draw(st.none() | st.just(datetime(2024, 5, 2, tzinfo=UTC))),
        path=None,
    )
    link = draw(
        st.none() | st.sampled_from(["https://a.example/", "https://a.example/" + "y" * 2_000])
    )
    quote = draw(WORDS)
    return [
        Citation(number=n, quote=quote, start=0, end=len(quote), article=article, link=link)
        for n in range(1, count + 1)
    ]


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    cited = draw(citations(120))
    answered = draw(st.booleans()) and bool(cited)
    said = [
        Statement(text=draw(WORDS), support="quoted", citations=[c.number])
        for c in cited[: draw(st.integers(1, 60))]
    ]
    detail = draw(WORDS)
    return Answer(
        question="Who?",
        answered=answered,
        text=detail,
        statements=said if answered else [],
        citations=cited if answered else [],
        abstention=None
        if answered
        else Abstention(reason="not-in-archive", detail=detail, nearest=cited[:3]),
        as_of=None,
        model="none",
        usage={"relaxed": [detail]} if draw(st.booleans()) else {},
        seconds={},
        id="0123456789ab",
    )


CLOSING: list[dict[str, Any]] = [{"type": "actions", "elements": []}]


@given(answers())
def test_any_answer_keeps_to_slacks_limits_and_loses_no_citation(answer: Answer):
    blocks = answer_blocks(answer, CLOSING)
    assert len(blocks) <= MOST_BLOCKS
    assert size(blocks) <= MOST_IN_ALL
    assert all(0 < len(text) <= MOST_TEXT for text in texts(blocks))
    assert blocks[-1] == CLOSING[0]
    told = "".join(texts(blocks))
    cited = answer.citations or (answer.abstention.nearest if answer.abstention else [])
    assert all(f"[{citation.number}]" in told for citation in cited)


@pytest.mark.untraced
@given(answers())
def test_article_text_goes_only_into_unparsed_rich_text(answer: Answer):
    for block in answer_blocks(answer):
        assert block["type"] == "rich_text"
        for section in block["elements"]:
            for element in section["elements"]:
                assert element["type"] in ("text", "link")
                assert element["type"] == "text" or element["url"].startswith("https://a.example/")
    assert "<" not in preview(answer)


def test_a_notification_shows_what_would_turn_its_words_around():
    answer = Answer.model_construct(answered=True, text="Paid \u202e001 \x07crowns <@U1>")
    assert preview(answer) == "Paid \ufffd001 \ufffdcrowns &lt;@U1&gt;"


def test_a_short_answer_is_shown_whole():
    article = CitedArticle(
        id="a",
        version=1,
        title="Bridge closed",
        source="The Harbour Courier",
        url="https://harbour.example/b",
        published_at=datetime(2024, 4, 9, tzinfo=UTC),
        path=None,
    )
    citation = Citation(
        number=1,
        quote="The bridge is closed.",
        start=0,
        end=21,
        article=article,
        link="https://harbour.example/b#:~:text=The",
    )
    answer = Answer(
        question="Is it closed?",
        answered=True,
        text="The bridge is closed. [1]",
        statements=[Statement(text="The bridge is closed.", support="quoted", citations=[1])],
        citations=[citation],
        abstention=None,
        as_of=None,
        model="none",
        usage={},
        seconds={},
        id="0123456789ab",
    )
    assert "".join(texts(answer_blocks(answer))) == (
        "The bridge is closed. [1]Sources[1] Bridge closed, The Harbour Courier, 2024-04-09"
    )
