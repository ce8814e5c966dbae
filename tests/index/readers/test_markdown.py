"""Markdown: fields from the front matter, plain words from the body."""

import io
import json

import pytest

from index.models import Article
from index.readers.base import Origin
from index.readers.markdown import read_markdown


def read_one(text: str) -> Article:
    (article,) = read_markdown(io.BytesIO(text.encode()), Origin("/news/a.md", "sub/a.md"))
    assert isinstance(article, Article)
    return article


def test_fields_and_aliases_are_read_and_the_rest_is_metadata() -> None:
    article = read_one(
        "---\nid: 7\nurl: https://Wire.example/a?utm_source=x&b=1#top\nauthor: Ana Ruiz\n"
        "date: 2024-05-20 06:20:00+02:00\nupdated: 2024-05-21\ntags: [a, 2024-01-01]\n"
        "big: .inf\n---\nIt was cold."
    )
    assert (article.id, article.url) == ("7", "https://wire.example/a?b=1")
    assert article.authors == ("Ana Ruiz",)
    assert article.published_at and article.published_at.isoformat() == "2024-05-20T06:20:00+02:00"
    assert article.updated_at and article.updated_at.isoformat() == "2024-05-21T00:00:00+00:00"
    assert article.metadata == {"tags": ["a", "2024-01-01"], "big": "Infinity"}
    assert json.dumps(article.metadata, allow_nan=False)


def test_the_id_falls_back_to_address_and_then_path() -> None:
    assert read_one("---\nurl: http://a.example/x\n---\nText.").id == "https://a.example/x"
    assert read_one("Text.").id == "sub/a.md"


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("*Very* **old** `pier` \\[9\\] &amp; [link](http://x.org).", "Very old pier [9] & link."),
        ("Hard\nwrapped and  \nbroken.", "Hard wrapped and\nbroken."),
        ("One.\n\n## Two\n\n- three\n- four\n\n> Five.", "One.\n\nTwo\n\nthree\n\nfour\n\nFive."),
        ("| a | b |\n|---|---|\n| 1 | **2** |", "a | b\n1 | 2"),
        ("![alt](x.png) Seen\n\n![alone](y.png)", "Seen"),
        ("```\nkeep  this\n```", "keep  this"),
        ("<div>Kept <b>words</b><script>bad()</script></div>\n\n<i>Bye</i>.", "Kept words\n\nBye."),
        ("<!-- hidden -->\n\nSeen", "Seen"),
    ],
)  # fmt: skip
def test_marks_go_and_words_stay(markdown: str, text: str) -> None:
    assert read_one(markdown).text == text


def test_a_first_heading_is_the_title_unless_another_is_given() -> None:
    found = read_one("# Bridge *closed*\n\nIt was cold.")
    same = read_one("---\ntitle: Bridge closed\n---\n# Bridge closed\n\nIt was cold.")
    other = read_one("---\ntitle: A title\n---\n# Bridge closed\n\nIt was cold.")
    assert (found.title, found.text) == (same.title, same.text) == ("Bridge closed", "It was cold.")
    assert (other.title, other.text) == ("A title", "Bridge closed\n\nIt was cold.")
