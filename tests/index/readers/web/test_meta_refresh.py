"""Pages that send their reader on by <meta http-equiv="refresh">."""

import pytest

from index.readers.web import Access
from tests.index.readers.web.stories import STORY, page, read_one, reason
from tests.web_server import WebServer


def refreshing(content: str, body: str = "<p>Moved.</p>") -> str:
    return f'<html><head><meta http-equiv="Refresh" content="{content}"></head>{body}</html>'


@pytest.mark.parametrize(
    "content", ["0; url=/a", "0;URL='/a'", "3, url = a", "0 URL=a", "1.5; /a", " 0;url=//{host}/a"]
)
def test_a_refresh_at_once_is_followed(server: WebServer, access: Access, content: str) -> None:
    server.page("/a", page())
    content = content.format(host=server.url.removeprefix("http://"))
    url = server.page("/short", refreshing(content))
    assert read_one(url, access).url == f"{server.url}/a"


@pytest.mark.parametrize(
    "content",
    [
        *("300", "0", "300; url=/other", "0; url=/story", "0; url=app://story/1", "0; url="),
        pytest.param(f"0{' ' * 80_000}", id="blanks"),
    ],
)
def test_other_refreshes_leave_the_page_as_it_is(
    server: WebServer, access: Access, content: str
) -> None:
    url = server.page("/story", refreshing(content, STORY))
    assert "week 5" in read_one(url, access).text


def test_a_refresh_without_scripts_counts_on_an_empty_page(
    server: WebServer, access: Access
) -> None:
    server.page("/a", page())
    meta = '<noscript><meta http-equiv="refresh" content="0; url=/a"></noscript>'
    url = server.page("/short", f"<html><head>{meta}<title>/a</title></head></html>")
    assert read_one(url, access).url == f"{server.url}/a"
    url = server.page("/story", page(head=meta))
    assert read_one(url, access).url == f"{server.url}/story"


def test_pages_that_refresh_to_each_other_are_a_loop(server: WebServer, access: Access) -> None:
    url = server.page("/a", refreshing("0; url=/b"))
    server.page("/b", refreshing("0; url=/a"))
    assert reason(url, access) == "its redirects form a loop"


def test_a_refresh_is_checked_like_a_redirect(server: WebServer, access: Access) -> None:
    url = server.page("/a", refreshing("0; url=http://169.254.169.254/latest"))
    assert reason(url, access).startswith("refused: 169.254.169.254 is not a public address")
