"""Pages and feeds from a real HTTP server that misbehaves in every way it can."""

import gzip
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

import pytest

from index.article import Article, Finished, Problem
from index.readers import read_inputs
from index.readers.web.access import Access
from index.readers.web.addresses import refusal

STORY = (
    "The ferry to Olm sank in the harbour on Monday morning, and all forty people on board were"
    " brought to the quay, the harbour office said in a statement to reporters."
)


def page(text: str = STORY, head: str = "") -> bytes:
    body = f"<article><p>{text}</p><p>The mayor was not there, she said.</p>"
    return f"<html><head>{head}</head><body>{body}</article></body></html>".encode()


class Server:
    """`routes[path]` is bytes to send as HTML, or a function that is given the handler."""

    def __init__(self) -> None:
        self.routes: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.at_once = self.most_at_once = 0
        lock, server = Lock(), self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with lock:
                    server.asked.append(self.path)
                    server.agents.add(self.headers["User-Agent"])
                    server.at_once += 1
                    server.most_at_once = max(server.most_at_once, server.at_once)
                try:
                    route = server.routes.get(self.path)
                    if route is None:
                        send(self, b"", status=404)
                    elif isinstance(route, bytes):
                        send(self, route)
                    else:
                        route(self)
                except OSError:
                    pass  # the client has gone
                finally:
                    with lock:
                        server.at_once -= 1

            def log_message(self, *args: object) -> None:
                """Keeps test output quiet."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


def send(handler: BaseHTTPRequestHandler, data: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content_Type": "text/html", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def sending(data: bytes, status: int = 200, **headers: str) -> Callable:
    return lambda handler: send(handler, data, status, **headers)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def read(*urls: str, **access: object) -> list[Article | Problem]:
    found = read_inputs(urls, access=Access(**{"allow_private": True, "seconds": 3.0, **access}))
    return [item for item in found if not isinstance(item, Finished)]


def reason(url: str, **access: object) -> str:
    (problem,) = read(url, **access)
    assert isinstance(problem, Problem), problem
    assert "\n" not in problem.reason
    return problem.reason


def test_a_page_is_an_article_under_its_address_and_the_asker_says_who_it_is(server: Server):
    head = '<title>Ferry sinks</title><meta property="og:site_name" content="The Courier">'
    server.routes["/news/ferry"] = page(head=head)
    (article,) = read(f"{server.url}/news/ferry")
    assert isinstance(article, Article)
    assert article.text.startswith(STORY)
    assert article.id == article.url == article.path == f"{server.url}/news/ferry"
    assert article.source == "The Courier"
    assert {agent.partition("/")[0] for agent in server.agents} == {"news-archive-assistant"}


def test_what_the_server_says_of_the_encoding_counts(server: Server):
    text = STORY.replace("Olm", "Ölm")
    data = page(text).decode().encode("latin-1")
    server.routes["/a"] = sending(data, Content_Type="text/html; charset=iso-8859-1")
    server.routes["/b"] = sending(page(text), Content_Type="text/html; charset=utf-16")
    for path in ("/a", "/b"):
        (article,) = read(server.url + path)
        assert isinstance(article, Article) and "Ölm" in article.text


@pytest.mark.parametrize(
    ("route", "says"),
    [
        (sending(b"x", 500), "the server says 500"),
        (sending(b""), "sends nothing"),
        (sending(b"\x89PNG", Content_Type="image/png"), "no reader for image/png"),
        (sending(b"", 302, Location="/a"), "circle"),
        (sending(b"", 302, Location="file:///etc/passwd"), "file:// is not read"),
        (sending(b"", 302, Location="http://169.254.169.254/"), "no address of the public web"),
        (sending(b"", 302), "not where to"),
        (sending(b"", 429, Retry_After="3600"), "asked again after 3600 s"),
        (sending(gzip.compress(b"\0" * 30_000_000), Content_Encoding="gzip"), "larger than 20 MB"),
        (sending(b"abc", Content_Encoding="gzip"), "broken"),
        (sending(b"abc", Content_Encoding="br"), "packed in a way"),
        (lambda h: h.wfile.write(b"\0\1garbage\r\n\r\n"), "no proper HTTP"),
        (lambda h: h.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nab"), "HTTP"),
        (lambda h: h.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200_000), "HTTP"),
    ],
)
def test_what_a_server_does_wrong_is_one_line(server: Server, route: Callable, says: str):
    server.routes["/a"] = route
    assert says in reason(f"{server.url}/a")


def test_five_redirects_are_followed_and_six_are_not(server: Server):
    for n in range(6):
        server.routes[f"/{n}"] = sending(b"", 301, Location=f"/{n + 1}")
    server.routes["/6"] = page()
    (article,) = read(f"{server.url}/1")
    assert isinstance(article, Article) and article.url == f"{server.url}/6"
    assert reason(f"{server.url}/0") == "more than 5 redirects"


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        handler.wfile.write(b"<p>")
        time.sleep(0.2)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        handler.wfile.write(b"<p>on and on</p>" * 10_000)


def test_a_slow_drip_ends_in_time_and_an_endless_body_at_its_limit(server: Server):
    server.routes |= {"/slow": dripping, "/endless": endless}
    started = time.monotonic()
    assert reason(f"{server.url}/slow", seconds=1.0) == "no complete answer within 1 s"
    assert time.monotonic() - started < 3
    assert "larger than 20 MB" in reason(f"{server.url}/endless", seconds=20.0)


def test_a_busy_server_is_asked_again_when_it_says(server: Server):
    answers = iter([sending(b"", 429, Retry_After="1"), sending(page())])
    server.routes["/a"] = lambda handler: next(answers)(handler)
    (article,) = read(f"{server.url}/a", seconds=10.0)
    assert isinstance(article, Article)


def test_robots_are_obeyed(server: Server):
    server.routes |= {"/a": page(), "/private/b": page()}
    server.routes["/robots.txt"] = b"User-agent: *\nDisallow: /private/\n"
    assert "robots.txt" in reason(f"{server.url}/private/b")
    assert isinstance(read(f"{server.url}/a")[0], Article)
    assert "/private/b" not in server.asked
    server.routes["/robots.txt"] = sending(b"", 503)
    assert "robots.txt cannot be had" in reason(f"{server.url}/a")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "http://localhost:1/", "http://2130706433:1/", "http://0x7f.1:1/",
     "http://[::1]:1/", "http://[::ffff:127.0.0.1]:1/", "http://0.0.0.0:1/"],
)  # fmt: skip
def test_this_machine_is_refused_however_it_is_spelled(url: str):
    why = reason(url, allow_private=False)
    assert any(words in why for words in ("private network", "public web", "no such host")), why


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "192.168.1.1", "172.31.0.1", "127.9.9.9", "169.254.169.254", "0.0.0.0", "::",
     "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "224.0.0.1", "240.0.0.1",
     "100.64.0.1", "2002:a00:1::", "nonsense"],
)  # fmt: skip
def test_no_private_or_special_address_is_public(address: str):
    assert refusal(address, allow_private=False)


def test_public_addresses_are_allowed():
    assert refusal("8.8.8.8", False) is refusal("2606:4700::1111", False) is None


def test_a_name_that_resolves_to_a_private_address_is_refused(server: Server):
    port = server.url.rpartition(":")[2]
    url = f"http://courier.example:{port}/a"
    why = reason(url, allow_private=False, resolve=lambda host, port: ["127.0.0.1"])
    assert "private network" in why
    assert server.asked == []


@pytest.mark.parametrize(
    "url", ["ftp://a.example/x", "http://", "http://a b/", "http://u:p@a.example/"]
)
def test_an_address_that_is_none_is_one_line(url: str):
    assert reason(url)


RSS = """<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Courier</title>
<item><title>Ferry sinks</title><link>/good</link>
 <pubDate>Sat, 02 Mar 2024 08:00:00 GMT</pubDate></item>
<item><title>Gone</title><link>/gone</link><description>Too short.</description></item>
<item><title>Kept</title><link>/lost</link>
 <content:encoded><![CDATA[<p>%s</p><p>%s</p><p>%s</p>]]></content:encoded></item>
</channel></rss>""" % (STORY, STORY.replace("Olm", "Varn"), STORY.replace("Olm", "Rasmin"))  # noqa: UP031


def test_a_feed_gives_the_pages_of_its_entries_or_its_own_words(server: Server):
    server.routes["/feed"] = sending(RSS.encode(), Content_Type="application/rss+xml")
    server.routes["/good"] = page()
    first, gone, kept, notice = read(f"{server.url}/feed", seconds=20.0)
    assert isinstance(first, Article) and isinstance(kept, Article)
    assert (first.title, first.source) == ("Ferry sinks", "The Courier")
    assert first.published_at and first.published_at.isoformat() == "2024-03-02T08:00:00+00:00"
    assert first.url == f"{server.url}/good"
    assert isinstance(gone, Problem) and gone.place == f"{server.url}/gone"
    assert "Varn" in kept.text
    assert isinstance(notice, Problem) and "as its feed gives it" in notice.reason
    assert server.most_at_once == 1


def test_an_entity_bomb_in_a_feed_is_harmless(server: Server):
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><rss><channel>'
    bomb += "<item><title>&a11;</title></item></channel></rss>"
    server.routes["/feed"] = sending(bomb.encode(), Content_Type="text/xml")
    started = time.monotonic()
    assert all(isinstance(item, Problem) for item in read(f"{server.url}/feed"))
    assert time.monotonic() - started < 10
