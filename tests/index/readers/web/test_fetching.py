"""A server that misbehaves in each way ends as one Problem, in time and without much memory."""

import gzip
import re
import time
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count, repeat
from threading import Event, Thread

import pytest

from index.readers import read
from index.readers.web import Access, ip_addresses
from tests.index.readers.web.stories import page, read_one, readings, reason
from tests.web_server import Reply, WebServer

is_public = ip_addresses.is_public
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def test_a_page_keeps_its_address_and_the_requested_one(server: WebServer, access: Access) -> None:
    url = server.page("/a?utm_source=x", page("<title>Bridge closed again</title>"))
    article = read_one(url + "#top", access)
    assert article.path == url + "#top"
    assert article.id == article.url == f"{server.url}/a"
    assert article.title == "Bridge closed again"
    assert article.text.startswith("In week 0 the bridge")


def test_who_asks_is_said(server: WebServer, access: Access) -> None:
    read_one(server.page("/a", page()), access)
    (agent,) = server.agents
    assert re.fullmatch(r"news-archive-assistant/\d+\.\d+\S*", agent)
    assert server.asked == ["/robots.txt", "/a"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_five_redirects_are_followed_to_the_articles_address(
    server: WebServer, access: Access, status: int
) -> None:
    for n in range(5):
        server.redirect(f"/{n}", f"/{n + 1}" if n % 2 else f"{server.url}/{n + 1}", status)
    server.page("/5", page())
    article = read_one(f"{server.url}/0", access)
    assert (article.url, article.path) == (f"{server.url}/5", f"{server.url}/0")


def test_six_redirects_are_too_many(server: WebServer, access: Access) -> None:
    for n in range(6):
        server.redirect(f"/{n}", f"/{n + 1}")
    server.page("/6", page())
    assert reason(f"{server.url}/0", access) == "more than 5 redirects"
    assert "/6" not in server.asked


def test_redirects_in_a_circle_are_noticed_at_once(server: WebServer, access: Access) -> None:
    server.redirect("/a", "/b")
    server.redirect("/b", "/a")
    assert reason(f"{server.url}/a", access) == "its redirects form a loop"
    assert server.asked == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("http://169.254.169.254/latest", "refused: 169.254.169.254 is not a public address"),
        ("http://metadata.example/", "refused: 10.0.0.7 is on a private network"),
        ("file:///etc/passwd", "file:// is not supported"),
        ("ftp://wire.example/a", "ftp:// is not supported"),
        ("javascript:alert(1)", "javascript:// is not supported"),
        ("http://ana:secret@wire.example/", "user name and password"),
        ("http://wire.example:x/", "redirected to an address that cannot be read"),
        ("", "without a Location"),
    ],
)
def test_each_redirect_is_checked_like_a_request(
    server: WebServer, monkeypatch: pytest.MonkeyPatch, target: str, said: str
) -> None:
    """This machine plays a public host here, as no test may leave it."""
    at = {"wire.example": "127.0.0.1", "metadata.example": "10.0.0.7"}
    access = Access(seconds=20, resolve=lambda host, port: [at.get(host, host)])
    monkeypatch.setattr(ip_addresses, "PRIVATE", ip_addresses.PRIVATE[1:])
    monkeypatch.setattr(
        ip_addresses, "is_public", lambda ip: str(ip) == "127.0.0.1" or is_public(ip)
    )
    server.redirect("/a", target)
    assert said in reason(f"http://wire.example:{server.port}/a", access)


def drip() -> Iterable[bytes]:
    yield HEAD + b"Content-Length: 100000\r\n\r\n"
    yield from repeat(b"x")


def drip_of_headers() -> Iterable[bytes]:
    yield HEAD
    yield from (b"X-%d: y\r\n" % n for n in count())


def silence() -> Iterable[bytes]:
    yield b""
    time.sleep(120)


@pytest.mark.parametrize("parts", [drip, drip_of_headers, silence])
@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
def test_a_slow_response_is_given_up_at_its_deadline(
    server: WebServer, access: Access, parts: Callable[[], Iterable[bytes]], path: str
) -> None:
    server.page("/a", page())
    server.raw(path, parts, pause=0.05)
    told = reason(f"{server.url}/a", replace(access, seconds=0.3))
    assert told.startswith("no complete answer within 0.3 s")


@pytest.mark.parametrize("head", [b"\r\n", b"Content-Length: 99999999999\r\n\r\n"])
def test_an_endless_body_is_dropped_when_too_large(
    server: WebServer, access: Access, head: bytes
) -> None:
    def endless() -> Iterable[bytes]:
        yield HEAD + head
        yield from repeat(b"x" * 65_536)

    told = reason(server.raw("/a", endless), access)
    assert told == "larger than 2 MB, too large for a page"


def test_a_gzip_bomb_is_not_unpacked(server: WebServer, access: Access) -> None:
    bomb = gzip.compress(b"<p>" + bytes(64 * 2**20), 9)
    assert len(bomb) < 2**20
    url = server.page("/a", bomb, **{"Content-Encoding": "gzip"})
    tracemalloc.start()
    assert reason(url, access) == "larger than 2 MB, too large for a page"
    assert tracemalloc.get_traced_memory()[1] < 30 * 2**20
    tracemalloc.stop()


def test_gzip_is_unpacked_and_broken_encodings_are_problems(
    server: WebServer, access: Access
) -> None:
    packed = gzip.compress(page().encode())
    as_gzip = {"Content-Encoding": "gzip"}
    assert "week 5" in read_one(server.page("/a", packed, **as_gzip), access).text
    assert "is cut off" in reason(server.page("/b", packed[:-20], **as_gzip), access)
    assert "is damaged" in reason(server.page("/c", "no gzip", **as_gzip), access)
    told = reason(server.page("/d", b"x", **{"Content-Encoding": "br"}), access)
    assert told == "the server compressed it by a method that was not requested"


@pytest.mark.parametrize("status", [429, pytest.param(503, marks=pytest.mark.slow)])
def test_a_busy_server_is_asked_again_after_its_delay(
    server: WebServer, access: Access, status: int
) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
    busy = [Reply(status=status, headers={"Retry-After": after}) for after in ("1", soon)]
    url = server.on("/a", *busy, Reply(page(), headers={"Content-Type": "text/html"}))
    started = time.monotonic()
    assert read_one(url, replace(access, seconds=40)).url == url
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("3600", "429 Too Many Requests, retry after 3600 s"),
        ("Wed, 21 Oct 2150 07:28:00 GMT", "retry after Wed, 21 Oct 2150"),
        ("soon", "retry after soon"),
        ("9" * 5000, "retry after 999"),
    ],
)
def test_a_wait_that_is_too_long_is_named(
    server: WebServer, access: Access, after: str, said: str
) -> None:
    url = server.on("/a", Reply(status=429, headers={"Retry-After": after}))
    assert said in reason(url, access)
    assert server.asked.count("/a") == 1


def test_a_server_that_is_always_busy_is_given_up(server: WebServer, access: Access) -> None:
    url = server.on("/a", Reply(status=503, headers={"Retry-After": "0"}))
    told = reason(url, replace(access, seconds=2))
    assert "503" in told or "no complete answer" in told
    assert server.asked.count("/a") <= 3


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(status=500), "the server answered 500 Internal Server Error"),
        (Reply(status=404), "the server answered 404 Not Found"),
        (Reply(status=429), "the server answered 429 Too Many Requests"),
        (Reply(status=799), "the server answered 799"),
        (Reply(headers={"Content-Type": "text/html"}), "contains no text"),
        (Reply(page("", ""), headers={"Content-Type": "text/html"}), "contains no text"),
        (Reply(b"\x89PNG\r\n", headers={"Content-Type": "image/png"}), "no reader for image/png"),
        (Reply(b"hello"), "no reader for an answer without a content type"),
        (Reply("<a/>", headers={"Content-Type": "text/xml"}), "no reader for text/xml"),
        (Reply(raw=lambda: [b"SSH-2.0-OpenSSH\r\n"]), "its answer is not valid HTTP"),
        (Reply(raw=lambda: [bytes(range(256)) * 9]), "its answer is not valid HTTP"),
        (Reply(raw=lambda: [b""]), "its answer is not valid HTTP"),
        (
            Reply(raw=lambda: [HEAD + b"Content-Length: 99\r\n\r\n<p>Half a page"]),
            "its answer is not valid HTTP: peer closed connection",
        ),
        (
            Reply(raw=lambda: [HEAD, *(b"X-%d: y\r\n" % n for n in range(50_000))]),
            "its answer is not valid HTTP",
        ),
        (
            Reply(raw=lambda: [HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"]),
            "its answer is not valid HTTP",
        ),
    ],
)
def test_a_non_page_is_one_problem_and_the_run_continues(
    server: WebServer, access: Access, reply: Reply, said: str
) -> None:
    bad, good = server.on("/bad", reply), server.page("/good", page())
    assert reason(bad, access).startswith(said)
    told = [getattr(one, "url", None) for one in read([bad, good], access=access)]
    assert told == [None, good]


def test_a_refused_connection_is_a_problem(server: WebServer, access: Access) -> None:
    server.close()
    assert reason(f"{server.url}/a", access).startswith("cannot be reached: ")


def test_https_where_http_is_spoken_is_a_problem(server: WebServer, access: Access) -> None:
    told = reason(f"https://127.0.0.1:{server.port}/a", access)
    assert told.startswith("cannot be reached: ")


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        (Reply("User-agent: *\nDisallow: /a"), False),
        (Reply("User-agent: *\nDisallow: /\nAllow: /a$"), True),
        (Reply("User-agent: News-Archive-Assistant\nDisallow: /"), False),
        (Reply("User-agent: another\nDisallow: /"), True),
        (Reply(b"\xff\xfe\x00 garbage"), True),
        (Reply(status=404), True),
        (Reply(status=403), True),
        (Reply(status=500), False),
        (Reply(status=429), False),
        (Reply(status=302, headers={"Location": "/rules"}), False),
    ],
)
def test_robots_txt_is_obeyed(
    server: WebServer, access: Access, rules: Reply, allowed: bool
) -> None:
    server.on("/robots.txt", rules)
    server.on("/rules", Reply("User-agent: *\nDisallow: /"))
    (found,) = readings(server.page("/a", page()), access)
    assert hasattr(found, "text") == allowed
    assert ("/a" in server.asked) == allowed
    assert allowed or "robots.txt" in str(found)


def test_robots_txt_is_fetched_once_per_run_and_host(server: WebServer, access: Access) -> None:
    server.page("/a", page())
    server.redirect("/b", f"http://other.example:{server.port}/a")
    for path in ("/a", "/b", "/a"):
        read_one(server.url + path, access)
    assert server.asked.count("/robots.txt") == 2


def test_a_host_is_asked_one_thing_at_a_time(server: WebServer, access: Access) -> None:
    urls = [
        server.on(f"/{n}", Reply(page(), headers={"Content-Type": "text/html"}, pause=0.05))
        for n in range(6)
    ]
    threads = [Thread(target=readings, args=(url, replace(access))) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(server.asked) >= 7
    assert server.most_at_once == 1


def test_waiting_too_long_for_a_busy_host_is_reported(server: WebServer, access: Access) -> None:
    begun, may_end = Event(), Event()

    def waiting() -> Iterable[bytes]:
        yield HEAD
        begun.set()
        may_end.wait(30)

    slow = server.raw("/slow", waiting)
    readings(server.page("/a", page()), access)  # so that both know robots.txt
    first = Thread(target=readings, args=(slow, access))
    first.start()
    assert begun.wait(30)
    told = reason(f"{server.url}/a", replace(access, seconds=0.2))
    may_end.set()
    first.join(30)
    assert "another request to its host is still running" in told


def test_a_proxy_of_the_environment_is_not_used(
    server: WebServer, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert read_one(server.page("/a", page()), access)
