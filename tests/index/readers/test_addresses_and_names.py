"""Ids, sources and authors from what articles state of themselves."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant
from index.models import Article
from index.readers import read, read_inputs

TEXT = "In week 9 the tower of Tornvik was closed by the warden Nils Aker, who lives in it."


def record(folder: Path, **fields: object) -> Article:
    (folder / "a.jsonl").write_text(json.dumps({"text": TEXT, **fields}))
    return next(one for one in read([folder / "a.jsonl"]) if isinstance(one, Article))


@pytest.mark.parametrize(
    "url",
    [
        "http://post.example/tower", "https://www.post.example/tower", "https://post.example/tower/",
        "https://post.example:443/tower", "http://post.example:80/tower",
        "https://POST.example/tower", "https://post.example/tow%65r",
        "https://post.example/tower#comments", "https://post.example/tower?fbclid=x",
        "https://post.example/tower?utm_source=x&utm_medium=y", "https://post.example/tower?gclid=1",
        "https://post.example/tower?at_campaign=K", "https://post.example/tower?mc_cid=1&mc_eid=2",
        "https://post.example/tower?ref=rss", "https://post.example/tower?cmpid=a&igshid=b",
    ],
)  # fmt: skip
def test_one_address_is_one_id_however_it_is_spelled(tmp_path: Path, url: str) -> None:
    assert record(tmp_path, url=url).id == "https://post.example/tower"


@pytest.mark.parametrize(
    "url",
    [
        "https://post.example/tower?id=3",
        "https://post.example/?p=1",
        "https://post.example/a?page=2",
    ],
)
def test_what_says_which_article_it_is_stays_in_its_id(tmp_path: Path, url: str) -> None:
    assert record(tmp_path, url=url).id == url


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://www.bbc.co.uk/news/1", "BBC"),
        ("https://edition.cnn.com/a/b", "CNN"),
        ("https://www.tornvik-post.example/a", "Tornvik Post"),
        ("https://reuters.com/a", "Reuters"),
        ("http://10.0.0.7/a", None),
    ],
)
def test_an_address_gives_a_source_where_none_is_stated(
    tmp_path: Path, url: str, source: str | None
) -> None:
    assert record(tmp_path, url=url).source == source
    assert record(tmp_path, url=url, source="The Wire").source == "The Wire"


@pytest.mark.parametrize("host", ["post.example", "news.post.example"])
def test_users_name_sources_by_their_hosts(tmp_path: Path, host: str) -> None:
    record(tmp_path, url="https://www.news.post.example/a", source="post")
    found = read_inputs([tmp_path / "a.jsonl"], sources={host: "The Tornvik Post"})
    assert [one.source for one in found if isinstance(one, Article)] == ["The Tornvik Post"]


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("By JIM SALTER", ("Jim Salter",)),
        (["Daniela Mohor W. For Cnn"], ("Daniela Mohor W.",)),
        ("Ida Falk, Otto Kemp", ("Ida Falk", "Otto Kemp")),
        ("Von Tove Dahl und Per Vik", ("Tove Dahl", "Per Vik")),
        ("Par Ida Falk et Otto Kemp", ("Ida Falk", "Otto Kemp")),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("ida@post.example (Ida Falk)", ("Ida Falk",)),
        ("Ida Falk, Reporter", ("Ida Falk",)),
        ("Ida Falk (Harbour Wire)", ("Ida Falk",)),
        ("AFP", ("AFP",)),
        (["Ida Falk", "Tornvik Post"], ("Ida Falk",)),
        ("Von der Heide", ("Von der Heide",)),
    ],
)
def test_a_byline_becomes_names(tmp_path: Path, authors: object, names: tuple[str, ...]) -> None:
    assert record(tmp_path, authors=authors, source="Tornvik Post").authors == names


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("harbour-2024-09-09.txt", "2024-09-09"),
        ("20240909 tower.md", "2024-09-09"),
        ("2024/09/2024_09_09.txt", "2024-09-09"),
        ("2024-09-09 to 2024-09-12.txt", None),
        ("tower-2024-19-09.txt", None),
        ("order-4202409091.txt", None),
    ],
)
def test_the_name_of_a_plain_file_may_date_it(tmp_path: Path, name: str, day: str | None) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(TEXT)
    (article,) = read([tmp_path])
    assert isinstance(article, Article)
    assert (article.published_at and article.published_at.date().isoformat()) == day


def _page(number: int, title: str, day: int, head: str) -> str:
    said = "".join(f"<p>In part {number}, week {n}, {TEXT}</p>" for n in range(3))
    date = f'<meta property="article:published_time" content="2024-03-0{day}">'
    title = f'<meta property="og:title" content="{title}">'
    return f"<html><head>{title}{date}{head}</head><body><article>{said}</article></body></html>"


CANONICAL = '<link rel="canonical" href="https://post.example/{}">'


@pytest.mark.parametrize(
    "make",
    [
        lambda n: _page(n, "The long leaning", 5, CANONICAL.format("2024/leaning")),
        lambda n: _page(n, f"Story {n}", n, CANONICAL.format("news")),
        lambda n: _page(n, f"Story {n}", 5, CANONICAL.format("news/today")),
    ],
)
def test_texts_that_claim_one_address_are_articles_of_their_own(
    tmp_path: Path, make: Callable[[int], str]
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in (1, 2, 3):
        (pages / f"{number}.html").write_text(make(number))
    with Assistant(tmp_path / "archive", llm="none") as assistant:
        assert assistant.index([pages]).indexed == 3
        (pages / "2.html").write_text(make(2).replace("week 2", "week 7"))
        summary = assistant.index([pages])
        assert (summary.indexed, summary.updated) == (0, 1), "the page that changed, no other"


@pytest.mark.parametrize("updated", ["2024-03-05T09:59:00Z", "1970-01-01T00:00:00Z", None])
def test_the_text_that_was_read_last_is_the_current_one(
    tmp_path: Path, updated: str | None
) -> None:
    said = {"id": "a", "published_at": "2024-03-05T10:00:00Z", "updated_at": updated}
    with Assistant(tmp_path / "archive", llm="none") as assistant:
        for text, fields in ((TEXT, {**said, "updated_at": None}), (f"{TEXT} It is open.", said)):
            record(tmp_path, **{**fields, "text": text})
            assistant.index([tmp_path / "a.jsonl"])
        article = assistant.archive.catalogue.article("a")
    assert article is not None and article.text.endswith("It is open.")


def test_an_article_is_known_at_the_later_of_its_dates(tmp_path: Path) -> None:
    article = record(tmp_path, published_at="2024-03-08", updated_at="2024-03-05")
    assert article.known_at == article.published_at
