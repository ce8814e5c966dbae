"""Which reader reads what the web sends, and whose address an article may claim."""

import json

import pytest

from index.models import Article
from index.readers.addresses import address_id
from index.readers.web import Access
from tests.index.readers.web.stories import STORY, WEEKS, page, read_one, readings
from tests.web_server import Reply, WebServer

TEXT = "\n\n".join(WEEKS)


@pytest.mark.parametrize("kind", ["text/html", "TEXT/HTML;charset=utf-8", "application/xhtml+xml"])
def test_a_page_is_read_as_one(server: WebServer, access: Access, kind: str) -> None:
    url = server.on("/a.txt", Reply(page(), headers={"Content-Type": kind}))
    assert read_one(url, access).text == TEXT


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/a", "text/plain", TEXT),
        ("/a.md", "text/plain; charset=utf-8", TEXT),
        ("/a", "text/markdown", TEXT),
        ("/a.html", "", page()),
        ("/a.html", "application/octet-stream", page()),
        ("/a", "application/x-ndjson", json.dumps({"text": TEXT})),
    ],
)
def test_other_types_go_to_the_reader_of_their_suffix(
    server: WebServer, access: Access, path: str, kind: str, body: str
) -> None:
    url = server.on(path, Reply(body, headers={"Content-Type": kind} if kind else {}))
    assert read_one(url, access).text == TEXT


def test_lines_of_one_file_are_articles_of_their_own(server: WebServer, access: Access) -> None:
    lines = [{"text": "One."}, {"text": "Two.", "url": "https://wire.example/2"}]
    body = "\n".join(map(json.dumps, lines))
    url = server.on("/a.jsonl", Reply(body, headers={"Content-Type": "application/octet-stream"}))
    found = [one for one in readings(url, access) if isinstance(one, Article)]
    assert [(one.id, one.url) for one in found] == [
        (f"{url}#L1", None),
        ("https://wire.example/2", "https://wire.example/2"),
    ]


CYRILLIC = "".join(
    f"<p>На неделе {n} мост через Орру снова закрыли, сказала Анна.</p>" for n in "123456"
)


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("text/html; charset=windows-1251", "cp1251"),
        ("text/html; charset=utf-8", "cp1251"),
        ("text/html; charset=latin-1", "utf-8"),
        ("text/html; charset=nonsense", "utf-8"),
        ("text/html; charset=koi8-r", "koi8-r"),
        ("text/html", "utf-16"),
    ],
)
def test_a_right_charset_helps_and_a_wrong_one_is_harmless(
    server: WebServer, access: Access, kind: str, encoding: str
) -> None:
    body = page(body=CYRILLIC).encode(encoding)
    url = server.on("/a", Reply(body, headers={"Content-Type": kind}))
    assert "На неделе 3 мост через Орру снова закрыли" in read_one(url, access).text


@pytest.mark.parametrize(
    ("asked", "said", "kept"),
    [
        ("wire.example", "http://wire.example/story", True),
        ("www.wire.example", "https://wire.example/story", True),
        ("amp.wire.example", "https://www.wire.example/story", True),
        ("wire.example", "https://news.wire.example/story", True),
        ("wire.example", "https://wire.example.bad.example/story", False),
        ("badwire.example", "https://wire.example/story", False),
        ("wire.example", "https://courier.example/story", False),
        ("wire.example", "/story", False),
        ("wire.example", "https://wire.example/", False),
    ],
)
def test_a_page_may_name_only_addresses_of_its_site(
    server: WebServer, access: Access, asked: str, said: str, kept: bool
) -> None:
    server.page("/a", page(f'<link rel="canonical" href="{said}">'))
    url = f"http://{asked}:{server.port}/a"
    article = read_one(url, access)
    assert article.url == (said if kept else url)
    assert article.id == address_id(article.url)
    assert article.path == url


def test_a_text_s_own_id_is_kept(server: WebServer, access: Access) -> None:
    body = f"---\nid: bridge-1\n---\n{STORY}"
    url = server.on("/a.md", Reply(body, headers={"Content-Type": "text/markdown"}))
    article = read_one(url, access)
    assert (article.id, article.url) == ("bridge-1", url)
