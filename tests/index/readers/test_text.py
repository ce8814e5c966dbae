"""Plain text: front matter, and which first line is a title."""

import io

import pytest

from index.models import Article, Notice
from index.readers.base import Origin, UnreadableError
from index.readers.text import read_plain_text

ORIGIN = Origin("/news/a.txt", "a.txt")


def read_one(text: str) -> Article:
    (article,) = read_plain_text(io.BytesIO(text.encode()), ORIGIN)
    assert isinstance(article, Article)
    return article


def test_a_short_first_line_before_a_blank_is_the_title() -> None:
    article = read_one("Bridge closed\n\nIt was cold.\n\nIt was wet.\n")
    assert (article.title, article.text) == ("Bridge closed", "It was cold.\n\nIt was wet.")
    assert (article.id, article.path) == ("a.txt", "/news/a.txt")


@pytest.mark.parametrize(
    "text",
    [
        "It was cold.\n\nIt was wet.",
        "No blank line\nIt was wet.",
        "Nothing follows\n\n",
        "x" * 151 + "\n\nIt was wet.",
        "He listed three:\n\nOne.",
    ],
)
def test_other_first_lines_stay_in_the_text(text: str) -> None:
    article = read_one(text)
    assert (article.title, article.text) == (None, text.strip())


def test_front_matter_is_read_as_in_markdown() -> None:
    article = read_one("---\ntitle: A title\nsource: The Wire\nlang: no\n---\n\nBody\n\nText.")
    assert (article.title, article.source, article.language) == ("A title", "The Wire", "no")
    assert article.text == "Body\n\nText."


def test_a_rule_of_dashes_is_not_front_matter() -> None:
    assert read_one("---\nAn ornament stood above.").text == "---\nAn ornament stood above."
    assert read_one("---\nJust words\n---\nIt was cold.").text.startswith("---\nJust words")


@pytest.mark.parametrize("block", ["a: &x [1]\nb: *x", "a: [", "a: !!bool foo", "!!timestamp x: 1"])
def test_front_matter_that_is_broken_or_dangerous_is_refused(block: str) -> None:
    with pytest.raises(UnreadableError, match="front matter is not valid YAML"):
        list(read_plain_text(io.BytesIO(f"---\n{block}\n---\ntext".encode()), ORIGIN))


@pytest.mark.parametrize("name", ["n", "id", "title"])
def test_a_number_of_thousands_of_digits_is_refused(name: str) -> None:
    with pytest.raises(UnreadableError, match="a field cannot be read"):
        text = f"---\n{name}: 0x{'f' * 4000}\n---\nIt was cold."
        list(read_plain_text(io.BytesIO(text.encode()), ORIGIN))


def test_a_wrong_date_does_not_lose_the_article() -> None:
    text = b"---\ndate: 2024-99-99\nmodified: 2024-05-20\n---\nIt was cold."
    article, problem = read_plain_text(io.BytesIO(text), ORIGIN)
    assert isinstance(article, Article) and article.published_at is None and article.updated_at
    assert problem == Notice(
        "/news/a.txt", "published_at '2024-99-99' is not a date; indexed without it"
    )
