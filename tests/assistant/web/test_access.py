"""Who is let in: hosts, origins, tokens, proxies, and how often."""

import httpx
import pytest

from assistant import Assistant
from assistant.service_settings import WebOptions
from assistant.web.access import Access, whole_networks
from assistant.web.gate import RateLimit
from index.errors import ArchiveError
from tests.assistant.web.serving import serving

QUESTION = {"question": "Thank you!"}  # answered without a search
TOKEN = "correct-horse-battery"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "news.example"])
def test_an_open_address_needs_a_token_or_a_proxy(host: str):
    with pytest.raises(ArchiveError, match="add --token"):
        Access.of(host, None, WebOptions())
    for token, header in (("T", None), (None, "X-Remote-User")):
        assert Access.of(host, token, WebOptions(proxy_header=header))
    assert "T" not in repr(Access.of(host, "T", WebOptions()))[20:]


def test_every_response_has_a_strict_policy(web: httpx.Client):
    for path in ("/", "/static/style.css", "/nothing", "/articles/hostile"):
        headers = web.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    refused = web.get("/", headers={"Host": "evil.example"})
    assert "content-security-policy" in refused.headers


def test_a_name_that_leads_here_by_dns_is_refused(web: httpx.Client, asking: Assistant):
    for host in ("evil.example", "127.0.0.1.evil.example", "", "[", "localhost@evil.example"):
        assert web.get("/", headers={"Host": host}).status_code == 400, host
    for host in ("localhost:8080", "127.0.0.1", "[::1]:80"):
        assert web.get("/", headers={"Host": host}).status_code == 200, host
    with serving(asking, hosts=("news.example",)) as named:
        assert named.get("/", headers={"Host": "news.example"}).status_code == 200
        behind = {"Origin": "https://news.example"}
        assert named.post("/ask", data=QUESTION, headers=behind).status_code == 303


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "["])
def test_another_site_cannot_ask(web: httpx.Client, origin: str):
    refused = web.post("/ask", data=QUESTION, headers={"Origin": origin})
    assert refused.status_code == 403
    own = str(web.base_url).rstrip("/")
    assert web.post("/ask", data=QUESTION, headers={"Origin": own}).status_code == 303


def test_without_the_token_nothing_is_shown(asking: Assistant):
    with serving(asking, host="0.0.0.0", token=TOKEN) as web:
        for path in ("/", "/articles/hostile", "/answers/abcdefgh", "/nothing"):
            assert web.get(path).status_code == 303
            assert web.get(path).headers["location"].startswith("/login?then=")
        assert web.post("/ask", data=QUESTION).status_code == 401
        for wrong in (f"Bearer {TOKEN}x", "Bearer", f"Basic {TOKEN}", "Bearer \xff"):
            asked = web.post(
                "/ask", data=QUESTION, headers={"Authorization": wrong.encode("latin-1")}
            )
            assert asked.status_code == 401
        assert web.get("/static/style.css").status_code == 200
        right = {"Authorization": f"Bearer {TOKEN}"}
        assert web.post("/ask", data=QUESTION, headers=right).status_code == 303


def test_the_token_is_given_once_and_leaves_a_cookie(asking: Assistant):
    with serving(asking, host="0.0.0.0", token=TOKEN) as web:
        link = web.get("/articles/hostile?at=0-5", follow_redirects=True)
        assert 'value="/articles/hostile?at=0-5"' in link.text
        form = {"token": "wrong", "then": "/articles/hostile"}
        assert web.post("/login", data=form).status_code == 401
        entered = web.post("/login", data=form | {"token": TOKEN})
        assert entered.headers["location"] == "/articles/hostile"
        cookie = entered.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie and TOKEN not in cookie
        assert web.get("/").status_code == 200
        web.cookies.clear()
        assert web.get("/", headers={"Cookie": f"assistant={TOKEN}"}).status_code == 303


@pytest.mark.parametrize(
    ("proxies", "is_secure"), [((), False), (("127.0.0.2",), True), (("127.0.0.0/30",), True)]
)
def test_behind_a_known_proxy_with_tls_the_cookie_is_secure(
    asking: Assistant, proxies: tuple[str, ...], is_secure: bool
):
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
    with (
        serving(asking, host="0.0.0.0", token=TOKEN, proxies=proxies) as web,
        httpx.Client(base_url=web.base_url, transport=elsewhere) as proxy,
    ):
        told = {"X-Forwarded-Proto": "https"}
        entered = proxy.post("/login", data={"token": TOKEN}, headers=told)
    assert ("Secure" in entered.headers["set-cookie"]) is is_secure


def test_networks_in_which_clients_may_be_are_warned_of():
    listed = ("192.0.2.7", "192.0.2.0/30", "2001:db8::1", "2001:db8::/64")
    warning = whole_networks(WebOptions.model_validate({"proxies": listed}))
    assert "every machine of 192.0.2.0/30, 2001:db8::/64 is" in warning
    assert whole_networks(WebOptions.model_validate({"proxies": listed[::2]})) == ""


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example", "/\\evil", "/ /", "x"])
def test_the_login_leads_to_no_other_site(asking: Assistant, then: str):
    with serving(asking, host="0.0.0.0", token=TOKEN) as web:
        entered = web.post("/login", data={"token": TOKEN, "then": then})
        assert entered.headers["location"] == "/"


def test_a_proxy_says_who_asks(asking: Assistant):
    with serving(asking, host="0.0.0.0", proxy_header="X-Remote-User") as web:
        assert web.get("/").status_code == 401
        assert web.get("/", headers={"X-Remote-User": "anna"}).status_code == 200


def test_who_asks_too_often_waits(asking: Assistant):
    with serving(asking, per_minute=2, proxy_header="X-User") as web:
        for user, status in (("anna", 303), ("anna", 303), ("anna", 429), ("ben", 303)):
            asked = web.post("/ask", data=QUESTION, headers={"X-User": user})
            assert asked.status_code == status
        assert 0 < int(web.get("/", headers={"X-User": "anna"}).headers["retry-after"]) <= 30


def test_tokens_cannot_be_tried_out(asking: Assistant):
    with serving(asking, host="0.0.0.0", token=TOKEN, per_minute=5) as web:
        tried = [web.get("/", headers={"Authorization": f"Bearer {n}"}) for n in range(7)]
    assert [one.status_code for one in tried] == [303] * 5 + [429] * 2


def test_a_client_gets_as_much_again_in_a_minute():
    now = [0.0]
    limit = RateLimit(2, lambda: now[0])
    assert [limit.wait("a"), limit.wait("a"), limit.wait("a")] == [0, 0, 30]
    now[0] = 31
    assert limit.wait("a") == 0
    for n in range(10_001):
        limit.wait(f"client {n}")
    assert limit.wait("a") == 0  # forgotten, so as new


def test_a_page_that_fails_is_as_safe_as_others(asking: Assistant, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("assistant.web.answers_page.record_of", fail)
    with serving(asking) as web:
        failed = web.get("/answers/abc")
    assert failed.status_code == 500 and "secret" not in failed.text
    assert failed.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in failed.headers["content-security-policy"]
