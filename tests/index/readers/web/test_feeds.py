"""A feed's entries: their pages, and what the feed says where a page says nothing or is gone."""

from dataclasses import replace

import pytest

from index.models import Article, Problem
from index.readers import READERS
from index.readers.web import Access
from tests.index.readers.web.stories import (
    STORY,
    WEEKS,
    item,
    page,
    read_one,
    readings,
    reason,
    rss,
)
from tests.web_server import Reply, WebServer

RSS = "application/rss+xml"


def feed(server: WebServer, body: str | bytes, kind: str = RSS, path: str = "/feed.xml") -> str:
    return server.on(path, Reply(body, headers={"Content-Type": kind}))


@pytest.mark.parametrize(
    "kind", [RSS, "text/xml", "application/xml", "text/html", "text/plain", ""]
)
def test_an_rss_feed_is_known_by_what_it_is(server: WebServer, access: Access, kind: str) -> None:
    server.page("/a", page())
    url = feed(server, "<!-- one --> " + rss(item("/a")).partition("\n")[2], kind)
    assert read_one(url, access).url == f"{server.url}/a"


def test_what_a_page_does_not_say_its_feed_does(server: WebServer, access: Access) -> None:
    server.page("/a", page())
    more = "<pubDate>Mon, 20 May 2024 06:20:00 +0200</pubDate><dc:creator>Ana Ruiz</dc:creator>"
    title = "Bridge &lt;i&gt;closed&lt;/i&gt; again &amp;amp; again"
    article = read_one(feed(server, rss(item("/a", more, title))), access)
    assert article.title == "Bridge closed again & again"
    assert article.published_at and article.published_at.isoformat() == "2024-05-20T06:20:00+02:00"
    assert (article.authors, article.source) == (("Ana Ruiz",), "The Harbour Wire")
    assert article.updated_at is None
    assert article.path == f"{server.url}/a"


def test_what_a_page_says_itself_counts_more(server: WebServer, access: Access) -> None:
    head = (
        '<meta property="og:title" content="The bridge"><meta name="author" content="Bo Lind">'
        '<meta property="article:published_time" content="2024-05-19">'
        '<meta property="og:site_name" content="The Courier">'
    )
    server.page("/a", page(head))
    more = "<pubDate>Mon, 20 May 2024 06:20:00 +0200</pubDate><dc:creator>Ana Ruiz</dc:creator>"
    article = read_one(feed(server, rss(item("/a", more))), access)
    assert (article.title, article.source) == ("The bridge", "The Courier")
    assert article.authors == ("Bo Lind",)
    assert article.published_at and article.published_at.date().isoformat() == "2024-05-19"


ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="{base}">
<title>The Harbour Wire</title><id>urn:1</id><updated>2024-05-21T00:00:00Z</updated>
<entry><title>Bridge closed</title><id>urn:2</id><link href="story?n=1&amp;m=2"/>
<link rel="self" href="other"/><author><name>Ana Ruiz</name></author>
<published>2024-05-20T06:20:00Z</published><updated>2024-05-21T06:20:00Z</updated></entry></feed>"""


def test_an_atom_feed_s_relative_links_are_followed(server: WebServer, access: Access) -> None:
    server.page("/news/story?n=1&m=2", page())
    url = feed(server, ATOM.format(base="/news/"), "application/atom+xml")
    article = read_one(url, access)
    assert article.url == f"{server.url}/news/story?n=1&m=2"
    assert article.published_at and article.published_at.isoformat() == "2024-05-20T06:20:00+00:00"
    assert article.updated_at and article.updated_at.isoformat() == "2024-05-21T06:20:00+00:00"


def test_relative_links_go_by_where_the_feed_was_found(server: WebServer, access: Access) -> None:
    server.page("/news/a", page())
    feed(server, rss(item("a")), path="/news/feed")
    assert read_one(server.redirect("/f", "/news/feed"), access).url == f"{server.url}/news/a"


def test_a_broken_entry_is_one_problem_among_good_articles(
    server: WebServer, access: Access
) -> None:
    for path in ("/a", "/c"):
        server.page(path, page())
    url = feed(server, rss(item("/a"), item("/b", "<description>Short.</description>"), item("/c")))
    a, b, c = readings(url, access)
    assert isinstance(a, Article) and isinstance(c, Article)
    assert b == Problem(f"{server.url}/b", "the server answered 404 Not Found")


def test_a_feed_that_breaks_off_gives_the_entries_before(server: WebServer, access: Access) -> None:
    server.page("/a", page())
    broken = rss(item("/a"), "<item><title>& <b")[:-30]
    assert isinstance(readings(feed(server, broken), access)[0], Article)


@pytest.mark.parametrize(
    "more",
    [
        f"<content:encoded><![CDATA[{STORY}]]></content:encoded><description>Short.</description>",
        f"<description><![CDATA[{STORY}]]></description>",
    ],
)
def test_the_feeds_own_text_replaces_a_missing_page(
    server: WebServer, access: Access, more: str
) -> None:
    more += "<pubDate>Mon, 20 May 2024 06:20:00 GMT</pubDate>"
    article, problem = readings(feed(server, rss(item("/gone", more))), access)
    assert isinstance(article, Article)
    assert article.id == article.url == article.path == f"{server.url}/gone"
    assert article.text.startswith("In week 0") and "week 5" in article.text
    assert article.title == "Bridge closed again"
    assert article.published_at and article.published_at.day == 20
    said = "the server answered 404 Not Found; the text in the feed is indexed"
    assert problem == Problem(f"{server.url}/gone", said)


def test_an_entry_without_an_address_is_known_by_its_id(server: WebServer, access: Access) -> None:
    text = f"<description><![CDATA[{STORY}]]></description>"
    url = feed(server, rss(f'<item><guid isPermaLink="false">n7</guid>{text}</item>'))
    article, problem = readings(url, access)
    assert isinstance(article, Article) and isinstance(problem, Problem)
    assert (article.id, article.url) == (f"{url}#n7", url)
    assert problem.reason == "the entry has no address; the text in the feed is indexed"


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("http://169.254.169.254/latest", "refused: 169.254.169.254"),
        ("file:///etc/passwd", "file:// is not supported"),
        ("/feed.xml", "links to another feed"),
        ("/private/a", "robots.txt"),
    ],
)
def test_an_entry_leads_nowhere_that_an_address_may_not(
    server: WebServer, access: Access, link: str, said: str
) -> None:
    server.on("/robots.txt", Reply("User-agent: *\nDisallow: /private"))
    (problem,) = readings(feed(server, rss(item(link))), access)
    assert isinstance(problem, Problem) and said in problem.reason


def test_surplus_entries_are_counted_and_repeats_read_once(
    server: WebServer, access: Access
) -> None:
    for n in range(4):
        server.page(f"/{n}", page())
    url = feed(server, rss(*(item(f"/{n}") for n in (0, 1, 0, 2, 3, 1))))
    found = readings(url, replace(access, most_entries=3))
    assert [getattr(one, "url", None) for one in found[:3]] == [f"{server.url}/{n}" for n in "012"]
    assert found[3:] == [Problem(url, "only the first 3 entries were read; 1 skipped")]


@pytest.mark.parametrize("body", [rss(), "<rss", "<rss><channel><item>", "<feed >" + "<a>" * 9000])
def test_a_feed_without_entries_is_a_problem(server: WebServer, access: Access, body: str) -> None:
    url = feed(server, body)
    assert all(isinstance(one, Problem) for one in readings(url, access))
    assert len(readings(url, access)) == 1


def test_a_feed_too_large_to_parse_is_a_problem(server: WebServer, access: Access) -> None:
    url = feed(server, rss(item("/a")) + " " * 1024)
    told = reason(url, replace(access, most_feed_bytes=1024))
    assert told.endswith("MB, too large for a feed")


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>'
    '<rss version="2.0"><channel><title>&l9;</title><item><title>&l9;</title><link>/a</link>'
    "<description>&l9;</description></item></channel></rss>"
)
THIEF = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">'
    '<!ENTITY y SYSTEM "{url}/stolen">]><rss version="2.0"><channel><item><title>&x;&y;</title>'
    "<link>/a</link></item></channel></rss>"
)


@pytest.mark.untraced
def test_a_feeds_entities_neither_explode_nor_read_files(server: WebServer, access: Access) -> None:
    server.page("/a", page())
    for bomb in (BOMB, THIEF.replace("{url}", server.url)):
        (found,) = readings(feed(server, bomb), access)
        assert isinstance(found, Article)
        assert len(found.title or "") < 100
    assert "/stolen" not in server.asked


def test_a_feed_of_file_names_opens_no_file(server: WebServer, access: Access) -> None:
    assert "no reader" in reason(feed(server, "/etc/passwd"), access)


def test_a_parser_s_failure_is_one_entry_s(
    server: WebServer, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: object, origin: object) -> None:
        raise IndexError("out of range")

    monkeypatch.setitem(READERS, ".html", fail)
    url = feed(server, rss(item("/a"), item("/b")))
    for path in ("/a", "/b"):
        server.page(path, page())
    told = [one.reason for one in readings(url, access) if isinstance(one, Problem)]
    assert told == ["cannot be read: IndexError: out of range"] * 2
    assert reason(f"{server.url}/a", access) == told[0]


RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/>'
    '<item rdf:about="/a"><title>T</title><link>/a</link><dc:date>2024-03-05</dc:date></item>'
    "</rdf:RDF>"
)
UPDATED = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>T</title>'
    '<link href="/a"/><id>1</id><updated>2024-03-05T08:00:00Z</updated></entry></feed>'
)
DUBLIN = rss(item("/a", "<dc:date>2024-03-05T09:00:00+01:00</dc:date>"))


@pytest.mark.parametrize("body", [RDF, UPDATED, DUBLIN])
def test_a_feed_with_one_date_dates_its_articles(
    server: WebServer, access: Access, body: str
) -> None:
    server.page("/a", page())
    article = read_one(feed(server, body), access)
    assert article.published_at and article.published_at.date().isoformat() == "2024-03-05"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("<author>ida@wire.example (Ida Falk)</author>", ("Ida Falk",)),
        ("<dc:creator>Ida Falk</dc:creator><dc:creator>Otto Kemp</dc:creator>",
         ("Ida Falk", "Otto Kemp")),
        ("<author>By Ida Falk, Otto Kemp</author>", ("Ida Falk", "Otto Kemp")),
        ("<author>desk@wire.example</author>", ()),
    ],
)  # fmt: skip
def test_an_entrys_authors_are_names(
    server: WebServer, access: Access, author: str, names: tuple[str, ...]
) -> None:
    server.page("/a", page())
    assert read_one(feed(server, rss(item("/a", author))), access).authors == names


@pytest.mark.parametrize("text", ["\n\n".join(WEEKS), "<br><br>".join(WEEKS), STORY])
def test_entries_of_text_alone_are_all_articles(
    server: WebServer, access: Access, text: str
) -> None:
    texts = [text, text.replace("closed", "opened")]
    items = [
        f"<item><title>T</title><description><![CDATA[{t}]]></description></item>" for t in texts
    ]
    found = [one for one in readings(feed(server, rss(*items)), access) if isinstance(one, Article)]
    assert [one.text.split("\n\n")[0] for one in found] == [
        WEEKS[0], WEEKS[0].replace("closed", "opened"),
    ]  # fmt: skip
    assert len({one.id for one in found}) == 2
