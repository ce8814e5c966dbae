"""The archive for other programs: JSON, events, OpenAPI and OpenAI's protocol."""

import json
from urllib.parse import quote

import httpx
import pytest
from langchain_openai import ChatOpenAI
from openai import AuthenticationError, NotFoundError, OpenAI

from assistant import Answer, Assistant
from assistant.schema.events import Done, Retrieved
from tests.assistant.web.serving import serving

QUESTION = "Which fighter program was Turkey withdrawn from?"
QUOTE = "It also withdrew NATO ally Turkey from its F-35 fighter program."
EVENTS = {"Accept": "text/event-stream"}


def client(web: httpx.Client, key: str = "none") -> OpenAI:
    return OpenAI(base_url=f"{web.base_url}/v1", api_key=key, max_retries=0)


def test_an_answer_is_the_json_of_the_python_api(web: httpx.Client, asking: Assistant):
    told = web.post("/api/ask", json={"question": QUESTION})
    answer = Answer.model_validate_json(told.text)
    assert answer.citations[0].quote == QUOTE
    assert web.get(f"/api/answers/{answer.id}").json() == told.json()
    assert web.get("/api/answers?limit=1").json()[0]["id"] == answer.id
    cited = answer.citations[0].article
    article = web.get(f"/api/articles/{quote(cited.id, safe='')}?version={cited.version}").json()
    assert article["text"][answer.citations[0].start : answer.citations[0].end] == QUOTE


def test_events_are_those_of_a_stream(web: httpx.Client):
    told = web.post("/api/ask", json={"question": QUESTION}, headers=EVENTS).text
    blocks = [block.splitlines() for block in told.replace("\r", "").strip().split("\n\n")]
    names = [block[0].removeprefix("event: ") for block in blocks]
    assert names[0] == Retrieved.__name__.lower() and names[-1] == Done.__name__.lower()
    assert "checked" in names
    answer = json.loads(blocks[-1][1].removeprefix("data: "))["answer"]
    assert Answer.model_validate(answer).citations[0].quote == QUOTE


def test_a_search_has_filters_and_notes(web: httpx.Client):
    found = web.get("/api/search", params={"q": "bridge", "sources": "Northern Ledger", "limit": 2})
    assert [hit["article"]["source"] for hit in found.json()["hits"]] == ["Northern Ledger"] * 2
    unknown = web.get("/api/search", params={"q": "bridge", "sources": "Nobody's Gazette"}).json()
    assert not unknown["hits"] and "Nobody's Gazette" in unknown["notes"][0]


def test_articles_are_listed_newest_first(web: httpx.Client):
    first, second = (
        web.get("/api/articles", params={"limit": 5, "skip": skip, "until": "2024-12-31"}).json()
        for skip in (0, 5)
    )
    days = [article["published_at"] for article in first + second]
    assert len({a["id"] for a in first + second}) == 10
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/ask", b"{", 422),
        ("POST", "/api/ask", b"[]", 422),
        ("POST", "/api/ask", b'{"question": 7}', 422),
        ("POST", "/api/ask", b'{"question": "Why?", "sources": ["\\ud800"]}', 200),
        ("POST", "/api/ask", b'{"question": "Why?", "since": "yesteryear"}', 400),
        ("GET", "/api/search", b"", 422),
        ("GET", "/api/search?q=%20", b"", 400),
        ("GET", "/api/search?q=bridge&limit=1000", b"", 422),
        ("GET", "/api/articles?since=0001-01-01&until=9999-12-31", b"", 200),
        ("GET", "/api/articles?as_of=0000-00-00", b"", 400),
        ("GET", "/api/articles?sources=%00", b"", 400),
        ("GET", "/api/articles/forged", b"", 404),
        ("GET", "/api/answers/forged", b"", 404),
        ("GET", "/api/nothing", b"", 404),
    ],
)
def test_mistakes_are_one_line_of_json(
    web: httpx.Client, method: str, path: str, body: bytes, status: int
):
    json_type = {"Content-Type": "application/json"}
    told = web.request(method, path, content=body, headers=json_type if body else None)
    assert told.status_code == status, told.text
    assert status == 200 or "\n" not in told.json()["detail"]


def test_the_page_of_the_api_loads_nothing_from_elsewhere(web: httpx.Client):
    page, spec = web.get("/docs").text, web.get("/openapi.json").json()
    assert "://" not in page
    for path in ("/api/ask", "/api/search", "/api/articles", "/v1/chat/completions"):
        assert path in page and path in spec["paths"]
    assert spec["components"]["schemas"]["Answer"]


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/api/nothing", "There is no page /api/nothing; /docs lists"),
        ("GET", "/api/ask", "/api/ask takes POST, not GET."),
        ("GET", "/mcp", "/mcp takes POST, not GET."),
        ("PUT", "/api/search", "/api/search takes GET, not PUT."),
    ],
)
def test_a_wrong_address_says_what_would_be_right(
    web: httpx.Client, method: str, path: str, told: str
):
    assert told in web.request(method, path).json()["detail"]


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"{", 422, "body: not JSON"),
        (b"[]", 422, "body: Input should be a valid dictionary"),
        (b"{}", 422, "messages: Field required"),
        (b'{"messages": []}', 400, "The last message must be the user's question."),
        (b'{"messages": [{"role": "assistant", "content": "Hi"}]}', 400, "The last message"),
        (b'{"messages": [{"role": "user", "content": 5}]}', 422, "messages.0.content"),
        (b'{"messages": [{"role": "user", "content": " "}]}', 400, "the question is empty"),
        (b'{"messages": [{"role": "user"}]}', 400, "the question is empty"),
        (
            b'{"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}',
            400,
            "the question is empty",
        ),
        (
            b'{"stream": true, "messages": [{"role": "user", "content": ""}]}',
            400,
            "the question is empty",
        ),
    ],
)
def test_mistakes_have_the_form_of_openai(web: httpx.Client, body: bytes, status: int, told: str):
    headers = {"Content-Type": "application/json"}
    refused = web.post("/v1/chat/completions", content=body, headers=headers)
    assert refused.status_code == status
    error = refused.json()["error"]
    assert told in error["message"] and "\n" not in error["message"]
    assert error["type"] == "invalid_request_error"


def test_the_client_of_openai_finds_the_one_model(web: httpx.Client):
    assert [model.id for model in client(web).models.list()] == ["news-archive"]
    assert client(web).models.retrieve("news-archive").object == "model"
    with pytest.raises(NotFoundError, match="the only one is news-archive"):
        client(web).models.retrieve("gpt-9")


def test_the_client_of_openai_gets_footnotes(web: httpx.Client):
    asked = [{"role": "user", "content": QUESTION}]
    said = client(web).chat.completions.create(model="news-archive", messages=asked)  # type: ignore[call-overload]
    text = said.choices[0].message.content
    assert f"{QUOTE}[^1]" in text.replace("**", "") and "\n[^1]: " in text
    assert said.choices[0].finish_reason == "stop"


def test_a_stream_of_openai_is_the_same_text(web: httpx.Client):
    asked = [{"role": "user", "content": [{"type": "text", "text": QUESTION}]}]
    options = {"include_usage": True}
    chunks = list(
        client(web).chat.completions.create(  # type: ignore[call-overload]
            model="any", messages=asked, stream=True, stream_options=options
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks[:-1])
    assert f"{QUOTE}[^1]" in text.replace("**", "")
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage.total_tokens == 0


def test_a_chat_goes_on_where_its_reply_left_off(web: httpx.Client, asking: Assistant):
    model = ChatOpenAI(base_url=f"{web.base_url}/v1", api_key="none", model="news-archive")  # type: ignore[arg-type]
    first = model.invoke([("user", "When did the Halden Narrows Bridge reopen?")])
    model.invoke([("user", "When?"), ("assistant", str(first.content)), ("user", "Who said so?")])
    newest, before = asking.answers.latest(2)
    assert newest.answer.question == "Who said so?"
    assert newest.conversation == before.conversation
    forged = f"[aaaaaaaa]({web.base_url}/answers/aaaaaaaa)"
    assert model.invoke([("assistant", forged), ("user", "Thanks")]).content


def test_a_wrong_token_is_an_error_of_openai(asking: Assistant):
    with serving(asking, host="0.0.0.0", token="right") as web:
        with pytest.raises(AuthenticationError, match="A token is needed"):
            client(web, "wrong").models.list()
        assert client(web, "right").models.list()
        assert web.get("/openapi.json").status_code == 401
        told = web.post("/v1/chat/completions", json={}, headers={"Authorization": "Bearer right"})
        assert told.status_code == 422
        assert told.json()["error"]["type"] == "invalid_request_error"
