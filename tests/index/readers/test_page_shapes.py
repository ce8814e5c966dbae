"""Shapes of real pages that lost text, or gave text and fields that were not the article's."""

import io
import json

import pytest

from index.models import Article
from index.readers.base import Origin
from index.readers.html import read_html

STORY = [
    f"In week {n} the tower of Tornvik was closed again, said the warden Nils Aker of the parish."
    for n in range(4)
]
BODY = "".join(f"<p>{text}</p>" for text in STORY)
MORE = "The roof will cost 7 million crowns, the mason said."


def read(markup: str | bytes) -> Article:
    data = markup.encode() if isinstance(markup, str) else markup
    article = next(iter(read_html(io.BytesIO(data), Origin("/news/a.html", "a.html"))))
    assert isinstance(article, Article)
    return article


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def story(more: str, head: str = "") -> Article:
    """The article of a page whose story ends with `more`."""
    return read(page(f"<main><article><h1>Tower closed</h1>{BODY}{more}</article></main>", head))


@pytest.mark.parametrize(
    "around",
    [
        "<form method='post' action='./a.aspx'><input type='hidden' name='v'>{}</form>",
        "<form><input name='q'><button>Go</button><div>{}</div>",
        "<form id='print'><table><tr><td>{}</td></tr></table><input type='submit'></form>",
        "<div><aside class='content'>{}</aside></div>",
        "<section><noscript>{}</noscript></section>",
        "<nav><a href='/'>Home</a><div>{}</div>",
        "<a-story><template shadowrootmode='open'>{}</template></a-story>",
        "<button class='card'><article>{}</article></button>",
        "<article><fieldset>{}</fieldset></article>",
    ],
)
def test_a_story_is_read_in_whatever_element_it_is(around: str) -> None:
    assert read(page(around.format(f"<h1>Tower closed</h1>{BODY}"))).text.endswith(STORY[-1])


@pytest.mark.parametrize(
    "paragraph",
    [
        "<p>{} <input type='hidden' name='x'></p>",
        "<p><button aria-label='play'>▶</button> {}</p>",
        "<div class='para'><p>{}</p><button>Copy link</button></div>",
        "<section class='para'><p>{}</p><label><input type='checkbox'> Follow</label></section>",
        "<form action='/vote'><p>{}</p></form>",
        "<div class='live-match-comment'><p>{}</p></div>",
        "<div class='share-text'><p>{}</p></div>",
        "<p class='paragraph sharing-enabled'>{}</p>",
        "<div class='newsletter-body'>{}</div>",
        "<div class='comments-open'><p>{}</p></div>",
        "<p class='related-dates'>{}</p>",
        "<div class='fade' style='visibility: hidden; animation-name: none'><p>{}</p></div>",
        "<div style='font-size:0'><div style='font-size:14px'>{}</div></div>",
        "<details><summary>Who pays?</summary><p>{}</p></details>",
        "<aside><p>{}</p></aside>",
    ],
)
def test_a_paragraph_of_the_story_is_kept_whatever_surrounds_it(paragraph: str) -> None:
    assert story(paragraph.format(MORE)).text.endswith(MORE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("the <button class='gloss'>Parish Fund</button> will pay", "the Parish Fund will pay"),
        ("the roof<button>2</button> is old", "the roof is old"),
        (
            "opens on <time datetime='2031-04-12'>12 April</time> at noon",
            "opens on 12 April at noon",
        ),
        ("built in <time>June 1921</time>, they said", "built in June 1921, they said"),
        ("injured <del>twelve</del> nine people", "injured nine people"),
        ("opens at <s>eight</s> nine", "opens at nine"),
        ("costs <strike>6</strike> 7 crowns", "costs 7 crowns"),
        ("fined <span style='text-decoration: line-through'>Aker</span> nobody", "fined nobody"),
        ("turnout of 41<sup>2</sup> percent", "turnout of 41 percent"),
        ("the vote of 2019<sup>[3]</sup>, they said", "the vote of 2019, they said"),
        ("a law<sup><a href='#n'>12</a></sup> of Orra", "a law of Orra"),
        ("10<sup>6</sup> litres", "10⁶ litres"),
        ("300 m<sup>2</sup> of roof", "300 m² of roof"),
        ("costs $4<sup>99</sup> now", "costs $4 99 now"),
        ("the 1<sup>st</sup> of May", "the 1st of May"),
        ("said <q>never again</q> twice", "said “never again” twice"),
        ("the report<span class='sr-only'> (opens in new window)</span>, says", "the report, says"),
        ("<i class='visually-hidden'>Link: </i>the plan", "the plan"),
        ("<b aria-hidden='true'>7m</b><span class='sr-only'>7 million</span> up", "7 million up"),
        ("<ruby>塔<rt>とう</rt></ruby>は高い", "塔は高い"),
    ],
)
def test_a_sentence_is_read_as_it_is_shown(words: str, said: str) -> None:
    text = story(f"<p>In Tornvik the parish of the tower {words} as before.</p>").text
    assert f"In Tornvik the parish of the tower {said}" in text


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        ("<blockquote>It leaks.<br>It must go.</blockquote>", ["It leaks.", "It must go."]),
        ("<blockquote>It leaks.<p>It must go.</p></blockquote>", ["It leaks.", "It must go."]),
        ("<blockquote>The <b>old</b> roof leaks.</blockquote>", ["The old roof leaks."]),
        ("<blockquote>It leaks.<cite>Mia Lund</cite></blockquote>", ["It leaks. Mia Lund"]),
        ("<p><b>What it costs</b><br>Seven million.</p>", ["What it costs", "Seven million."]),
        ("<p>Monday: 9 trips<br>Tuesday: 4 trips</p>", ["Monday: 9 trips", "Tuesday: 4 trips"]),
        ("<ul><li>Costs<ul><li>Roof</li><li>Bell</li></ul></li></ul>", ["Costs", "Roof", "Bell"]),
        ("<ul><li><p>It leaks.</p><p>It must go.</p></li></ul>", ["It leaks.", "It must go."]),
        ("<table><tr><td>Roof<br>7</td><td>Bell</td></tr></table>", ["Roof 7 | Bell"]),
        ("<table><tr><td>Roof</td><td><ul><li>7</li></ul></td></tr></table>", ["Roof | 7"]),
    ],
)  # fmt: skip
def test_lines_lists_and_quotations_keep_their_parts_apart(markup: str, blocks: list[str]) -> None:
    assert story(markup).text.split("\n\n")[4:] == blocks


@pytest.mark.parametrize(
    "above",
    [
        "<p class='lede'>{}</p><h1>Tower closed</h1>",
        "<header><p>{}</p><h1>Tower closed</h1></header>",
        "<p>{}</p><h2>Tower closed</h2>",
        "<header><h1>Tower closed</h1><p class='intro'>{}</p></header>",
    ],
)
def test_a_lede_above_the_headline_begins_the_text(above: str) -> None:
    head = '<meta property="og:title" content="Tower closed">'
    text = read(page(f"<main><article>{above.format(MORE)}{BODY}</article></main>", head)).text
    assert text.split("\n\n") == [MORE, *STORY]


@pytest.mark.parametrize("name", ["description", "og:description"])
def test_a_standfirst_outside_the_story_is_read(name: str) -> None:
    head = f'<meta {"property" if ":" in name else "name"}="{name}" content="{MORE}">'
    body = f"<div class='head'><p>{MORE}</p></div><main><article>{BODY}</article></main>"
    assert read(page(body, head)).text.split("\n\n") == [MORE, *STORY]
    assert MORE not in story("", head).text, "not shown on the page"


BODY_IN_JSON = json.dumps({"@type": "NewsArticle", "articleBody": "\n\n".join(STORY)})


@pytest.mark.parametrize(
    "shown",
    ["<div id='root'></div>", f"<article><p>{STORY[0]}</p></article>", "<p>Please wait.</p>"],
)
def test_a_body_in_json_ld_replaces_a_page_without_it(shown: str) -> None:
    head = f'<script type="application/ld+json">{BODY_IN_JSON}</script>'
    assert read(page(shown, head)).text.split("\n\n") == STORY


@pytest.mark.parametrize("tag", ["article", "section", "div"])
def test_all_posts_of_a_live_report_are_read(tag: str) -> None:
    posts = "".join(f"<{tag} class='post'><h2>Post</h2><p>{text}</p></{tag}>" for text in STORY)
    text = read(page(f"<main><h1>Storm live</h1>{posts}</main>")).text
    assert all(one in text for one in STORY)


@pytest.mark.parametrize(
    "around", ["<blockquote>{}</blockquote>", "<aside class='pullquote'><p>{}</p></aside>"]
)
def test_a_pull_quote_that_repeats_the_story_is_left_out(around: str) -> None:
    quote = around.format("the tower of Tornvik was closed again, said the warden Nils Aker")
    text = read(page(f"<article>{BODY}{quote}<p>{MORE}</p></article>")).text
    assert text.split("\n\n") == [*STORY, MORE]


def test_captions_are_the_text_of_a_page_of_pictures() -> None:
    shots = "".join(f"<figure><img><figcaption>{t}</figcaption></figure>" for t in STORY)
    assert read(page(f"<article><h1>In pictures</h1>{shots}</article>")).text.split("\n\n") == STORY


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("iso-8859-1", "cp1252"), ("latin1", "cp1252"), ("us-ascii", "cp1252"),
     ("iso-8859-15", "cp1252"), ("gb2312", "gbk"), ("shift_jis", "cp932"), ("euc-kr", "cp949"),
     ("iso-8859-1", "utf-8")],
)  # fmt: skip
def test_a_superset_of_the_stated_encoding_keeps_its_marks(declared: str, encoding: str) -> None:
    said = "The “plan” – €7m…" if encoding in ("cp1252", "utf-8") else "费用"
    said = {"cp932": "費用は①億円", "cp949": "새 부두"}.get(encoding, said)
    head = f'<meta charset="{declared}">'
    data = page(f"<article>{BODY}<p>{said} Nils Aker.</p></article>", head).encode(encoding)
    assert read(data).text.endswith(f"{said} Nils Aker.")


@pytest.mark.parametrize("where", ["<!-- {} -->", "<p>{}</p>", "<script>{}</script>"])
def test_a_few_nul_bytes_do_not_make_a_page_binary(where: str) -> None:
    nuls = where.format("\0" * 3).encode()
    assert read(page(f"<article>{BODY}</article>").encode() + nuls).text.endswith(STORY[-1])


def dated(body: str, head: str = "") -> str | None:
    found = read(page(f"<main><article><h1>Tower closed</h1>{body}</article></main>", head))
    return found.published_at.date().isoformat() if found.published_at else None


@pytest.mark.parametrize(
    "markup",
    [
        "<time datetime='PT4M'>4 min read</time><time datetime='2024-03-05'>5 March</time>" + BODY,
        "<time></time><time datetime=''>x</time><time datetime='2024-03-05'>5 March</time>" + BODY,
        "<time>5 March 2024</time>" + BODY,
        "<p>Updated <time datetime='2024-03-09'>9 March</time>, published"
        " <time datetime='2024-03-05' pubdate>5 March</time></p>" + BODY,
        "<abbr itemprop='datePublished' title='2024-03-05T08:00:00-07:00'>08:00</abbr>" + BODY,
        "<span itemprop='datePublished' content='2024-03-05T08:00:00Z'>5 March</span>" + BODY,
        "<aside><time datetime='2019-01-01'>old</time></aside><time datetime='2024-03-05'>5</time>"
        + BODY,
        f"<time datetime='2024-03-05'>5</time>{BODY}<time datetime='2024-08-24'>24</time>",
    ],
)
def test_a_pages_date_is_the_one_at_its_headline(markup: str) -> None:
    assert dated(markup) == "2024-03-05"


@pytest.mark.parametrize(
    "markup",
    [
        f"{BODY}<p>It opens on <time datetime='2031-04-12'>12 April</time> at the latest.</p>",
        f"{BODY}<p>It was built in <time datetime='1921-06-01'>June 1921</time> by a queen.</p>",
        f"{BODY}<div class='talk'><time datetime='2024-08-24'>24 Aug</time><p>Nice!</p></div>",
    ],
)
def test_times_in_or_below_the_text_are_no_date(markup: str) -> None:
    assert dated(markup) is None


def jsonld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


NEWS = {"@type": "NewsArticle", "headline": "Tower closed", "datePublished": "2024-03-05"}
OLD = {"@type": "NewsArticle", "headline": "Bell rung", "datePublished": "2019-01-01"}
CANONICAL = '<link rel="canonical" href="https://post.example/a/tower">'


@pytest.mark.parametrize(
    "head",
    [
        jsonld([OLD, NEWS]) + '<meta property="og:title" content="Tower closed">',
        CANONICAL + jsonld([OLD, {**NEWS, "url": "https://post.example/a/tower"}]),
        jsonld({"@graph": [{"@type": "WebPage", "datePublished": "2024-03-05", "name": "x"}]}),
        jsonld({**NEWS, "@type": "Report"}),
        jsonld(NEWS).replace("}", ",}"),
        jsonld(NEWS).replace('"', "&quot;").replace("&quot;", '"', 2),
        jsonld({**NEWS, "dateModified": "1970-01-01T00:00:00Z"}),
    ],
)
def test_the_articles_own_json_ld_dates_it(head: str) -> None:
    assert dated(BODY, head) == "2024-03-05"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ida Falk, Otto Kemp and Mia Lund", ("Ida Falk", "Otto Kemp", "Mia Lund")),
        ("By IDA FALK", ("Ida Falk",)),
        ({"name": ["Ida Falk", "Otto Kemp"]}, ("Ida Falk", "Otto Kemp")),
        ([[{"name": "Ida Falk"}], "Otto Kemp"], ("Ida Falk", "Otto Kemp")),
        ([{"givenName": "Ida", "familyName": "Falk"}], ("Ida Falk",)),
        ({"name": "https://www.facebook.com/idafalk"}, ()),
    ],
)
def test_every_author_of_json_ld_is_named(author: object, names: tuple[str, ...]) -> None:
    assert story("", jsonld({**NEWS, "author": author})).authors == names


@pytest.mark.parametrize(
    "tags",
    [
        '<meta name="author" content="Ida Falk, Otto Kemp">',
        '<meta name="author" content="Ida Falk"><meta name="author" content="Otto Kemp">',
        '<meta name="author" content="https://x.example/ida">'
        '<meta property="article:author" content="Ida Falk">'
        '<meta property="article:author" content="By Otto Kemp">',
    ],
)
def test_every_author_of_meta_tags_is_named(tags: str) -> None:
    assert story("", tags).authors == ("Ida Falk", "Otto Kemp")


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ('<link rel="CANONICAL" href="https://post.example/a">', "https://post.example/a"),
        ('<link rel="canonical alternate" href="//post.example/a">', "https://post.example/a"),
        ('<link rel="canonical" href="/a"><meta property="og:url" content="https://post.example/b">',
         "https://post.example/a"),
        ('<link rel="canonical" href="https://post.example/news">'
         '<meta property="og:url" content="https://post.example/2024/tower">',
         "https://post.example/2024/tower"),
        ('<link rel="canonical" href="/a">', None),
    ],
)  # fmt: skip
def test_a_canonical_link_is_read_however_it_is_written(links: str, url: str | None) -> None:
    assert story("", links).url == url
