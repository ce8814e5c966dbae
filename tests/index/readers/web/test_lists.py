"""Lists of addresses: as programs export them, known by their content, and resumed."""

import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest
from reportlab.pdfgen.canvas import Canvas

from assistant import Assistant
from index.models import Article, Problem
from index.readers import read
from index.readers.lists import Link, links_in, parser_of
from index.readers.web import Access
from tests.index.readers.web import exports
from tests.index.readers.web.stories import STORY, item, page, rss
from tests.web_server import Reply, WebServer

SECOND = page(body="<p>The ferries of Karsk were full in May, the harbour office said.</p>" * 3)


@pytest.fixture
def pages(server: WebServer) -> WebServer:
    """A feed of one entry, /c, and two pages that state nothing but their texts."""
    server.page("/a", page())
    server.page("/b", SECOND)
    server.page("/c", page(body=STORY.replace("Orry", "Selm")))
    server.on("/feed.xml", Reply(rss(item("/c")), headers={"Content-Type": "text/xml"}))
    return server


def write(base: str, text: str, name: str) -> str:
    Path(name).write_text(text.format(base=base), "utf-8")
    return name


def outcome(path: str, access: Access) -> tuple[list[Article], list[str]]:
    found = list(read([path], access))
    problems = [one.reason for one in found if isinstance(one, Problem)]
    return [one for one in found if isinstance(one, Article)], problems


@pytest.mark.parametrize(
    ("text", "name", "paths", "problems"),
    [
        (exports.OPML, "feeds.opml", "ca", ['has no address']),
        (exports.OPML, "feeds.xml", "ca", ['has no address']),
        (exports.ADDRESSES, "urls.txt", "ab", []),
        (exports.ADDRESSES, "urls", "ab", []),
        (exports.POCKET, "part_000000.csv", "ab", []),
        (exports.POCKET_HTML, "ril_export.html", "ab", []),
        (exports.INSTAPAPER, "instapaper-export.csv", "ab", []),
        (exports.READWISE, "reader.csv", "ab", ["mailto: addresses are not read"]),
        (exports.OMNIVORE, "omnivore.csv", "ab", []),
        (exports.OMNIVORE_JSON, "metadata_0_to_20.json", "ab", []),
        (exports.BOOKMARKS, "bookmarks.html", "abc", ["javascript: addresses are not read"]),
        (exports.CSL, "library.json", "ab", ['"A history of Karsk" has no address']),
        (exports.RIS, "library.ris", "ab", ["no such file"]),
        (exports.BIBTEX, "library.bib", "ab", ["outside the list's folder", "no such file"]),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value[:30] else "",
)  # fmt: skip
def test_the_pages_of_an_export_are_read(
    pages: WebServer, access: Access, text: str, name: str, paths: str, problems: list[str]
) -> None:
    articles, found = outcome(write(pages.url, text, name), access)
    assert [article.url for article in articles] == [f"{pages.url}/{path}" for path in paths]
    assert len(found) == len(problems)
    assert all(any(part in one for one in found) for part in problems), found


@pytest.mark.parametrize(
    ("text", "name"),
    [(exports.CSL, "a.json"), (exports.RIS, "a.ris"), (exports.BIBTEX, "a.bib")],
)
def test_a_reference_states_what_its_page_does_not(
    pages: WebServer, access: Access, text: str, name: str
) -> None:
    first, *_ = outcome(write(pages.url, text, name), access)[0]
    assert first.title and first.title.startswith("Bridge closed again")
    assert first.source == "The Harbour Wire"
    assert first.authors[0] == "Ana Ruiz" and len(first.authors) == 2
    assert first.published_at and first.published_at.date().isoformat() == "2024-05-20"


def test_latex_in_a_title_becomes_letters(pages: WebServer, access: Access) -> None:
    first, *_ = outcome(write(pages.url, exports.BIBTEX, "a.bib"), access)[0]
    assert first.title == "Bridge closed again: Kärsk waits"


@pytest.mark.parametrize("text", [exports.RIS, exports.BIBTEX])
def test_pdfs_exported_with_a_library_are_read(pages: WebServer, access: Access, text: str) -> None:
    pdf = Path("files/12/report.pdf")
    pdf.parent.mkdir(parents=True)
    canvas = Canvas(str(pdf))
    canvas.drawString(50, 700, "The agency counted nine ferries that night, its report says.")
    canvas.save()
    articles, _ = outcome(write(pages.url, text, "library"), access)
    (report,) = [one for one in articles if one.path == str(pdf.absolute())]
    assert "nine ferries" in report.text
    assert (report.source, report.authors[0]) == ("The Harbour Wire", "Ana Ruiz")


def test_a_saved_title_that_is_an_address_is_none(pages: WebServer, access: Access) -> None:
    a, b = outcome(write(pages.url, exports.POCKET, "pocket.csv"), access)[0]
    assert (a.title, b.title) == ("Bridge closed, again", None)


def test_dead_links_are_one_line_each(pages: WebServer, access: Access) -> None:
    text = "{base}/gone\nwww.courier.example/a\n{base}/a\n{base}/b\n{base}/c\n"
    found = list(read([write(pages.url, text, "urls.txt")], access))
    first, second = [one for one in found if isinstance(one, Problem)]
    assert first == Problem(f"{pages.url}/gone", "the server answered 404 Not Found")
    assert second.place.endswith("urls.txt, line 2") and "no web address" in second.reason


@pytest.mark.parametrize(
    "text",
    [
        "Read more at\nhttps://courier.example/a",
        "https://courier.example/a\n\nThe bridge over the Orry was closed again on Monday.",
        "title,text,url\nBridge,It was closed.,https://courier.example/a",
        "@ida wrote: the bridge is closed, {again}, as she feared.",
        "TY - she is called so by everybody - was late.",
    ],
)
def test_an_article_with_addresses_stays_an_article(access: Access, text: str) -> None:
    name = "a.csv" if text.startswith("title,") else "a.txt"
    Path(name).write_text(text)
    articles, problems = outcome(name, access)
    assert (len(articles), problems) == (1, [])


def test_a_list_within_a_folder_is_not_followed(pages: WebServer, access: Access) -> None:
    Path("news").mkdir()
    write(pages.url, exports.ADDRESSES, "news/urls.txt")
    articles, problems = outcome("news", access)
    assert not articles and not pages.asked
    assert problems == [
        "a list of 2 addresses; to have it read, name it: assistant index news/urls.txt"
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (exports.ADDRESSES, "urls.txt"),
        (exports.BOOKMARKS, "bookmarks.html"),
        (exports.POCKET, "part_000000.csv"),
        (exports.OPML, "feeds.xml"),
        ("{base}/a", "one.txt"),
    ],
)
def test_a_packed_list_is_one_line_that_says_so(
    pages: WebServer, access: Access, text: str, name: str
) -> None:
    data = Path(write(pages.url, text, name)).read_bytes()
    with ZipFile("a.zip", "w") as packed:
        packed.writestr(name, data)
        packed.writestr("story.txt", STORY)
    with tarfile.open("a.tar.gz", "w:gz") as tar:
        tar.add(name)
        tar.add(write("", STORY, "story.txt"))
    for path in ("a.zip", "a.tar.gz"):
        articles, problems = outcome(path, access)
        assert [Path(str(article.path)).name for article in articles] == [f"{path}!story.txt"]
        assert problems == [
            "a list of addresses; to have it read, unpack it and name it: assistant index FILE"
        ]
    assert not pages.asked


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.opml", "<opml version='1.0'><body/></opml>", "a list without any address"),
        ("a.json", '[{"url": "x"', "not valid JSON"),
        ("a.bib", "@article{a, title = {Open", "not a valid BibTeX entry"),
        ("a.csv", 'url,title\n"https://x', "not valid CSV"),
    ],
)
def test_a_damaged_list_is_one_line(access: Access, name: str, text: str, words: str) -> None:
    Path(name).write_text(text)
    articles, problems = outcome(name, access)
    assert not articles
    assert words in problems[0] and "\n" not in problems[0]


@pytest.mark.parametrize("begins", ["<!---->", "<?xml?>", "<!-- a -->\n", " \n", "%\n"])
@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_long_beginning_is_looked_at_once(access: Access, begins: str, name: str) -> None:
    Path(name).write_text(begins * 2_000 + STORY)
    ((article,), problems) = outcome(name, access)
    assert "week 5" in article.text and not problems


def test_an_entry_of_endless_braces_leaves_the_others(pages: WebServer, access: Access) -> None:
    deep = "{" * 3_000 + "A" + "}" * 3_000
    entries = [f"@misc{{{key}, title = {title}, url = {{{pages.url}/{key}}}}}"
               for key, title in (("a", deep), ("b", "{Ferries}"))]  # fmt: skip
    Path("a.bib").write_text("\n".join(entries))
    articles, _ = outcome("a.bib", access)
    assert [one.title for one in articles][-1] == "Ferries"


def test_numbers_beyond_all_years_are_no_date(pages: WebServer, access: Access) -> None:
    Path("a.ris").write_text(
        f"TY  - NEWS\nDA  - {'9' * 5_000}/01/02\nUR  - {pages.url}/a\nER  - \n"
    )
    ((article,), problems) = outcome("a.ris", access)
    assert article.published_at is None and not problems


def test_entities_of_an_opml_file_are_not_expanded(access: Access) -> None:
    Path("secret").write_text("https://inner.example/secret")
    Path("a.opml").write_text(
        '<!DOCTYPE opml [<!ENTITY e SYSTEM "secret"><!ENTITY l "lol">]>'
        '<opml><body><outline type="rss" text="&l;" xmlUrl="ftp://x/&l;"/>'
        "<outline>&e;</outline></body></opml>"
    )
    assert "secret" not in str(outcome("a.opml", access))


def test_a_name_in_two_lines_is_one() -> None:
    Path("a.opml").write_text(
        '<opml><body><outline text="Harbour\n Wire" xmlUrl="https://wire.example/feed"/></body></opml>'
    )
    parser = parser_of(Path("a.opml"))
    (found,) = links_in(Path("a.opml"), parser) if parser else ()
    assert isinstance(found, Link) and found.fields["name"] == "Harbour Wire"


def test_a_killed_list_goes_on_where_it_was(
    pages: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.pipeline.BATCH_CHUNKS", 1)
    path = write(pages.url, "{base}/a\n{base}/b\n{base}/c\n{base}/gone", "urls.txt")

    def die(steps: int) -> None:
        if "/c" in pages.asked:
            raise KeyboardInterrupt

    with Assistant("archive", llm="none") as assistant:
        with pytest.raises(KeyboardInterrupt):
            assistant.index([path], die, allow_private=True)
        pages.asked.clear()
        summary = assistant.index([path], allow_private=True)
        assert "/a" not in pages.asked and "/gone" in pages.asked
        assert summary.indexed + summary.unchanged == 3
        pages.asked.clear()
        assert assistant.index([path], allow_private=True).unchanged == 3
        assert {"/a", "/b", "/c", "/gone"} <= set(pages.asked)
