"""Search with facets, stories, timeline, feeds and doctor as pages."""

import re
from html import unescape

import httpx
import pytest

from assistant import Assistant
from index.catalog.overview import read_facets
from index.catalog.scope import Scope
from index.catalog.subscriptions import subscribe
from tests.assistant.web.test_pages import Page


def links(page: httpx.Response, within: str = "/search?") -> list[str]:
    return [link for link in Page(page.text).links if link.startswith(within)]


def counted(page: httpx.Response) -> dict[str, int]:
    """The values of all facets and their numbers."""
    pattern = r"<bdi>([^<]*)</bdi></a> <span class=\"about\">([\d,]+)</span>"
    found = re.findall(pattern, page.text)
    return {unescape(name): int(many.replace(",", "")) for name, many in found}


def test_the_newest_articles_come_first_with_facets(web: httpx.Client, asking: Assistant):
    page = web.get("/search")
    facets = read_facets(asking.archive.catalogue, Scope())
    assert f"{facets.articles:,} articles" in page.text
    shown = counted(page)
    assert shown["Northern Ledger"] == dict(facets.sources)["Northern Ledger"]
    assert sum(many for _, many in facets.months) <= facets.articles
    assert sorted(facets.months, reverse=True) == list(facets.months)
    days = re.findall(r'<span class="day">([\d-]+)</span>', page.text)
    assert len(days) == 20 and days == sorted(days, reverse=True)
    second = web.get(links(page, "/search?page=2")[0])
    assert second.text != page.text and second.status_code == 200


def test_a_facet_narrows_and_is_taken_off_again(web: httpx.Client, asking: Assistant):
    all_ = web.get("/search")
    chosen = web.get(next(link for link in links(all_) if "sources=Northern+Ledger" in link))
    sources = re.findall(r"<cite><bdi>([^<]*)</bdi>", chosen.text)
    assert set(sources) == {"Northern Ledger"}
    month = next(link for link in links(chosen) if "months=" in link)
    narrower = web.get(month)
    (wanted,) = re.findall(r"months=([\d-]+)", month)
    days = re.findall(r'<span class="day">([\d-]+)</span>', narrower.text)
    assert days and all(day.startswith(wanted) for day in days)
    assert counted(narrower)[wanted] == len(days)
    off = next(link for link in links(narrower) if "sources=" not in link)
    assert web.get(off).status_code == 200


def test_words_are_counted_and_found_within_the_facets(web: httpx.Client):
    page = web.get("/search", params={"q": "bridge", "sources": "Northern Ledger"})
    assert "articles have a passage with all these words" in page.text
    assert set(re.findall(r"<cite><bdi>([^<]*)</bdi>", page.text)) == {"Northern Ledger"}
    passage = links(page, "/articles/")[0]
    assert Page(web.get(passage).text).marked
    assert 'value="bridge"' in page.text


def test_authors_and_languages_narrow_a_search(web: httpx.Client, asking: Assistant):
    facets = read_facets(asking.archive.catalogue, Scope())
    author, many = facets.authors[0]
    page = web.get("/search", params={"authors": author})
    assert f"{many:,} articles" in page.text
    found = web.get("/api/search", params={"q": "bridge", "authors": author}).json()["hits"]
    assert found and all(author in hit["article"]["authors"] for hit in found)
    hebrew = web.get("/api/articles", params={"languages": "he"}).json()
    assert [article["id"] for article in hebrew] == ["hebrew"]
    nothing = web.get("/api/search", params={"q": "bridge", "languages": "xx"}).json()
    assert "in xx" in nothing["notes"][0]


def test_an_author_is_the_whole_name_only(asking: Assistant):
    facets = read_facets(asking.archive.catalogue, Scope())
    author = facets.authors[0][0]
    part = read_facets(asking.archive.catalogue, Scope(authors=(author[:-1],)))
    assert part.articles == 0


@pytest.mark.parametrize("q", ["*", '"', 'a" OR "b', "x" * 400, "NEAR(", "-bridge", "ש", "'; --"])
def test_signs_in_a_search_do_nothing(web: httpx.Client, q: str):
    assert web.get("/search", params={"q": q}).status_code == 200


@pytest.mark.parametrize("month", ["2024-13", "0000-01", "x", "9999-12"])
def test_a_month_that_is_none_is_told_on_the_page(web: httpx.Client, month: str):
    asked = {"q": "bridge", "sources": "Northern Ledger", "months": month}
    page = web.get("/search", params=asked)
    assert page.status_code == 400
    assert f"months: &#39;{month}&#39; is not a month; write it as 2024-03</bdi>" in page.text
    assert 'value="bridge"' in page.text and 'value="Northern Ledger"' in page.text
    assert counted(page) == {}  # nothing was


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/search?page=0", "page: Input should be greater than or equal to 1"),
        ("/search?page=two", "page: Input should be a valid integer"),
        (f"/search?q={'x' * 401}", "q: String should have at most 400 characters"),
        ("/search?months=2024-03&months=2024-04", "months: List should have at most 1 item"),
        ("/search?months=x&page=x", "is not a month; write it as 2024-03; page: Input"),
        ("/stories?page=0", "page: Input should be greater than or equal to 1"),
        (f"/stories?{'&sources=a' * 101}", "sources: List should have at most 100 items"),
        (f"/timeline?about=a{'&sources=a' * 101}", "sources: List should have at most 100 items"),
    ],
)
def test_what_a_page_cannot_read_is_told_on_it(web: httpx.Client, path: str, told: str):
    page = web.get(path)
    assert page.status_code == 400 and "<nav" in page.text
    (problem,) = re.findall(r'role="alert"><bdi>(.*?)</bdi>', page.text)
    assert told in unescape(problem) and "<ol class" not in page.text


@pytest.mark.parametrize("path", ["/search?q=a", "/stories?page=1", "/timeline?about=bridge"])
def test_a_span_that_ends_before_it_begins_is_told(web: httpx.Client, path: str):
    page = web.get(f"{path}&since=2024-05-01&until=2024-03-31")
    assert page.status_code == 400 and "<nav" in page.text
    assert "since: 2024-05-01 is after until: 2024-03-31; change one</bdi>" in page.text


def test_an_unknown_source_is_told_on_the_page(web: httpx.Client):
    asked = {"q": "bridge", "sources": ["Nobody", "Northern Ledger"], "languages": "en"}
    page = web.get("/search", params={**asked, "since": "2024-01-01"})
    assert page.status_code == 400
    assert "The archive has nothing from &#39;Nobody&#39;" in page.text
    for kept in ('value="bridge"', 'value="2024-01-01"', 'name="languages" value="en"'):
        assert kept in page.text
    without = next(link for link in links(page) if "Nobody" not in link)
    assert "sources=Northern+Ledger" in without and web.get(without).status_code == 200


@pytest.mark.parametrize("path", ["/search?q=a", "/stories?page=1", "/timeline?about=bridge"])
def test_a_day_that_is_none_is_told_on_the_page(web: httpx.Client, path: str):
    page = web.get(f"{path}&since=yesteryear")
    assert page.status_code == 400 and "<nav" in page.text
    assert "&#39;yesteryear&#39; is not a date" in page.text and 'role="alert"' in page.text


def test_a_story_has_its_reprints_and_the_others(web: httpx.Client, asking: Assistant):
    page = web.get("/stories")
    days = re.findall(r'</h2> <cite>.*?<span class="day">([\d-]+)</span>', page.text)
    assert len(days) > 20
    stories = asking.stories()
    assert f"Also reported: {len(next(s for s in stories if s.others).others)}" in page.text
    assert {story.first.id for story in asking.stories(sources="Northern Ledger")}


def test_the_next_stories_are_of_the_same_source(
    web: httpx.Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("assistant.web.stories_page._MOST", 1)
    page = web.get("/stories", params={"sources": "Northern Ledger"})
    assert 'href="/stories?sources=Northern+Ledger&amp;page=2"' in page.text


@pytest.mark.parametrize("path", ["/search", "/stories", "/timeline"])
def test_parameters_that_mail_adds_do_no_harm(web: httpx.Client, path: str):
    assert web.get(path, params={"utm_source": "mail"}).status_code == 200


def test_a_timeline_is_drawn_without_scripts(web: httpx.Client):
    page = web.get("/timeline", params={"about": "Halden Narrows Bridge"})
    parsed = Page(page.text)
    assert parsed.tags.count("circle") > 3 and "script" not in parsed.tags
    assert "style" not in parsed.attributes
    told = web.get("/api/timeline", params={"about": "Halden Narrows Bridge"}).json()
    assert all(unescape(page.text).count(entry["citation"]["quote"]) for entry in told["entries"])
    assert all(entry["citation"]["article"]["path"] is None for entry in told["entries"])
    assert "<svg" not in web.get("/timeline").text


def test_a_topic_without_events_says_so(web: httpx.Client):
    page = web.get("/timeline", params={"about": "the xylophone tournament of Orlo"})
    assert page.status_code == 200 and "<circle" not in page.text


def test_feeds_are_listed(web: httpx.Client, asking: Assistant):
    assert "no subscriptions yet" in web.get("/subscriptions").text
    subscribe(asking.archive.catalogue, {"https://pell.example/feed": "Pell <b>Post</b>"})
    page = web.get("/subscriptions")
    assert "Pell &lt;b&gt;Post" in page.text and "not yet" in page.text


def test_the_secrets_of_a_feed_s_address_are_not_told(web: httpx.Client, asking: Assistant):
    subscribe(asking.archive.catalogue, {"https://ann:sesame@pell.example/f?key=sesame": ""})
    told = web.get("/subscriptions").text
    assert "https://pell.example/f" in told and "sesame" not in told


def test_the_doctor_checks_when_asked(web: httpx.Client, asking: Assistant):
    assert "<table>" not in web.get("/doctor").text
    checked = web.post("/doctor")
    assert '<th scope="row">catalogue</th>' in checked.text
    assert str(asking.settings.archive) not in checked.text
    assert web.post("/doctor", headers={"Origin": "https://evil.example"}).status_code == 403
