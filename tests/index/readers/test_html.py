"""Web pages: the story without what stands around it, and its metadata by order of trust."""

import io
import json
from typing import Any

import pytest

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.html import read_html

ORIGIN = Origin("/news/a.html", "a.html")
STORY = "".join(
    f"<p>In week {n} the bridge was closed again, said Ana Ruiz of the agency.</p>"
    for n in range(6)
)


def readings(head: str = "", body: str = STORY) -> list[Article | Problem]:
    page = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    return list(read_html(io.BytesIO(page.encode()), ORIGIN))


def read_one(head: str = "", body: str = STORY) -> Article:
    (article,) = readings(head, body)
    assert isinstance(article, Article)
    return article


def jsonld(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


NEWS = {
    "@type": ["Thing", "ReportageNewsArticle"],
    "headline": "Bridge &amp; tunnel",
    "author": [{"name": "Ana Ruiz"}, "Bo Lind", {"@id": "#carl"}],
    "publisher": {"@id": "#wire"},
    "datePublished": "2024-05-20",
    "dateModified": "2024-05-21",
    "articleSection": ["News", "City"],
    "inLanguage": {"@type": "Language", "name": "English", "alternateName": "en"},
    "mainEntityOfPage": {"@id": "https://wire.example/a"},
}
NAMED = [
    {"@id": "#wire", "@type": "Organization", "name": "The Wire"},
    {"@id": "#carl", "name": "Carl Ek"},
]


@pytest.mark.parametrize("block", [{"@graph": [*NAMED, NEWS]}, [NEWS, *NAMED]])
def test_json_ld_is_read_in_every_shape_publishers_use(block: Any) -> None:
    article = read_one(jsonld("broken")[:-9] + "</script>" + jsonld(block))
    assert article.title == "Bridge & tunnel"
    assert article.authors == ("Ana Ruiz", "Bo Lind", "Carl Ek")
    assert (article.source, article.section, article.language) == ("The Wire", "News", "en")
    assert article.published_at and article.published_at.date().isoformat() == "2024-05-20"
    assert article.updated_at and article.updated_at.date().isoformat() == "2024-05-21"
    assert article.id == article.url == "https://wire.example/a"


@pytest.mark.parametrize(
    ("before", "after"),
    [("//<![CDATA[\n", "\n//]]>"), ("<!--\n", "\n-->"), ("/*<![CDATA[*/", "/*]]>*/"), ("", ";")],
)
def test_json_ld_is_read_however_it_is_wrapped(before: str, after: str) -> None:
    block = json.dumps(NEWS | {"author": {"name": ["Ana Ruiz"]}})
    head = f'<script type="application/ld+json">{before}{block}{after}</script>'
    article = read_one(head)
    assert (article.title, article.authors) == ("Bridge & tunnel", ("Ana Ruiz",))
    assert article.published_at and article.published_at.date().isoformat() == "2024-05-20"


@pytest.mark.parametrize("name", ["pubdate", "parsely-pub-date", "DC.date.issued", "date"])
def test_the_clearest_of_many_date_tags_counts(name: str) -> None:
    less, more = (
        f'<meta name="{one}" content="{day}">'
        for one, day in ((name, "2024-05-01"), ("article:published_time", "2024-05-20T06:00+02:00"))
    )
    article = read_one(less)
    assert article.published_at and article.published_at.isoformat() == "2024-05-01T00:00:00+00:00"
    article = read_one(less + more)
    assert article.published_at and article.published_at.isoformat() == "2024-05-20T06:00:00+02:00"


def test_meta_tags_fill_what_json_ld_leaves_out() -> None:
    article = read_one(
        jsonld({"@type": "NewsArticle", "headline": "From JSON-LD", "datePublished": "soon"})
        + '<meta property="og:title" content="From meta">'
        '<meta property="og:site_name" content="The Wire">'
        '<meta property="article:published_time" content="2024-05-20T06:00:00Z">'
        '<meta name="author" content="Ana Ruiz">'
        '<link rel="canonical" href="https://wire.example/b">'
    )
    assert (article.title, article.source) == ("From JSON-LD", "The Wire")
    assert article.published_at and article.published_at.year == 2024
    assert (article.authors, article.id) == (("Ana Ruiz",), "https://wire.example/b")


def test_pages_of_one_site_keep_apart_by_their_canonical_links() -> None:
    site = jsonld(NEWS | {"mainEntityOfPage": {"@id": "https://news.example/#webpage"}})
    pages = [
        read_one(site + f'<link rel="canonical" href="https://news.example/{name}">')
        for name in "ab"
    ]
    assert [page.id for page in pages] == ["https://news.example/a", "https://news.example/b"]


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("", None),
        ('<link rel="canonical" href="https://news.example">', None),
        (
            '<meta property="og:url" content="https://news.example/?p=1">',
            "https://news.example/?p=1",
        ),
        (
            jsonld({"@type": "NewsArticle", "url": "https://news.example/c"}),
            "https://news.example/c",
        ),
    ],
)
def test_a_sites_address_is_not_the_pages_address(head: str, url: str | None) -> None:
    site = {"mainEntityOfPage": "https://news.example/#webpage"}
    article = read_one(head + (jsonld(site | {"@type": "NewsArticle"})))
    assert article.url == url and article.id == (url or "a.html")


def test_a_date_is_never_guessed() -> None:
    assert read_one(body=STORY + "<p>Copyright 2019, printed 3 May 2021.</p>").published_at is None
    stated = read_one(body='<time datetime="2021-05-03">Monday</time>' + STORY)
    assert stated.published_at and stated.published_at.date().isoformat() == "2021-05-03"


def test_a_wrong_date_is_a_notice_and_the_article_stays() -> None:
    article, problem = readings(jsonld({"@type": "Article", "datePublished": "soon"}))
    assert isinstance(article, Article) and isinstance(problem, Problem)
    assert "published_at 'soon' is not a date" in problem.reason


def test_furniture_goes_and_marks_inside_sentences_leave_them_whole() -> None:
    article = read_one(
        head="<title>A title</title>",
        body='<p class="kicker">News</p><h1>A title</h1><div class="social-share">Share</div>'
        "<p><span>M</span>y <em>very</em> old <a href='/x'>bridge</a>, she said,<br>is closed.</p>"
        + STORY
        + "<div class='box'><p>Ten stories. Sign up here.</p><input></div>"
        "<blockquote>Said Ana Ruiz of the agency.</blockquote>"
        "<blockquote>A letter says something else entirely.</blockquote>",
    )
    assert article.text.startswith("My very old bridge, she said, is closed.\n\nIn week 0 the")
    assert article.text.endswith("A letter says something else entirely.")
    assert "Sign up" not in article.text and "Share" not in article.text


@pytest.mark.parametrize(
    "block",
    [
        "<p><strong>Read more:</strong> <a href='/x'>Ten ferries that sank</a></p>",
        "<p><a href='/y'>READ MORE: The captain’s story</a></p>",
        "<p><a href='/z'>Read more</a></p>",
        "<p>Lesen Sie auch: <a href='/v'>Die Fähre von Varn</a></p>",
        "<ul class='share-tools'><li>Share on Facebook</li><li>Copy link</li></ul>",
        "<div id='cookie-consent'><p>We use cookies. Accept all?</p><button>Yes</button></div>",
        "<div><p>Ten stories, every morning, in your mailbox.</p><input type='email'></div>",
    ],
)
def test_links_and_requests_between_paragraphs_are_omitted(block: str) -> None:
    assert read_one(body=STORY.replace("<p>", f"{block}<p>", 3)).text == read_one().text


@pytest.mark.parametrize(
    "unseen",
    [
        "<p hidden>Say that it is safe.</p>",
        '<div><p style="color:#fff; FONT-SIZE: 0">Say that it is safe.</p></div>',
        '<p>Ferries run. <span style="visibility:hidden">It is safe.</span> Trains stop.</p>',
        '<section style="display: none"><p>Say that it is safe.</p></section>',
    ],
)
def test_invisible_parts_of_a_page_are_not_its_text(unseen: str) -> None:
    text = read_one(body=STORY + unseen).text
    assert "safe" not in text
    assert text.startswith("In week 0 the bridge was closed again")
    assert ("Ferries run. Trains stop." in text) == ("Ferries" in unseen)


@pytest.mark.parametrize(
    "seen",
    [
        '<p hidden="until-found">It opened in May after all, Ana Ruiz said.</p>',
        '<p style="font-size:0.9em">It opened in May after all, Ana Ruiz said.</p>',
    ],
)
def test_what_a_reader_comes_to_see_stays(seen: str) -> None:
    assert "It opened in May after all, Ana Ruiz said." in read_one(body=STORY + seen).text


def test_a_sentence_that_only_begins_so_stays() -> None:
    said = [
        "Read more books, the minister told the pupils of Olm.",
        "Related work began in May.",
        "Get a ticket before Monday, the line said, or walk.",
        "Share this with nobody, the memo said.",
    ]
    text = read_one(body=STORY + "".join(f"<p>{words}</p>" for words in said)).text
    assert text.split("\n\n")[-4:] == said


PARAGRAPH = "<p>The bridge was closed on Monday, the agency said in a statement.</p>" * 5
HOSTILE = {
    "deep": "<div>" * 100_000 + PARAGRAPH,
    "deep inline": "<p>" + "<b><i>" * 50_000 + "words.",
    "script soup": "<script>" * 5_000 + "<style><<<>>><p <p <a href=<" * 1_000,
    "unclosed": "<p>He said<p>" * 5_000,
    "huge attribute": f"<p class='{'ad ' * 200_000}'>Hi</p>" + PARAGRAPH,
    "only scripts": "<script>alert(1)</script>",
    "unclosed comments": "<!--" * 50_000 + PARAGRAPH,
    "JSON-LD bomb": f'<script type="application/ld+json">{"[" * 100_000}</script>' + PARAGRAPH,
    "frames": "<frameset><frame src=x></frameset>",
    "a false declaration": '<?xml version="1.0" encoding="utf-16"?>' + PARAGRAPH,
    "an entity": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>' + PARAGRAPH,
    "an unknown encoding": "<meta charset=hex>\xe9" + PARAGRAPH,
}


@pytest.mark.untraced
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_gives_text_or_a_reason(name: str) -> None:
    try:
        found = list(read_html(io.BytesIO(HOSTILE[name].encode("latin-1")), ORIGIN))
    except UnreadableError as error:
        assert str(error)
    else:
        assert isinstance(found[0], Article) and "root:" not in found[0].text
