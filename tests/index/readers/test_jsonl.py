"""JSON Lines: one article a line; a bad line is a Problem and the others go on."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from index.models import Article, Problem
from index.readers import json as json_module
from index.readers.base import Origin, UnreadableError
from index.readers.json import read_jsonl

ORIGIN = Origin("/news/a.jsonl", "a.jsonl")


def readings(*lines: bytes | dict[str, Any]) -> list[Article | Problem]:
    data = b"\n".join(li if isinstance(li, bytes) else json.dumps(li).encode() for li in lines)
    return list(read_jsonl(io.BytesIO(data), ORIGIN))


def test_known_fields_are_read_and_unknown_ones_are_metadata() -> None:
    (article,) = readings(
        {
            "id": "a1", "title": "T", "text": " It was cold.\r\nVery. ", "source": "The Wire",
            "url": "https://wire.example/a", "authors": ["Ana Ruiz"], "section": "News",
            "published_at": "2024-05-20T06:20:00+02:00", "language": "en", "desk": {"x": 1},
        }
    )  # fmt: skip
    assert isinstance(article, Article)
    assert (article.id, article.title, article.text) == ("a1", "T", "It was cold.\nVery.")
    assert (article.source, article.authors, article.section) == ("The Wire", ("Ana Ruiz",), "News")
    assert article.published_at and article.published_at.isoformat() == "2024-05-20T06:20:00+02:00"
    assert (article.path, article.metadata) == ("/news/a.jsonl#L1", {"desk": {"x": 1}})


def test_bad_lines_are_numbered_problems_and_the_rest_goes_on() -> None:
    found = readings(
        {"text": "One."}, b"", b"{oops", b"[1]", {"title": "no text"}, {"text": 5},
        b'{"text": "\xff"}', b"[" * 100_000, {"text": "Two."},
    )  # fmt: skip
    assert [a.id for a in found if isinstance(a, Article)] == ["a.jsonl#L1", "a.jsonl#L9"]
    problems = [str(p) for p in found if isinstance(p, Problem)]
    assert [p.split(":")[0] for p in problems] == [f"/news/a.jsonl, line {n}" for n in range(3, 9)]
    assert problems[0].endswith(
        "not valid JSON: Expecting property name enclosed in double quotes at column 2"
    )
    assert problems[1].endswith("not a JSON object")


def test_wrongly_typed_fields_are_left_out_with_a_notice() -> None:
    article, *problems = readings(
        {"text": "One.", "title": 3, "authors": [1], "url": "javascript:x", "date": "foo", "id": []}
    )
    assert isinstance(article, Article)
    assert (article.title, article.authors, article.url, article.published_at) == (
        None,
        (),
        None,
        None,
    )
    assert sorted(str(p).split(": ")[1] for p in problems) == [
        "authors [1] is not a name or a list of names; indexed without it",
        "id [] is not text; indexed without it",
        "published_at 'foo' is not a date; indexed without it",
        "title 3 is not text; indexed without it",
        "url 'javascript:x' is not a web address; indexed without it",
    ]


def test_lone_surrogates_become_replacement_characters() -> None:
    article, notice = readings(b'{"text": "a\\ud800b", "title": "\\udc00", "x": "\\ud800"}')
    assert isinstance(article, Article)
    assert (article.text, article.title, article.metadata) == (
        "a\ufffdb",
        "\ufffd",
        {"x": "\ufffd"},
    )
    assert isinstance(notice, Problem) and notice.reason.startswith("1 character is damaged")


def nested(levels: int) -> bytes:
    return b'{"text": "One.", "x": ' + b"[" * levels + b"]" * levels + b"}"


@pytest.mark.parametrize("levels", [100, 600, 950, 985])
def test_deeply_nested_metadata_is_a_problem_of_one_line(levels: int) -> None:
    problem, article = readings(nested(levels), {"text": "Two."})
    assert isinstance(problem, Problem) and problem.place == "/news/a.jsonl, line 1"
    assert isinstance(article, Article) and article.text == "Two."


def test_metadata_nested_less_deeply_is_kept_and_has_a_fingerprint() -> None:
    one, other = readings(nested(99), nested(99))
    assert isinstance(one, Article) and isinstance(other, Article)
    assert one.fingerprint == other.fingerprint


def test_the_order_of_fields_does_not_change_the_fingerprint() -> None:
    one, other, third = readings(
        {"text": "One.", "x": {"a": 1, "b": 2}, "y": 3},
        {"y": 3, "x": {"b": 2, "a": 1}, "text": "One."},
        {"text": "One.", "x": {"a": 1, "b": 3}, "y": 3},
    )
    assert isinstance(one, Article) and isinstance(other, Article) and isinstance(third, Article)
    assert one.fingerprint == other.fingerprint != third.fingerprint


def test_control_characters_in_the_text_become_replacement_characters() -> None:
    article, _ = readings({"text": "a\0b \x1b[1m\tc\nd\re"})
    assert isinstance(article, Article) and article.text == "a\ufffdb \ufffd[1m\tc\nd\ne"


def test_single_line_fields_have_no_control_or_hidden_characters() -> None:
    (article,) = readings(
        {
            "text": "One.",
            "id": "a\x1b1\u200b",
            "title": "No\u202ews\n at \u200b ten",
            "source": "\0W",
        }
    )
    assert isinstance(article, Article)
    assert (article.id, article.title, article.source) == ("a1", "Nows at ten", "W")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://a.example/x\x1b y\"<b>?q='1 2'", "https://a.example/x%20y%22%3Cb%3E?q='1%202'"),
        ("https://a.example/é", "https://a.example/%C3%A9"),
        ("https://a.example/%C3%A9%20100%", "https://a.example/%C3%A9%20100%25"),
        ("https://a.example/a;b=1,(2)/~c/@d:e?x[]=1&y=+/?", None),
        ("https://mücke.example/x", None),
    ],
)
def test_an_address_is_encoded_only_where_needed(url: str, canonical: str) -> None:
    (article,) = readings({"text": "One.", "url": url})
    assert isinstance(article, Article) and article.url == article.id == (canonical or url)


def test_a_host_that_no_address_can_have_is_refused() -> None:
    article, _ = readings({"text": "One.", "url": "https://a<b>.example/x"})
    assert isinstance(article, Article) and article.url is None


def test_the_address_of_a_whole_site_is_no_id() -> None:
    (article,) = readings({"text": "One.", "url": "https://a.example/?utm_source=x#top"})
    assert isinstance(article, Article)
    assert (article.id, article.url) == ("a.jsonl#L1", "https://a.example/")


def test_a_line_that_is_too_long_is_skipped_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_module, "LARGEST_ARTICLE", 1000)
    problem, article = readings({"text": "x" * 5_000}, {"text": "One."})
    assert isinstance(problem, Problem) and "too large" in problem.reason
    assert isinstance(article, Article) and article.id == "a.jsonl#L2"


def test_a_large_file_is_read_without_being_in_memory(tmp_path: Path) -> None:
    class Counting(io.BytesIO):
        ahead = 0

    file = Counting(b'{"text": "One sentence."}\n' * 10_000)
    found = read_jsonl(file, ORIGIN)
    next(found)
    assert file.tell() < 100


def test_a_file_of_blank_lines_has_no_article() -> None:
    with pytest.raises(UnreadableError):
        readings(b"", b"  ")
